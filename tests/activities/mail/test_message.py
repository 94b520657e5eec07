"""Mails on the wire: every one parses back to what was meant, whatever the words are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.mail import address_of, build_message, message_id_of
from tests.activities.mail.reading import A_MAIL, NASTY, a_mail, parsed, text_of, unix

ONCE = ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type")


def test_a_text_mail_says_what_was_meant() -> None:
    """Headers once each, the words, then the footer below the signature mark."""
    mail = parsed(build_message(A_MAIL))

    assert [name for name in ONCE if len(mail.get_all(name, [])) != 1] == []
    assert mail["From"] == "Robin Vale <robin@northwind.example>"
    assert mail["To"] == "ada@example.com"
    assert mail["Message-ID"] == "<e-1.intro@northwind.example>"
    assert mail["Date"].datetime == A_MAIL.at
    assert mail.get_content_type() == "text/plain"
    assert unix(text_of(mail)) == (
        "Hi Ada,\none question.\n\n-- \nReply <no> & I stop.\n1 Harbour Street\nBergen\n"
    )


def test_html_comes_after_text_with_its_own_footer() -> None:
    """Clients show the last part they understand; the footer is inside the body, escaped."""
    html = "<html><body><p>Hi</p></BODY></html><!-- </body> -->"

    mail = parsed(build_message(a_mail(html=html)))

    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_subtype() for part in mail.iter_parts()] == ["plain", "html"]
    markup = text_of(mail, "html")
    assert "Reply &lt;no&gt; &amp; I stop.<br>1 Harbour Street<br>Bergen</p>" in markup
    assert markup.index("<p>Hi</p>") < markup.index("Harbour") < markup.index("</body>")


def test_a_fragment_becomes_a_document() -> None:
    """Most templates are fragments; a document without a type is shown in quirks mode."""
    markup = unix(text_of(parsed(build_message(a_mail(html="<p>Hi</p>"))), "html"))

    assert markup.startswith("<!DOCTYPE html><html><head></head><body><p>Hi</p>")
    assert markup.rstrip().endswith("Bergen</p>\n</body></html>")


@given(subject=NASTY)
def test_no_subject_can_add_a_header_or_get_lost(subject: str) -> None:
    """Line ends and control characters become blanks; everything else comes back as it was."""
    mail = parsed(build_message(a_mail(subject=subject)))

    assert list(mail.keys()) == list(parsed(build_message(A_MAIL)).keys())
    shown = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", subject)
    assert mail["Subject"] == " ".join(shown.split())


@given(name=NASTY.filter(lambda name: '"' not in name and "\\" not in name))
def test_no_name_can_add_a_header_or_an_address(name: str) -> None:
    """The mailbox is one address whatever its display name is."""
    mail = parsed(build_message(replace(A_MAIL, sender=f'"{name}" <robin@northwind.example>')))

    assert list(mail.keys()) == list(parsed(build_message(A_MAIL)).keys())
    assert [a.addr_spec for a in mail["From"].addresses] == ["robin@northwind.example"]
    # The standard library's parser keeps the blanks between two encoded words of a name.
    shown = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029]", "", name)
    assert "".join(mail["From"].addresses[0].display_name.split()) == "".join(shown.split())


@given(text=NASTY, html=st.none() | NASTY)
def test_every_text_comes_back_as_it_was(text: str, html: str | None) -> None:
    """Seven bits and short lines on the wire, the very words in the reader's client."""
    message = build_message(a_mail(text=text, html=html))

    mail = parsed(message)
    assert message.isascii()
    assert max(map(len, message.split(b"\r\n"))) <= 998
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\x00", message)
    assert unix(text_of(mail)).startswith(unix(text.rstrip()))
    assert unix(text_of(mail)).endswith("-- \nReply <no> & I stop.\n1 Harbour Street\nBergen\n")
    if html is not None:
        assert text_of(mail, "html").startswith("<!DOCTYPE html><html>")


@given(subject=NASTY, name=NASTY.filter(lambda name: '"' not in name and "\\" not in name))
def test_encoded_words_keep_within_75_characters(subject: str, name: str) -> None:
    """RFC 2047 section 2: longer ones are shown raw by some clients."""
    mail = replace(a_mail(subject=subject), sender=f'"{name}" <robin@northwind.example>')

    head = build_message(mail).partition(b"\r\n\r\n")[0]

    assert all(len(word) <= 75 for word in re.findall(rb"=\?utf-8\?.\?[^\s]*?\?=", head))


def test_the_same_mail_is_the_same_bytes() -> None:
    """Another attempt writes what the first one wrote, boundary included."""
    mail = a_mail(html="<p>Grüße</p>")

    assert build_message(mail) == build_message(mail)


def test_message_ids_are_deterministic_and_short() -> None:
    """A reply that names the id can be matched, and no id is ever folded."""
    message_id = message_id_of("e-0123456789ab", "first-mail", "robin@northwind.example")

    assert message_id == "<e-0123456789ab.first-mail@northwind.example>"


def test_a_follow_up_names_its_thread() -> None:
    """In-Reply-To and References are left whole however many ids there are."""
    ids = tuple(f"<e-0123456789ab.step-{n}@northwind.example>" for n in range(40))

    message = build_message(replace(A_MAIL, thread=ids))

    mail = parsed(message)
    assert mail["In-Reply-To"] == ids[-1]
    assert tuple(mail["References"].split()) == ids
    assert all(one.encode() in message for one in ids)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ada",
        "ada@example.com, eve@evil.example",
        "a b@c.example",
        f"{'a' * 250}@example.com",
        "ada@example.com\u2028",
        "\ud800@example.com",
        "ada@example.com\r\nBcc: eve@evil.example",
        "<ada@example.com>",
        "ada@@example.com",
    ],
)  # fmt: skip -- a list reads best as one
def test_a_recipient_is_one_address(address: str) -> None:
    """Anything else is refused before it is written."""
    with pytest.raises(ValueError, match="one mail address"):
        build_message(replace(A_MAIL, recipient=address))


@pytest.mark.parametrize("bad", ["<a b@c>", "a@b.example", "<a@b>\r\nX: y", "<a@b> <c@d>", ""])
def test_a_message_id_is_one_id(bad: str) -> None:
    """Ids cannot carry a header either."""
    with pytest.raises(ValueError, match="not a message id"):
        build_message(replace(A_MAIL, message_id=bad))


def test_the_sender_is_one_mailbox() -> None:
    """Two senders would be two From addresses."""
    assert address_of('"Vale, Robin" <robin@northwind.example>') == "robin@northwind.example"
    with pytest.raises(ValueError, match="one mailbox"):
        address_of("robin@northwind.example, eve@evil.example")
