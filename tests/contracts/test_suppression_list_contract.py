"""The list of suppressions as people change it, on every ledger."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import Connection, event

from domain.facts import STOPPING, TaskOpened
from domain.mailboxes import NoSlot
from domain.ports import Claim, Ingested, Refusal
from ledger import migrate, open_ledger
from ledger.records import (
    Attribution,
    NotEnrolled,
    NotSuppressed,
    SuppressionChange,
    SuppressionRow,
    Ticket,
)
from ledger.sql import SqlLedger
from ledger.sql.suppressions import AT_ONCE
from ledger.touches import claims
from tests.builders import a_prospect
from tests.contracts.scene import (
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_claim,
    a_request,
    a_task,
    an_enrolled,
    an_event,
    ended,
    somebody_waits,
)
from tests.postgres import PostgresServer

AT = MONDAY + HOUR
BY_ANA = Attribution("ana", None, AT)
BO = a_prospect(id="p-bo", email="bo@mail.example.com", phone=None, linkedin_url=None)

CY = a_prospect(id="p-cy", email="cy@notexample.com", phone=None, linkedin_url=None)


def a_row(address: str, channel: str = "*") -> SuppressionRow:
    return SuppressionRow(address, channel, "by hand", AT)


async def put(ledger: AnyLedger, *addresses: str, channel: str = "*") -> int:
    return await ledger.suppress([a_row(address, channel) for address in addresses], BY_ANA)


async def may_enroll(ledger: AnyLedger) -> bool:
    """Whether Ada, once her enrollment has ended, comes in again."""
    (answer,) = await ledger.enroll([a_prospect()], INTRODUCTION.name, AT, True)
    return answer is not NotEnrolled.SUPPRESSED


@pytest.mark.parametrize(
    "address",
    [
        "ADA@example.com ",
        "@example.com",
        "+4930901820",
        "https://www.linkedin.com/in/ada",
        "https://de.linkedin.com/in/Ada/?trk=mail",
    ],
)
async def test_a_global_entry_stops_every_channel(ledger: AnyLedger, address: str) -> None:
    """By whatever a person is known: no mail, no task, and no other enrollment."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)

    assert await put(ledger, address) == 1

    assert await ledger.mark_in_doubt(claim, AT) is Refusal.SUPPRESSED
    assert await ledger.reserve(a_request(enrolled, "second")) is Refusal.SUPPRESSED
    assert await ledger.open(a_task(enrolled)) is Refusal.SUPPRESSED
    await ledger.append(enrolled, [ended(then=None)])
    assert not await may_enroll(ledger)


async def test_an_entry_for_one_channel_stops_that_one(ledger: AnyLedger) -> None:
    """No calls to the number; mail goes on, and the person may be enrolled."""
    enrolled = await an_enrolled(ledger)

    await put(ledger, "+4930901820", channel="call")

    assert await ledger.open(a_task(enrolled)) is Refusal.SUPPRESSED
    assert await ledger.mark_in_doubt(await a_claim(ledger, enrolled), AT) is None
    await ledger.append(enrolled, [ended(then=None)])
    assert await may_enroll(ledger)


async def test_a_domain_stops_mail_to_all_below_it(ledger: AnyLedger) -> None:
    """Inside the send's transaction: somebody at mail.example.com, too, and nobody elsewhere."""
    people = [a_prospect(), BO, CY]
    enrolled = [await an_enrolled(ledger, person) for person in people]
    claims_ = [
        await ledger.reserve(a_request(each, recipient=str(person.email)))
        for each, person in zip(enrolled, people, strict=True)
    ]

    await put(ledger, "@Example.com", channel="email")

    answers = [await ledger.mark_in_doubt(one, AT) for one in claims_ if isinstance(one, Claim)]
    assert answers == [Refusal.SUPPRESSED, Refusal.SUPPRESSED, None]
    assert isinstance(await ledger.open(a_task(enrolled[0])), TaskOpened)


async def test_the_list_says_who_why_and_when(ledger: AnyLedger) -> None:
    """As it stands, with what opt-outs have put there, and every change by hand."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event("opt_out", enrollment_id=enrolled, received_at=MONDAY))

    assert await put(ledger, "bo@example.com", "ada@example.com") == 1

    listed = await ledger.suppressions()
    assert listed == (
        SuppressionRow("ada@example.com", "*", "crm/1", MONDAY),
        SuppressionRow("p-ada", "*", "crm/1", MONDAY),
        SuppressionRow("bo@example.com", "*", "by hand", AT),
    )
    assert await ledger.suppression_changes() == (
        SuppressionChange("bo@example.com", "*", "added", "ana", None, AT),
    )


async def test_who_is_taken_off_may_be_contacted_again(ledger: AnyLedger) -> None:
    """An opt-out has listed the person and the address: both go, and it is said who did it."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event("opt_out", enrollment_id=enrolled))
    await ledger.append(enrolled, [ended(then=None)])
    asked = Attribution("ana", "she asked us to", AT)

    removed = await ledger.unsuppress("Ada@Example.com", "*", asked)

    assert removed == ("ada@example.com", "p-ada")
    assert await ledger.suppressions() == ()
    assert await ledger.suppression_changes() == tuple(
        SuppressionChange(each, "*", "removed", "ana", "she asked us to", AT) for each in removed
    )
    assert await may_enroll(ledger)


async def test_what_is_not_listed_cannot_be_taken_off(ledger: AnyLedger) -> None:
    """Neither an unknown address nor one that is listed for another channel."""
    await put(ledger, "bo@example.com", channel="email")
    await put(ledger, "@example.com", channel="email")

    for address, channel in (("ada@example.com", "email"), ("bo@example.com", "*")):
        with pytest.raises(NotSuppressed, match=address):
            await ledger.unsuppress(address, channel, BY_ANA)
    assert len(await ledger.suppressions()) == 2
    assert len(await ledger.suppression_changes()) == 2


async def test_taking_a_domain_off_leaves_its_people_listed(ledger: AnyLedger) -> None:
    """Who opted out stays so, whatever is said of the domain."""
    enrolled = await an_enrolled(ledger)
    await ledger.ingest(an_event("opt_out", enrollment_id=enrolled))
    await put(ledger, "@example.com")

    assert await ledger.unsuppress("@example.com", "*", BY_ANA) == ("@example.com",)

    assert {row.address for row in await ledger.suppressions()} == {"ada@example.com", "p-ada"}


async def test_who_opts_out_again_is_listed_again(ledger: AnyLedger) -> None:
    """Taken off the list, then the same link once more: the event is known, the wish is obeyed."""
    enrolled = await an_enrolled(ledger)
    event = an_event("opt_out", enrollment_id=enrolled)
    await ledger.ingest(event)
    await ledger.append(enrolled, [ended(then=None)])
    await ledger.unsuppress("ada@example.com", "*", BY_ANA)

    verdict, _ = await ledger.ingest(event)

    assert verdict is Ingested.DUPLICATE
    assert not await may_enroll(ledger)


@pytest.mark.parametrize("fact", sorted(STOPPING))
async def test_what_stops_is_for_what_runs_now(ledger: AnyLedger, fact: str) -> None:
    """The enrollment that it names has ended; the one that the person is in now hears it.

    What stops nothing is for the one that it names: a click of an old mail is that mail's.
    """
    old = await an_enrolled(ledger)
    await ledger.append(old, [ended(then=None)])
    (present,) = await ledger.enroll([a_prospect()], INTRODUCTION.name, AT, True)
    assert isinstance(present, Ticket)

    stopped = await ledger.ingest(an_event(fact, enrollment_id=old))
    clicked = await ledger.ingest(an_event("engagement", "2", enrollment_id=old))

    assert stopped == (Ingested.ACCEPTED, present.enrollment_id)
    assert clicked == (Ingested.TOO_LATE, old)


async def test_a_list_and_a_send_come_one_after_the_other(
    postgres: PostgresServer,
) -> None:
    """Where several processes write: who is put on the list waits for the mark under way.

    So a touch starts before its address is listed, or not at all.
    """
    url = postgres.new_database()
    migrate(url)
    ledger, other = open_ledger(url), open_ledger(url)
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    looked, go_on = threading.Event(), threading.Event()

    def mark_slowly(connection: Connection) -> Refusal | NoSlot | None:
        refusal = claims.mark_in_doubt(connection, claim, AT)
        looked.set()
        assert go_on.wait(20)
        return refusal

    marking = asyncio.create_task(ledger._database.run(mark_slowly))
    await asyncio.to_thread(looked.wait, 20)
    listing = asyncio.create_task(put(other, "ada@example.com"))
    await somebody_waits(other)
    had_to_wait = not listing.done()
    go_on.set()

    assert await marking is None
    assert await listing == 1
    assert had_to_wait
    await ledger.close()
    await other.close()


async def test_a_long_list_is_written_in_slices(sql_ledger: SqlLedger) -> None:
    """A thousand are a transaction of their own, so that nobody waits for the whole list."""
    commits: list[object] = []
    addresses = [f"p{number}@example.com" for number in range(2 * AT_ONCE + 1)]
    event.listen(sql_ledger._database._writing, "commit", commits.append)

    assert await put(sql_ledger, *addresses) == len(addresses)
    assert len(commits) == 3
    assert await put(sql_ledger, *addresses, "new@example.com") == 1
    assert len(await sql_ledger.suppressions()) == len(addresses) + 1
