"""The door: who knows the password is let in, with a session nobody had before, and out again."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest
from sqlalchemy import Connection, select

from console.door.signing_in import WRONG
from ledger.people.sessions import ABSOLUTE, IDLE
from ledger.schema import sessions, sign_in_links, users
from tests.console.house import ADMIN, KIM, PASSWORD, ROBIN, Browser, House, secure

COOKIE = "drumbeat-session"
ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "///evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "http:evil.example",
    " //evil.example",
    "evil.example",
]


async def test_who_knows_the_password_is_let_in(house: House, robin: Browser) -> None:
    """The page that was wanted follows, signed by the one who is in."""
    answer = await robin.sign_in(ROBIN, next="/cadences")

    assert (answer.status_code, answer.headers["location"]) == (303, "/cadences")
    assert "robin" in (await robin.see("/")).text


async def test_a_wrong_password_and_nobody_hear_the_same(house: House, robin: Browser) -> None:
    """Neither the status nor a word tells whether there is an account."""
    wrong = await robin.sign_in(ROBIN, "not the password")
    nobody = await robin.sign_in("nobody@northwind.example", "not the password")
    without = await robin.sign_in(KIM, "not the password")

    pages = [answer.text.replace(ROBIN, "").replace(KIM, "") for answer in (wrong, without)]
    assert {answer.status_code for answer in (wrong, nobody, without)} == {401}
    assert WRONG in wrong.text
    assert pages == [nobody.text.replace("nobody@northwind.example", "")] * 2


async def test_the_ledger_keeps_no_password_and_no_token(house: House, robin: Browser) -> None:
    """Who reads the database can sign in as nobody."""
    await robin.sign_in(ROBIN)
    link = await house.ledger.make_sign_in_link(ROBIN, ADMIN, house.watch.now())

    def everything(connection: Connection) -> str:
        tables = (users, sessions, sign_in_links)
        return str([connection.execute(select(table)).all() for table in tables])

    kept = await house.ledger._database.read(everything)
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in kept
    assert not [each for each in (PASSWORD, robin.client.cookies[COOKIE], link) if each in kept]


async def test_a_session_that_was_planted_is_not_taken_over(house: House, robin: Browser) -> None:
    """Session fixation: the token is new at sign-in, and the one before opens nothing."""
    robin.client.cookies.set(COOKIE, "planted", domain="console.example")

    await robin.sign_in(ROBIN)

    other = house.browser()
    other.client.cookies.set(COOKIE, "planted", domain="console.example")
    assert robin.client.cookies.get(COOKIE, domain="console.example") != "planted"
    assert (await other.see("/")).status_code == 303


async def test_signing_in_anew_ends_the_session_before(house: House, robin: Browser) -> None:
    """A token that leaked earlier is good for nothing after the next sign-in of its browser."""
    await robin.sign_in(ROBIN)
    before = robin.client.cookies[COOKIE]
    await robin.sign_in(ROBIN)

    assert robin.client.cookies[COOKIE] != before
    assert await house.ledger.signed_in(before, house.watch.now()) is None


@pytest.mark.parametrize(("step", "total"), [(IDLE, IDLE), (IDLE / 2, ABSOLUTE)])
async def test_a_session_ends(house: House, step: timedelta, total: timedelta) -> None:
    """After half a day of nothing, and after a week whatever was done."""
    browser = await house.signed_in()
    opened = house.watch.now()

    while house.watch.now() + step < opened + total:
        house.watch.moves(step)
        assert (await browser.see("/")).status_code == 200
    house.watch.at = opened + total

    assert (await browser.see("/")).headers["location"] == "/sign-in"


async def test_a_page_that_refreshes_itself_keeps_nobody_signed_in(house: House) -> None:
    """The script says what it is, and does not count as somebody who works."""
    browser = await house.signed_in()

    answers = []
    for _ in range(2):
        house.watch.moves(IDLE / 2)
        answers.append(await browser.client.get("/", headers={"X-Drumbeat-Live": "yes"}))

    assert [answer.status_code for answer in answers] == [200, 303]


async def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    """The token of before opens nothing, wherever it was copied to."""
    browser = await house.signed_in()
    token = browser.client.cookies[COOKIE]

    answer = await browser.send("/sign-out")

    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?said=signed-out")
    assert COOKIE not in browser.client.cookies
    assert await house.ledger.signed_in(token, house.watch.now()) is None
    assert "You are signed out." in (await browser.see("/sign-in?said=signed-out")).text


async def test_who_is_disabled_is_out_at_once(house: House, robin: Browser) -> None:
    """Their session ends, their password opens nothing."""
    await robin.sign_in(ROBIN)

    await house.ledger.disable_user(ROBIN, ADMIN, house.watch.now())

    assert (await robin.see("/")).status_code == 303
    assert (await robin.sign_in(ROBIN)).status_code == 401


async def test_another_password_ends_the_sessions_of_the_one_before(house: House) -> None:
    """Whoever has taken a session loses it when the password is changed."""
    browser = await house.signed_in()

    await house.ledger.change_password(ROBIN, "quite another password", ADMIN, house.watch.now())

    assert (await browser.see("/")).status_code == 303


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
async def test_nobody_is_sent_to_another_site(house: House, robin: Browser, elsewhere: str) -> None:
    """An open redirect in `next` would lend our name to a forged sign-in page."""
    answer = await robin.sign_in(ROBIN, next=elsewhere)
    asked = await robin.see(f"/sign-in?next={quote(elsewhere)}")

    assert answer.headers["location"] == "/"
    assert 'name="next" value="/"' in asked.text


async def test_the_way_back_is_kept(house: House, robin: Browser) -> None:
    """Who was on the way to a page, with all its filters, comes there."""
    wanted = "/enrollments?state=active&q=ada"
    asked = await robin.see(wanted)
    await robin.see(asked.headers["location"])

    answer = await robin.send("/sign-in", email=ROBIN, password=PASSWORD, next=wanted)

    assert asked.headers["location"] == f"/sign-in?next={quote(wanted, safe='')}"
    assert answer.headers["location"] == wanted


def _attributes(answer: httpx.Response, name: str) -> set[str]:
    (found,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith(name)]
    return {re.sub(r"=.*", "", part.strip().lower()) for part in found.split(";")[1:]}


async def test_the_cookie_is_for_this_site_alone(house: House, robin: Browser) -> None:
    """No script reads it; over https it goes nowhere else, and is bound to this very host."""
    plain = await robin.sign_in(ROBIN)
    browser = secure(house).browser()
    safe = await browser.sign_in(ROBIN)

    assert {"httponly", "samesite", "path"} <= _attributes(plain, "drumbeat-session")
    assert "secure" not in _attributes(plain, "drumbeat-session")
    named = _attributes(safe, "__Host-drumbeat-session")
    assert {"httponly", "samesite", "path", "secure"} <= named
    assert "domain" not in named
