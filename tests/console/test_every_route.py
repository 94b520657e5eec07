"""What holds for every route there is: nobody gets in unasked, headers, tokens in forms."""

from __future__ import annotations

import pytest

from console.app import create_app
from console.door.cookies import form_token
from console.door.headers import HEADERS, POLICY, POLICY_OF_MAILS
from tests.console.furniture import Furniture
from tests.console.house import MANAGER, House
from tests.console.routes import DOOR, OPEN, address_of, routes_of

# What a route says itself, in place of what all say.
OWN = {
    "Content-Security-Policy": {POLICY, POLICY_OF_MAILS},
    "X-Frame-Options": {"DENY", "SAMEORIGIN"},
}


async def test_nothing_is_shown_to_who_is_not_signed_in(house: House, furniture: Furniture) -> None:
    """Every page but the door and the health of the process leads to the door."""
    browser = house.browser()
    shown = []

    for method, path in routes_of(create_app(house.room)):
        if path in OPEN or path.startswith(DOOR):
            continue
        answer = await browser.client.request(method, address_of(path, furniture))
        if (answer.status_code, answer.headers["location"].partition("?")[0]) != (303, "/sign-in"):
            shown.append((method, path))

    assert shown == []


async def test_every_answer_has_the_headers(house: House, furniture: Furniture) -> None:
    """Pages, forms refused, static files, and what is not there: one policy for all."""
    browser = await house.signed_in()
    routes = [*routes_of(create_app(house.room)), ("GET", "/static/live.js"), ("GET", "/nowhere")]
    lacking = []

    for method, path in routes:
        answer = await browser.client.request(method, address_of(path, furniture))
        for name, value in HEADERS.items():
            if answer.headers.get(name) not in OWN.get(name, {value}):
                lacking.append((method, path, name))

    assert lacking == []


async def test_no_page_may_run_what_stands_in_it() -> None:
    """The policy allows no inline script, no inline style, nothing from elsewhere, no frame."""
    allowed = {part.split()[0]: part.split()[1:] for part in POLICY.split("; ")}

    assert allowed["default-src"] == ["'none'"]
    assert {word for words in allowed.values() for word in words} == {"'none'", "'self'"}
    assert allowed["form-action"] == allowed["script-src"] == allowed["style-src"] == ["'self'"]
    assert allowed["frame-ancestors"] == allowed["base-uri"] == ["'none'"]
    assert "script-src" not in POLICY_OF_MAILS
    assert POLICY_OF_MAILS.startswith("default-src 'none'")
    assert POLICY_OF_MAILS.endswith("sandbox")


async def test_every_form_needs_its_token(house: House, furniture: Furniture) -> None:
    """Without one, with that of another session, and with that of before: refused, and undone."""
    browser, other = await house.signed_in(MANAGER), await house.signed_in(MANAGER)
    posts = [path for method, path in routes_of(create_app(house.room)) if method == "POST"]
    taken = []

    for path in posts:
        address = address_of(path, furniture)
        for fields in ({}, {"csrf": ""}, {"csrf": "0" * 64}, {"csrf": other.csrf}):
            answer = await browser.client.post(address, data=fields)
            if answer.status_code != 403:
                taken.append((path, fields))

    assert len(posts) > 8
    assert taken == []
    assert (await browser.see("/")).status_code == 200


async def test_a_form_without_any_cookie_is_refused(house: House) -> None:
    """The token of an empty cookie can be made by everybody, and counts for nothing."""
    answer = await house.browser().client.post("/sign-in", data={"csrf": form_token("")})

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "body", [b"csrf=" + b"a" * 70_000, b"\xff\xfe", b"&".join(b"a%d=1" % n for n in range(99))]
)
async def test_a_form_that_is_none_is_refused(house: House, body: bytes) -> None:
    """Too large, no text, too many fields: told in a page."""
    browser = await house.signed_in()

    answer = await browser.client.post("/suppressions/add", content=body)

    assert answer.status_code == 400
    assert "cannot be read" in answer.text


async def test_a_page_that_breaks_says_nothing_of_why(house: House) -> None:
    """What went wrong is for the log; the headers are there all the same."""
    app = create_app(house.room)

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret of the house")

    browser = house.browser()
    browser.client._transport.app = app  # type: ignore[attr-defined]  # -- the transport of httpx
    answer = await browser.client.get("/broken")

    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert [name for name in HEADERS if name not in answer.headers] == []
