"""Every phase × every fault × worker killed or not × tried again: one text at most, none lost.

What a cell is held to is what its Twilio did, not what we think it should have done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import NamedTuple

import pytest

from activities.touching import Started
from domain.facts import TouchHeld, TouchInDoubt, TouchPerformed, TouchSkipped
from domain.people.prospects import Prospect
from domain.ports import ClaimState
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from tests.activities.tearing import torn_down
from tests.activities.text_desk import TextDesk, a_text_desk
from tests.builders import a_prospect
from tests.twilio_server import DIES, USUAL, Answer, TwilioServer, a_twilio, created, error, says

PATIENCE = 10.0
HASTE = 0.2
LATE = 0.6
SID = "SM" + "0" * 32
HTML = b"<html>Bad Gateway</html>"
ANSWERS = {
    "usual": USUAL,
    "takes it and dies": replace(DIES, takes=True),
    "dies": DIES,
    "late": Answer(takes=True, says=created(SID), after=LATE),
    "late and not taken": Answer(takes=False, says=says(500, {}), after=LATE),
    "cut short": Answer(takes=True, says=created(SID)[:-20]),
    "no status line": Answer(takes=True, says=b"\x00\xff garbage\r\n\r\n"),
    "201 that is no document": Answer(takes=True, says=says(201, HTML)),
    "201 without a sid": Answer(takes=True, says=says(201, {"status": "queued"})),
    "200 of somebody else": Answer(takes=False, says=says(200, HTML)),
    "302": Answer(takes=False, says=says(302, HTML)),
    "408": Answer(takes=False, says=says(408, {})),
    "500 and taken": Answer(takes=True, says=says(500, {})),
    "503 and not taken": Answer(takes=False, says=says(503, HTML)),
    "504 and taken": Answer(takes=True, says=says(504, HTML)),
    "400": error(400, 21617),
    "400 of a proxy": Answer(takes=False, says=says(400, HTML)),
    "401": error(401, 20003),
    "403": error(403, 20005),
    "404": error(404, 20404),
    "429": error(429, 20429),
    "21211": error(400, 21211),
    "21610": error(400, 21610),
    "21614": error(400, 21614),
}


class Cell(NamedTuple):
    """What Twilio does, and at which phase the worker is killed, if it is."""

    kind: str
    answer: Answer
    at_head: bool = False
    killed_at: str | None = None

    @property
    def name(self) -> str:
        return self.kind + (f", worker killed at {self.killed_at}" if self.killed_at else "")


CELLS = [
    *(Cell(kind, answer) for kind, answer in ANSWERS.items()),
    *(Cell(kind, answer, killed_at="head") for kind, answer in ANSWERS.items()),
    *(Cell(kind, answer, killed_at="body") for kind, answer in ANSWERS.items()),
    Cell("dies before it has read", USUAL, at_head=True),
    Cell("dies before it has read", USUAL, at_head=True, killed_at="head"),
]


@pytest.fixture(scope="module")
async def ledger(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SqlLedger]:
    url = f"sqlite:///{tmp_path_factory.mktemp('texts') / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    yield ledger
    await ledger.close()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
async def test_whatever_happens_one_text_at_most_and_the_truth_is_recorded(
    cell: Cell, ledger: SqlLedger
) -> None:
    """Tried, tried again on the same ill server, and once more when it is well."""
    patience = HASTE if "late" in cell.kind else PATIENCE
    async with a_twilio(cell.answer, dies_at_head=cell.at_head, patience=patience) as server:
        desk = await _a_desk(ledger, server, cell)
        first = await (
            torn_down(desk.send(), desk.server.reached[cell.killed_at])
            if cell.killed_at
            else desk.send()
        )

        again = await desk.send(attempt=2)

        await _is_true(desk, cell, again)
        assert first in {again, None} or isinstance(again, TouchHeld)
        server.answer, server.dies_at_head = USUAL, False
        if isinstance(again, TouchHeld):
            again = await desk.send(generation=2, attempt=3)
            assert isinstance(again, TouchPerformed), "a text that had not gone never went"
        await _is_true(desk, cell, again)


async def test_a_twilio_that_is_not_there_costs_time_alone(ledger: SqlLedger) -> None:
    """Connections are refused, so nothing was asked; when it is back the text goes."""
    async with a_twilio() as server:
        pass
    desk = await a_text_desk(ledger, server, prospect=_somebody(len(CELLS)))

    held = await desk.send()
    await server.listen()
    started = await desk.send(generation=2)
    await server.stop()

    assert isinstance(held, TouchHeld)
    assert held.reason == "text_provider_away"
    assert isinstance(started, TouchPerformed)
    assert server.accepted.total() == 1


def _somebody(number: int) -> Prospect:
    """With a number of their own: one that takes no texts silences nobody else."""
    name = f"somebody-{number}"
    return a_prospect(id=name, email=f"{name}@example.com", phone=f"+4930901{number:04}")


async def _a_desk(ledger: SqlLedger, server: TwilioServer, cell: Cell) -> TextDesk:
    person = _somebody(CELLS.index(cell))
    return await a_text_desk(ledger, server, prospect=person, answer_within=server.patience)


async def _is_true(desk: TextDesk, cell: Cell, started: Started) -> None:
    """One text at most; every doubt of Twilio's making is one, and nothing else but a kill."""
    accepted, ambiguous = desk.server.accepted.total(), desk.server.ambiguous
    state = await desk.claim_state()
    assert accepted <= 1, "a text went out twice"
    assert started in await desk.facts(), "the ledger does not have what was answered"
    if ambiguous:
        assert state is ClaimState.IN_DOUBT, "a doubt is not told as one"
    match state:
        case ClaimState.IN_DOUBT:
            assert isinstance(started, TouchInDoubt)
            assert ambiguous or cell.killed_at, "a doubt without cause"
        case ClaimState.SENT:
            assert isinstance(started, TouchPerformed)
            assert accepted == 1
        case ClaimState.NOT_SENT:
            assert isinstance(started, TouchHeld | TouchSkipped)
            assert accepted == 0
        case _:
            raise AssertionError("the touch has no outcome")
