"""Nothing that came from outside is ever markup, a script or a template of ours."""

from __future__ import annotations

import re

from console.app import create_app
from console.views.markup import shown
from tests.console.furniture import EVIL, EVIL_TEMPLATE, Furniture, with_work
from tests.console.house import ADMIN, House
from tests.console.routes import address_of, routes_of

OURS = re.compile(
    r'<script src="/static/[a-z]+\.js" (defer|type="module")></script>'
    r'|<img src="/analytics/[a-z]+\.svg\?[^"<>]*" alt="[^"<>]*">'
)
# What stands in the frame of a mail, and what no browser takes for a page.
NO_MARKUP = ("/html", ".ics")
PEOPLE = ("active", "doubted", "evil", "held")


async def _pages(house: House, furniture: Furniture) -> dict[str, str]:
    """Every page there is, of everybody who is in the house, searched by what is evil."""
    browser = await house.signed_in(ADMIN)
    await with_work(house.ledger, furniture)
    evil = (await house.ledger.enrollee(furniture.evil)).prospect.id
    paths = {
        address_of(path, furniture)
        for method, path in routes_of(create_app(house.room))
        if method == "GET" and not path.endswith(NO_MARKUP) and "provider" not in path
    }
    paths |= {f"/enrollments/{getattr(furniture, name)}" for name in PEOPLE}
    paths |= {f"/prospects/{evil}", "/cadences/kims", "/nowhere/<script>alert(1)</script>"}
    lists = ("enrollments", "prospects", "accounts", "suppressions")
    paths |= {f"/{name}?q={EVIL}&account=%22%3E{EVIL}&cadence={EVIL}" for name in lists}
    paths |= {f"/enrollments?state={EVIL}&reason={EVIL}&step={EVIL}&before={EVIL}&place={EVIL}"}
    return {path: (await browser.see(path)).text for path in paths}


async def test_a_script_in_a_name_is_a_name(house: House, furniture: Furniture) -> None:
    """In names, accounts, reasons, evidence, replies, searches: text, on every page."""
    pages = await _pages(house, furniture)

    left = {path: OURS.sub("", text) for path, text in pages.items()}
    evil = [path for path, text in left.items() if "<script" in text or "<img" in text]
    assert len(pages) > 20
    assert evil == []
    assert sum("&lt;script&gt;" in text for text in pages.values()) > 8


async def test_no_attribute_can_be_left(house: House, furniture: Furniture) -> None:
    """Every attribute is quoted; no handler stands in any page, and a style in drawings only."""
    pages = await _pages(house, furniture)

    for path, text in pages.items():
        tags = re.findall(r"<[a-z][^>]*>", text)
        unquoted = [
            tag for tag in tags if re.search(r"=(?![\"'])[^\s>]", re.sub(r'"[^"]*"', '""', tag))
        ]
        wrong = r"\son\w+=" if path.endswith(".svg") else r"\s(on\w+|style)="
        handlers = [tag for tag in tags if re.search(wrong, re.sub(r'"[^"]*"', "", tag))]
        assert (path, unquoted, handlers) == (path, [], [])


async def test_a_template_in_a_variable_is_text(house: House, furniture: Furniture) -> None:
    """Nothing of a prospect's is ever rendered a second time."""
    browser = await house.signed_in()
    evil = (await house.ledger.enrollee(furniture.evil)).prospect.id

    page = (await browser.see(f"/prospects/{evil}")).text

    assert EVIL_TEMPLATE in page
    assert ">49<" not in page


async def test_a_mail_is_shown_and_can_do_nothing(house: House, furniture: Furniture) -> None:
    """Its text is text; its HTML is clean, in a frame without rights, and loads nothing."""
    browser = await house.signed_in()

    page = await browser.see(f"/enrollments/{furniture.active}/mails/hello")
    frame = await browser.see(f"/enrollments/{furniture.active}/mails/hello/html")

    assert "Hi Ada &lt;script&gt;" in page.text
    assert '<iframe class="mail" sandbox title=' in page.text
    assert "Hi <b>Ada</b>" in frame.text
    assert not [x for x in ("script", "onclick", "http", "href") if x in frame.text]
    assert "sandbox" in frame.headers["content-security-policy"]


def test_cleaned_mails_keep_their_looks_and_no_way_out() -> None:
    """Tables, colours and inline pictures stay; forms, frames, links and foreign pictures go."""
    clean = shown(
        '<table bgcolor="#fff"><tr><td style="color: red">x</td></tr></table>'
        '<form action="https://evil.example"><input></form><iframe src="//evil.example"></iframe>'
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
        '<img src="https://evil.example/x.gif">'
        '<img src="data:x" onerror="alert(1)"><svg onload="alert(1)"></svg>'
        '<a href="javascript:alert(1)">link</a><base href="//evil">'
        '<meta http-equiv="refresh" content="0;url=//evil.example"><style>@import "//evil"</style>'
    )

    assert '<td style="color: red">x</td>' in clean or '<td style="color:red">x</td>' in clean
    assert "data:image/gif" in clean
    assert "evil" not in clean
    assert "alert" not in clean
    assert not [
        tag for tag in ("<form", "<input", "<iframe", "<svg", "<base", "href") if tag in clean
    ]
