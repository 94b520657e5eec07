"""Admins say who may sign in and as what; nobody else does, and no admin to themselves."""

from __future__ import annotations

import pytest

from ledger.people.users import Role
from tests.console.house import ADMIN, KIM, MANAGER, PASSWORD, House

NEW = "new@northwind.example"
DEEDS = ("add", "role", "password", "sign-out", "disable", "link")


async def _role_of(house: House, email: str) -> Role:
    return {user.email: user.role for user in await house.ledger.users()}[email]


async def test_somebody_is_added_and_signs_in(house: House) -> None:
    """By the password that the admin has set; twice is refused, and so is a short one."""
    admin, new = await house.signed_in(ADMIN), house.browser()

    short = await admin.send("/users/add", email=NEW, role="rep", password="short")
    added = await admin.send("/users/add", email=NEW, role="rep", password=PASSWORD)
    again = await admin.send("/users/add", email=NEW.upper(), role="rep")
    let_in = await new.sign_in(NEW)

    assert (short.status_code, added.status_code, again.status_code) == (400, 303, 409)
    assert let_in.headers["location"] == "/"
    assert NEW in (await admin.see("/users")).text


async def test_a_role_holds_at_once(house: House) -> None:
    """Kim is signed in, and may do what a manager may from the next page on."""
    admin, kim = await house.signed_in(ADMIN), await house.signed_in(KIM)
    before = await kim.see("/changes")

    changed = await admin.send("/users/role", email=KIM, role="manager")
    wrong = await admin.send("/users/role", email=KIM, role="king")

    assert (before.status_code, (await kim.see("/changes")).status_code) == (403, 200)
    assert (changed.status_code, wrong.status_code) == (303, 400)


@pytest.mark.parametrize("deed", ["disable", "sign-out", "password"])
async def test_somebody_is_shown_out(house: House, deed: str) -> None:
    """Their session is over on the server, whatever their browser holds."""
    admin, kim = await house.signed_in(ADMIN), await house.signed_in(KIM)

    await admin.send(f"/users/{deed}", email=KIM, password=PASSWORD)

    assert (await kim.see("/")).headers["location"] == "/sign-in"


async def test_a_disabled_user_comes_back_by_another_password(house: House) -> None:
    """Not before."""
    admin, kim = await house.signed_in(ADMIN), house.browser()
    await admin.send("/users/disable", email=KIM)
    refused = await house.ledger.sign_in_as(KIM, house.watch.now())

    await admin.send("/users/password", email=KIM, password=PASSWORD)

    assert refused is None
    assert (await kim.sign_in(KIM)).status_code == 303


async def test_a_link_signs_somebody_in_once(house: House) -> None:
    """It is shown on the answer alone."""
    admin, kim = await house.signed_in(ADMIN), house.browser()

    page = (await admin.send("/users/link", email=KIM)).text
    path = page.partition(f"<code>{house.room.address}")[2].partition("</code>")[0]
    await kim.see(path)
    first = await kim.send(path)
    again = await house.browser().see(path)

    assert first.headers["location"] == "/"
    assert (await kim.see("/")).status_code == 200
    assert again.status_code in {200, 400, 404}
    assert path not in (await admin.see("/users")).text


@pytest.mark.parametrize("deed", ["disable", "role"])
async def test_no_admin_shuts_themselves_out(house: House, deed: str) -> None:
    """Another admin has to do it, so that there is always one."""
    admin = await house.signed_in(ADMIN)

    answer = await admin.send(f"/users/{deed}", email=ADMIN.upper(), role="rep")

    assert answer.status_code == 409
    assert await _role_of(house, ADMIN) is Role.ADMIN


@pytest.mark.parametrize("deed", DEEDS)
async def test_nobody_else_may(house: House, deed: str) -> None:
    """A manager neither sees the page nor can send its forms."""
    manager = await house.signed_in(MANAGER)
    fields = {"email": KIM, "role": "admin", "password": PASSWORD}

    refused = await manager.send(f"/users/{deed}", **fields)

    assert (refused.status_code, (await manager.see("/users")).status_code) == (403, 403)
    assert 'href="/users"' not in (await manager.see("/")).text
    assert await _role_of(house, KIM) is Role.REP


async def test_whom_nobody_knows_is_told_so(house: House) -> None:
    """In words, as a page."""
    admin = await house.signed_in(ADMIN)

    answers = [
        await admin.send(f"/users/{deed}", email=NEW, role="rep", password=PASSWORD)
        for deed in DEEDS
        if deed != "add"
    ]

    assert [answer.status_code for answer in answers] == [404] * 5


async def test_the_page_says_who_has_changed_what(house: House) -> None:
    """By the address of the admin, with the role that was given."""
    admin = await house.signed_in(ADMIN)

    await admin.send("/users/role", email=KIM, role="manager")
    page = (await admin.see("/users")).text

    assert f'<strong>{KIM}</strong> made manager <span class="quiet">by {ADMIN}</span>' in page
    assert f"<strong>{KIM}</strong> let in as rep" in page
