"""Requests from outside: done once for each key, answered alike, on every ledger."""

from __future__ import annotations

import asyncio

import pytest

from domain.errors import UnknownCadence
from ledger.records import Answered, KeyReused, RequestKey
from tests.builders import a_prospect
from tests.contracts.scene import (
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    an_enrolled,
    an_event,
    ended,
    somebody,
)

KEY = RequestKey("crm", "lead-1", "digest")


async def asked(ledger: AnyLedger, key: RequestKey = KEY, *, again: bool = False) -> Answered:
    return await ledger.enroll_once(key, a_prospect(), INTRODUCTION.name, MONDAY, again=again)


async def test_a_request_enrolls_once(ledger: AnyLedger) -> None:
    """The same key has the same answer, also when the enrollment has long ended."""
    await ledger.publish(INTRODUCTION, MONDAY)

    first = await asked(ledger)
    await ledger.append(first.enrollment_id or "", [ended(then=None)])
    second = await asked(ledger)

    assert first.outcome == "enrolled"
    assert second == first
    (row,) = await ledger.enrollments()
    assert row.enrollment == first.enrollment_id


async def test_it_enrolls_as_an_import_does(ledger: AnyLedger) -> None:
    """The rules on who comes in are the same, and a refusal is remembered too."""
    await an_enrolled(ledger)

    active = await asked(ledger)
    await ledger.append((await ledger.enrollments())[0].enrollment, [ended(then=None)])
    same_key = await asked(ledger)
    finished = await asked(ledger, RequestKey("crm", "lead-2", "digest"))
    again = await asked(ledger, RequestKey("crm", "lead-3", "digest"), again=True)

    assert active == same_key == Answered("already_active")
    assert finished == Answered("already_finished")
    assert again.outcome == "enrolled"


async def test_who_opted_out_is_not_enrolled(ledger: AnyLedger) -> None:
    """The stop button holds at this door as well."""
    await ledger.publish(INTRODUCTION, MONDAY)
    await ledger.ingest(an_event("opt_out", email="ada@example.com"))

    assert await asked(ledger) == Answered("suppressed")


async def test_a_key_stands_for_one_request(ledger: AnyLedger) -> None:
    """Another content under the same key is refused; another sender has keys of their own."""
    await ledger.publish(INTRODUCTION, MONDAY)
    await asked(ledger)

    with pytest.raises(KeyReused):
        await asked(ledger, RequestKey("crm", "lead-1", "other"))
    other = RequestKey("form", "lead-1", "other")
    answer = await ledger.enroll_once(other, somebody(1), INTRODUCTION.name, MONDAY, again=False)

    assert answer.outcome == "enrolled"


async def test_two_of_one_key_at_once(ledger: AnyLedger) -> None:
    """A request that races with itself enrolls once, and both are told so."""
    await ledger.publish(INTRODUCTION, MONDAY)

    answers = await asyncio.gather(*(asked(ledger) for _ in range(8)))

    assert len(set(answers)) == 1
    assert len(await ledger.enrollments()) == 1


async def test_an_unknown_cadence_uses_no_key(ledger: AnyLedger) -> None:
    """What could not be done is asked again under the same key once it can be."""
    with pytest.raises(UnknownCadence):
        await asked(ledger)
    await ledger.publish(INTRODUCTION, MONDAY)

    assert (await asked(ledger)).outcome == "enrolled"


async def test_a_token_is_used_once(ledger: AnyLedger) -> None:
    """Told again it is the same; under another content it is refused."""
    token = RequestKey("mailgun", "token", "digest")

    await ledger.use_once(token, MONDAY)
    await ledger.use_once(token, MONDAY + HOUR)

    with pytest.raises(KeyReused):
        await ledger.use_once(RequestKey("mailgun", "token", "other"), MONDAY)
