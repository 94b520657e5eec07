"""Users, sessions and attempts are the same on both databases, also under many at once."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from ledger.people import attempts
from ledger.people.attempts import TooManyAttempts
from ledger.people.changes import Changed, UserChange
from ledger.people.sessions import ABSOLUTE, IDLE
from ledger.people.users import Role, UnknownUser, UserExists
from ledger.sql import SqlLedger

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA = "Ana@Northwind.example"
PASSWORD = "a long enough password"
BY = "Lee@northwind.example"


async def test_a_user_signs_in_whatever_the_case(sql_ledger: SqlLedger) -> None:
    """The address is one; what is shown is as it was given."""
    await sql_ledger.add_user(ANA, Role.MANAGER, PASSWORD, BY, NOW)

    token = await sql_ledger.sign_in("ana@northwind.EXAMPLE ", PASSWORD, "a", NOW)
    found = await sql_ledger.signed_in(token or "", NOW)

    assert found is not None
    assert (found.user.email, found.user.role) == (ANA, Role.MANAGER)


async def test_of_two_who_add_one_user_one_is_told(sql_ledger: SqlLedger) -> None:
    """There is one user of an address."""
    adding = [sql_ledger.add_user(ANA, Role.REP, None, BY, NOW) for _ in range(4)]

    added = await asyncio.gather(*adding, return_exceptions=True)

    assert sum(isinstance(each, UserExists) for each in added) == 3
    assert [user.email for user in await sql_ledger.users()] == [ANA]


async def test_a_link_is_used_by_one_of_many(sql_ledger: SqlLedger) -> None:
    """Pressed twice at once, it signs in once."""
    await sql_ledger.add_user(ANA, Role.REP, None, BY, NOW)
    link = await sql_ledger.make_sign_in_link(ANA, BY, NOW)

    used = await asyncio.gather(*(sql_ledger.use_sign_in_link(link, NOW) for _ in range(5)))

    assert sum(token is not None for token in used) == 1


async def test_many_tries_at_once_are_counted(sql_ledger: SqlLedger) -> None:
    """None slips through between the counting and the writing of another."""

    async def tries() -> bool:
        try:
            await sql_ledger._database.run(attempts.note, ANA, "203.0.113.7", NOW)
        except TooManyAttempts:
            return False
        return True

    counted = await asyncio.gather(*(tries() for _ in range(30)))

    assert counted.count(True) == attempts.FOR_ACCOUNT


async def test_sessions_end_and_are_cleared_away(sql_ledger: SqlLedger) -> None:
    """By idleness and by age; the next sign-in forgets what has ended."""
    await sql_ledger.add_user(ANA, Role.REP, None, BY, NOW)
    idle, old = [await sql_ledger.sign_in_as(ANA, NOW) or "" for _ in range(2)]
    for hours in range(6, 24 * 7, 6):
        await sql_ledger.note_seen(old, NOW + timedelta(hours=hours))

    assert await sql_ledger.signed_in(idle, NOW + IDLE - timedelta(seconds=1))
    assert await sql_ledger.signed_in(idle, NOW + IDLE) is None
    assert await sql_ledger.signed_in(old, NOW + ABSOLUTE - timedelta(seconds=1))
    assert await sql_ledger.signed_in(old, NOW + ABSOLUTE) is None


async def test_nobody_of_that_name(sql_ledger: SqlLedger) -> None:
    """Said to whoever changes users, never to whoever signs in."""
    assert await sql_ledger.sign_in(ANA, PASSWORD, "a", NOW) is None
    for changing in (
        sql_ledger.disable_user(ANA, BY, NOW),
        sql_ledger.change_password(ANA, PASSWORD, BY, NOW),
        sql_ledger.make_sign_in_link(ANA, BY, NOW),
    ):
        with pytest.raises(UnknownUser):
            await changing


async def test_every_change_names_who_has_made_it(sql_ledger: SqlLedger) -> None:
    """The newest first; what is refused is no change."""
    await sql_ledger.add_user(ANA, Role.REP, None, BY, NOW)
    await sql_ledger.change_role(ANA, Role.MANAGER, BY, NOW)
    await sql_ledger.change_password(ANA, PASSWORD, BY, NOW)
    await sql_ledger.make_sign_in_link(ANA, BY, NOW)
    await sql_ledger.sign_out_everywhere(ANA, BY, NOW)
    await sql_ledger.disable_user(ANA, "bo", NOW)
    with pytest.raises(UserExists):
        await sql_ledger.add_user(ANA, Role.ADMIN, None, BY, NOW)
    with pytest.raises(UnknownUser):
        await sql_ledger.disable_user("nobody@northwind.example", BY, NOW)

    assert await sql_ledger.user_changes() == (
        UserChange(ANA, Changed.DISABLED, None, "bo", NOW),
        UserChange(ANA, Changed.SIGNED_OUT, None, BY, NOW),
        UserChange(ANA, Changed.LINK, None, BY, NOW),
        UserChange(ANA, Changed.PASSWORD, None, BY, NOW),
        UserChange(ANA, Changed.ROLE, Role.MANAGER, BY, NOW),
        UserChange(ANA, Changed.ADDED, Role.REP, BY, NOW),
    )
