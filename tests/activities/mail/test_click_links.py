"""Links that are followed: in HTML alone, to pages alone, and where a cadence says so."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.mail import Author, Letterhead, Mail, OptOut, build_message
from activities.mail.click_links import ClickLinks
from domain.cadence import Cadence
from domain.mail.click_link import link_of
from domain.mail.threads import Correspondence
from domain.people.enrollee import Enrollee
from tests.activities.mail.reading import A_MAIL, a_mail, parsed, text_of
from tests.builders import ROBIN, a_cadence, a_prospect, a_step

KEY = "k" * 32
US = "https://go.northwind.example"
TRAIL = ClickLinks(KEY, f"{US}/").of("e-1", "intro")
HREF = re.compile(r'href="([^"]*)"')
PAGE = "https://northwind.example/docks?a=1&b=2#top"


def hrefs(mail: Mail) -> list[str]:
    """The links of the HTML part, as a mail program reads them."""
    found = HREF.findall(text_of(parsed(build_message(mail)), "html"))
    return [html.unescape(each) for each in found]


def led_to(href: str) -> str:
    link = link_of([KEY], href.removeprefix(f"{US}/c/"))
    assert link is not None
    assert (link.enrollment_id, link.step) == ("e-1", "intro")
    return link.url


def test_a_link_leads_through_us_to_its_page() -> None:
    """The same page, with its question and its place; the words are the author's."""
    written = f'<p class="a">See <a title="<b>" href="{html.escape(PAGE)}">our docks</a>.</p>'

    (href,) = hrefs(a_mail(html=written, trail=TRAIL))

    assert led_to(href) == PAGE


def test_the_text_is_as_written() -> None:
    """Nobody reads a link there that is not what it says, nor in a text made of the HTML."""
    written = f'<p>See <a href="{PAGE}">our docks</a> at {PAGE}.</p>'

    for text in (f"See {PAGE}.", None):
        plain = text_of(parsed(build_message(a_mail(text=text, html=written, trail=TRAIL))))
        assert PAGE in plain
        assert "/c/" not in plain


@pytest.mark.parametrize(
    "href",
    ["mailto:robin@northwind.example", "tel:+4930901820", "#below", "/docks", f"{US}/opt-out/abc"],
)
def test_what_is_no_page_of_others_stays(href: str) -> None:
    """A mail, a call, a place in the mail itself, a way out."""
    assert hrefs(a_mail(html=f'<a href="{href}">here</a>', trail=TRAIL)) == [href]


def test_a_page_of_our_own_site_is_followed() -> None:
    """Where the public address is the site's own, only the ways out are left alone."""
    (href,) = hrefs(a_mail(html=f'<a href="{US}/docks">here</a>', trail=TRAIL))

    assert led_to(href) == f"{US}/docks"


def test_the_way_out_is_never_followed() -> None:
    """The footer's link opts out, whatever is followed above it."""
    way = OptOut(KEY, US).way_of("e-1", "robin@northwind.example")

    first, last = hrefs(a_mail(html=f'<a href="{PAGE}">here</a>', trail=TRAIL, way_out=way))

    assert led_to(first) == PAGE
    assert last == way.url


def test_every_link_is_followed() -> None:
    """However many there are, in a line or over several, and only links."""
    written = (
        f'<a href="{PAGE}">one</a><a\n  title="a"\n  href="http://b.example">two</a>'
        f'<img src="https://c.example/dot.png" alt=\'<a href="x">\'>'
    )

    assert [*map(led_to, hrefs(a_mail(html=written, trail=TRAIL))[:2])] == [
        PAGE,
        "http://b.example",
    ]


def test_the_same_mail_is_the_same_bytes() -> None:
    """Another attempt changes nothing."""
    mail = a_mail(html=f'<a href="{PAGE}">here</a>', trail=TRAIL)

    assert build_message(mail) == build_message(mail)


@given(st.text())
def test_no_address_breaks_the_mail(address: str) -> None:
    """Whatever stands in a link, the mail can be read, and what is followed is a page."""
    written = f'<p><a href="{html.escape(address)}">here</a> and there</p>'

    for href in hrefs(a_mail(html=written, trail=TRAIL)):
        if href.startswith(f"{US}/c/"):
            assert led_to(href).startswith(("http://", "https://"))


LETTERHEAD = Letterhead.of(KEY, US, {})


def is_followed(cadence: Cadence, letterhead: Letterhead = LETTERHEAD) -> bool:
    enrollee = Enrollee("e-1", a_prospect(), cadence, {})
    author = Author(ROBIN.sender, letterhead)
    return author.mail(enrollee, "intro", A_MAIL.at, Correspondence(), ()).trail is not None


@pytest.mark.parametrize(
    ("cadence", "step", "followed"),
    [
        ({}, {}, 0),
        ({"track_clicks": True}, {}, 1),
        ({}, {"track_clicks": True}, 1),
        ({"track_clicks": True}, {"track_clicks": False}, 0),
    ],
)
def test_a_cadence_or_a_step_says_so(
    cadence: Mapping[str, Any], step: Mapping[str, Any], followed: int
) -> None:
    """Off by default; the step goes before the cadence."""
    assert is_followed(a_cadence(steps=[a_step(**step)], **cadence)) == bool(followed)


def test_without_a_public_url_nothing_is_followed() -> None:
    """Nobody could be led anywhere."""
    tracking = a_cadence(track_clicks=True)

    assert is_followed(tracking)
    assert not is_followed(tracking, Letterhead.of(KEY, "", {}))
    assert not is_followed(tracking, Letterhead.of("", US, {}))


def test_the_key_is_not_shown() -> None:
    """No log and no error prints it."""
    assert KEY not in repr(LETTERHEAD)
    assert KEY not in repr(TRAIL)
