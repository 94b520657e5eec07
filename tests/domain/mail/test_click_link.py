"""Click links: they lead where Drumbeat has linked, and nowhere that anybody else would like."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.click_link import LONGEST_TARGET, ClickLink, link_of, target_of

KEY = "a key of at least thirty-two characters"
OTHER = "another key of thirty-two characters"
LINK = ClickLink("e-1", "day-1-email", "https://northwind.example/docks?a=1&b=2#top")


def test_a_token_gives_back_its_link() -> None:
    """What was signed is what is read, also by the key before the present one."""
    token = LINK.token(KEY)

    assert link_of([KEY], token) == link_of([OTHER, KEY], token) == LINK
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.data())
def test_a_token_that_was_touched_leads_nowhere(data: st.DataObject) -> None:
    """One other character anywhere, one less or one more."""
    token = LINK.token(KEY)
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda letter: letter != token[at]))

    assert link_of([KEY], token[:at] + other + token[at + 1 :]) is None
    assert link_of([KEY], token[:at] + token[at + 1 :]) is None
    assert link_of([KEY], token + other) is None


@given(st.text())
def test_what_nobody_signed_leads_nowhere(token: str) -> None:
    """Any text is answered, and with nothing."""
    assert link_of([KEY], token) is None


def test_a_signature_counts_for_its_address_alone() -> None:
    """Another address under the signature of ours is no link."""
    signature = base64.urlsafe_b64decode(LINK.token(KEY) + "==")[:16]
    other = signature + b"e-1\0day-1-email\0https://evil.example/"

    assert link_of([KEY], base64.urlsafe_b64encode(other).decode().rstrip("=")) is None
    assert link_of([OTHER], LINK.token(KEY)) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "https://a.example/\r\nSet-Cookie: a=b",
        "//evil.example",
        "ftp://a.example/",
    ],
)
def test_what_was_signed_by_mistake_leads_nowhere(url: str) -> None:
    """The key alone is not enough: the address has to be fit for a header."""
    assert link_of([KEY], ClickLink("e-1", "hello", url).token(KEY)) is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "mailto:ada@example.com",
        "tel:+4930",
        "#below",
        "",
        "/docks",
        "//northwind.example/docks",
        "http://",
        "https:///docks",
        "https:northwind.example",
        "https://user:secret@northwind.example/",
        "https://northwind.example@evil.example/",
        "https://northwind.example\\@evil.example/",
        "https://northwind.example/\r\nLocation: https://evil.example",
        "https://northwind.example/\n",
        "https://northwind.example/a b",
        "https://northwind.example/\x00",
        "https://northwind.example:port/",
        "https://northwind.example:99999/",
        "https://[::1/",
        "https://northwind.example/\ud800",
        "https://xn--\u0080.example/",
        f"https://northwind.example/{'a' * LONGEST_TARGET}",
    ],
)
def test_what_is_no_page_is_not_followed(url: str) -> None:
    """Such a link stays in the mail as it is."""
    assert target_of(url) is None


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://northwind.example", "https://northwind.example"),
        ("HTTPS://Northwind.Example/Docks", "https://northwind.example/Docks"),
        ("http://127.0.0.1:8080/a?b=c", "http://127.0.0.1:8080/a?b=c"),
        ("https://[::1]:8080/", "https://[::1]:8080/"),
        (
            "https://bücher.example/käse?q=ö#ü",
            "https://xn--bcher-kva.example/k%C3%A4se?q=%C3%B6#%C3%BC",
        ),
        ("https://例え.jp/", "https://xn--r8jz45g.jp/"),
        ("https://a.example/%41?x=%20y&z=a+b", "https://a.example/%41?x=%20y&z=a+b"),
        ('https://a.example/?q={{x}}|"<>', "https://a.example/?q=%7B%7Bx%7D%7D%7C%22%3C%3E"),
    ],
)
def test_a_page_is_written_in_ascii(url: str, target: str) -> None:
    """As a header holds it and DNS has it; what is ASCII already stays as it is."""
    assert target_of(url) == target
    assert target_of(target) == target


@given(st.text(), st.text())
def test_any_target_fits_a_header(start: str, rest: str) -> None:
    """Nothing ends the header, and what comes out comes out again."""
    for url in (start, f"https://{start}/{rest}", f"http://a.example/{rest}"):
        target = target_of(url)
        if target is not None:
            assert target.isascii()
            assert target.isprintable()
            assert " " not in target
            assert target_of(target) == target


def test_a_short_key_signs_nothing() -> None:
    """It could be guessed."""
    with pytest.raises(ValueError, match="32"):
        LINK.token("short")
