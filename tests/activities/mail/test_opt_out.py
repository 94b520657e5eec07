"""Ways out of a mail: headers that mail programs act on, and a link that people see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from activities.mail import Letterhead, Mail, OptOut, WayOut, build_message
from domain.mail.opt_out_link import opted_out_by
from tests.activities.mail.reading import A_MAIL, a_mail, lines_of, parsed, text_of, unix

KEY = "k" * 32
ROBIN = "robin@northwind.example"
PAGE = "https://go.northwind.example"


def way_out(url: str = PAGE, enrollment: str = "e-1") -> WayOut:
    return OptOut(KEY, url).way_of(enrollment, ROBIN)


def with_way(url: str = PAGE, enrollment: str = "e-1") -> Mail:
    return a_mail(html="<p>Hi</p>", way_out=way_out(url, enrollment))


def test_one_click_opt_out() -> None:
    """RFC 8058: the https link first, the mail link after it, and the Post header."""
    mail = parsed(build_message(with_way()))

    page, mailto = mail["List-Unsubscribe"].split(", ")
    token = page.removeprefix(f"<{PAGE}/opt-out/").removesuffix(">")
    assert opted_out_by([KEY], token) == "e-1"
    assert mailto == f"<mailto:{ROBIN}?subject=opt-out%20{token}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("length", [1, 50, 200])
def test_links_are_never_folded_or_encoded(length: int) -> None:
    """A broken link is no link: on the wire it stands on one line, however long it is."""
    long_url = f"{PAGE}/{'p' * length}"
    enrollment = "e-" + "0123456789ab" * 3

    lines = lines_of(build_message(with_way(long_url, enrollment)))

    way = way_out(long_url, enrollment)
    assert f"List-Unsubscribe: <{way.url}>, <{way.mailto}>" in lines
    assert all(len(line) <= 998 for line in lines)


def test_people_see_the_link() -> None:
    """In the text it stands below the words of the cadence, in HTML the words are the link."""
    way = way_out()

    mail = parsed(build_message(with_way()))

    assert f"Reply <no> & I stop.\n{way.url}\n1 Harbour" in unix(text_of(mail))
    assert (
        f'<a href="{way.url}" style="color:#666">Reply &lt;no&gt; &amp; I stop.</a><br>1 Harbour'
    ) in text_of(mail, "html")


def test_without_a_page_there_is_no_link() -> None:
    """No public URL: a mail that opts out might be read by nobody, so none is asked for."""
    assert Letterhead.of(KEY, "", {}).opt_out is None
    assert Letterhead.of(KEY, PAGE, {}).opt_out == OptOut(KEY, PAGE)


def test_one_click_wants_https() -> None:
    """RFC 8058 section 3.1: over plain http a mail program must not post."""
    mail = parsed(build_message(with_way("http://go.northwind.example")))

    assert mail["List-Unsubscribe"].startswith("<http://go.northwind.example/opt-out/")
    assert mail["List-Unsubscribe-Post"] is None


def test_a_mailbox_may_hold_any_sign() -> None:
    """What has a meaning in a link is escaped in it."""
    way = OptOut(KEY, PAGE).way_of("e-1", "robin&co=?+x@northwind.example")

    assert way.mailto.startswith("mailto:robin%26co%3D%3F%2Bx@northwind.example?subject=opt-out")


def test_no_way_out_is_written_where_none_is_set() -> None:
    """Without a key nothing is signed, so nothing is linked."""
    mail = parsed(build_message(replace(A_MAIL, way_out=None)))

    assert mail["List-Unsubscribe"] is None


@pytest.mark.parametrize(
    ("key", "url", "wrong"), [("short", "", "has 5 char"), (KEY, PAGE + "/" * 300, "more than 300")]
)
def test_what_cannot_be_linked_is_refused_at_once(key: str, url: str, wrong: str) -> None:
    """A worker says so when it starts, not with its first mail."""
    with pytest.raises(ValueError, match=wrong):
        OptOut(key, url)
