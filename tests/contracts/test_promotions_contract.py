"""The winner of an experiment becomes the cadence, and why is kept, on every ledger."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.cadence import Cadence
from domain.cadence.promotions import Promotion
from domain.errors import InvalidCadence
from tests.builders import a_cadence, a_step
from tests.contracts.scene import DAY, MONDAY, AnyLedger

CHANGES = {"id": "number", "steps": {"intro": {"subject": "A number"}}}
TRYING = a_cadence(experiments=[{"id": "opener", "variants": [{"id": "question"}, CHANGES]}])
WON = a_cadence(steps=[a_step(subject="A number")])
LOST = a_cadence(exit={"then": "nowhere"})


def a_promotion(into: Cadence) -> Promotion:
    return Promotion(
        cadence=TRYING.name,
        experiment="opener",
        arm="number",
        version_before=TRYING.version,
        version=into.version,
        at=MONDAY + DAY,
        by="ana",
        because="it answers the question",
        figures='{"number": [100, 12]}',
    )


async def test_the_winner_is_published_and_why_is_kept(ledger: AnyLedger) -> None:
    """Who is enrolled next gets it; who decided, when and on which figures can be read."""
    await ledger.publish(TRYING, MONDAY)
    promotion = a_promotion(WON)

    await ledger.promote(WON, {}, promotion)

    assert await ledger.cadence(TRYING.name) == WON
    assert await ledger.promotions() == await ledger.promotions(TRYING.name) == (promotion,)
    assert await ledger.promotions("another") == ()


async def test_the_latest_promotion_is_first(ledger: AnyLedger) -> None:
    """Without a reason, where none was given."""
    await ledger.publish(TRYING, MONDAY)
    first = a_promotion(WON)
    second = replace(first, at=MONDAY + 2 * DAY, because=None)

    await ledger.promote(WON, {}, first)
    await ledger.promote(WON, {}, second)

    assert await ledger.promotions() == (second, first)


async def test_what_cannot_be_published_is_not_promoted(ledger: AnyLedger) -> None:
    """Both or neither."""
    await ledger.publish(TRYING, MONDAY)

    with pytest.raises(InvalidCadence):
        await ledger.promote(LOST, {}, a_promotion(LOST))

    assert await ledger.promotions() == ()
    assert await ledger.cadence(TRYING.name) == TRYING
