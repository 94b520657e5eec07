"""By which mailbox an enrollment's mails go, on every ledger."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from domain.errors import NoMailbox
from domain.mailboxes import Limits, Mailbox
from domain.ports import Claim, SenderRequest
from tests.builders import ROBIN
from tests.contracts.scene import DAY, HOUR, MONDAY, AnyLedger, a_request, an_enrolled, somebody

AT = MONDAY + HOUR
FIVE = timedelta(minutes=5)
CAPPED = Limits(day=10, gap=(FIVE, FIVE))
SAM = replace(ROBIN, address="sam@northwind.example")
KIM = replace(ROBIN, address="kim@northwind.example", owner="kim")


async def sender(
    ledger: AnyLedger, enrolled: str, *mailboxes: Mailbox, owner: str | None = None
) -> Mailbox:
    return await ledger.sender(
        SenderRequest(
            enrollment_id=enrolled,
            step="intro",
            recipient="ada@example.com",
            owner=owner,
            mailboxes=mailboxes,
            not_after=AT + 7 * HOUR,
            at=AT,
        )
    )


async def sends(ledger: AnyLedger, enrolled: str, mailbox: Mailbox) -> None:
    claim = await ledger.reserve(a_request(enrolled, mailbox=mailbox))
    assert isinstance(claim, Claim)
    assert await ledger.mark_in_doubt(claim, AT) is None


async def test_a_thread_stays_with_its_mailbox(ledger: AnyLedger) -> None:
    """However full or paused it is, whoever the cadence names, wherever else there is room."""
    mailboxes = [replace(one, limits=CAPPED) for one in (ROBIN, SAM, KIM)]
    enrolled = await an_enrolled(ledger)
    await sends(ledger, enrolled, mailboxes[1])
    await ledger.pause_mailbox(SAM.address, "manual", None, AT)

    assert await sender(ledger, enrolled, *mailboxes, owner="kim") == mailboxes[1]
    assert await sender(ledger, enrolled, mailboxes[0]) == mailboxes[0]


async def test_enrollments_go_round(ledger: AnyLedger) -> None:
    """Each of three mailboxes begins a third of the threads."""
    mailboxes = [
        replace(ROBIN, address=f"m{n}@northwind.example", limits=Limits(day=10)) for n in range(3)
    ]
    began: Counter[str] = Counter()
    for number in range(12):
        enrolled = await an_enrolled(ledger, somebody(number))
        chosen = await sender(ledger, enrolled, *mailboxes)
        await sends(ledger, enrolled, chosen)
        began[chosen.address] += 1

    assert sorted(began.values()) == [4, 4, 4]


async def test_a_mailbox_without_room_is_passed_over(ledger: AnyLedger) -> None:
    """Paused, in its gap or full: another that can send first begins the thread."""
    first, second = (replace(one, limits=CAPPED) for one in (ROBIN, SAM))
    begun, new = [await an_enrolled(ledger, somebody(number)) for number in range(2)]
    await sends(ledger, begun, first)

    assert await sender(ledger, new, first, second) == second
    await ledger.pause_mailbox(SAM.address, "manual", None, AT - DAY)
    assert await sender(ledger, new, first, second) == first


async def test_an_owner_has_a_mailbox(ledger: AnyLedger) -> None:
    """The cadence's owner sends from the owner's; who has none, from those that have no owner."""
    enrolled = await an_enrolled(ledger)

    assert await sender(ledger, enrolled, ROBIN, KIM, owner="kim") == KIM
    assert await sender(ledger, enrolled, ROBIN, KIM, owner="lee") == ROBIN
    assert await sender(ledger, enrolled, KIM, ROBIN) == ROBIN
    with pytest.raises(NoMailbox, match="no mailbox of 'lee' nor one without owner"):
        await sender(ledger, enrolled, KIM, owner="lee")
