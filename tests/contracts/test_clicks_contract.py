"""A click counts as a person's unless its instant says otherwise, on every ledger."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.facts import Detail
from domain.mail.engagement import TOO_SOON
from tests.contracts.scene import HOUR, MONDAY, AnyLedger, a_claim, an_enrolled, an_event

SENT = MONDAY + HOUR
SECOND = timedelta(seconds=1)
CLICK = Detail(kind="click", step="intro")


async def a_sent(ledger: AnyLedger) -> str:
    """An enrollment whose first mail began to be sent at `SENT`."""
    enrolled = await an_enrolled(ledger)
    claim = await a_claim(ledger, enrolled)
    assert await ledger.mark_in_doubt(claim, SENT) is None
    return enrolled


async def kinds(ledger: AnyLedger, enrolled: str, *at: datetime | None) -> list[str | None]:
    """What becomes of clicks at these instants."""
    for number, each in enumerate(at):
        event = an_event(
            "engagement", str(number), enrollment_id=enrolled, detail=CLICK, clicked_at=each
        )
        await ledger.ingest(event)
    return [row.detail.kind for row in await ledger.undelivered(99) if row.detail]


async def test_a_click_just_after_sending_is_a_machines(ledger: AnyLedger) -> None:
    """Nobody reads so fast; half a minute later it may be somebody."""
    enrolled = await a_sent(ledger)

    found = await kinds(ledger, enrolled, SENT + TOO_SOON - SECOND, SENT + TOO_SOON + HOUR)

    assert found == ["machine_click", "click"]


async def test_many_clicks_at_once_are_a_machines(ledger: AnyLedger) -> None:
    """From the third on, as the first may be somebody's."""
    enrolled = await a_sent(ledger)

    found = await kinds(ledger, enrolled, *(SENT + HOUR + SECOND * n / 4 for n in range(5)))

    assert found == ["click", "click", "machine_click", "machine_click", "machine_click"]


async def test_clicks_of_a_reader_are_somebodys(ledger: AnyLedger) -> None:
    """One after the other, some seconds apart."""
    enrolled = await a_sent(ledger)

    found = await kinds(ledger, enrolled, *(SENT + HOUR + SECOND * n * 5 for n in range(4)))

    assert found == ["click"] * 4


async def test_who_has_not_watched_is_believed(ledger: AnyLedger) -> None:
    """A person who says by hand that a link was clicked knows why."""
    enrolled = await a_sent(ledger)

    assert await kinds(ledger, enrolled, None) == ["click"]
