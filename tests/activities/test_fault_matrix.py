"""Every phase × every fault × worker killed or not × tried again: one mail at most, none lost.

What a cell is held to is what its server did, not what we think it should have done.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from activities.touching import Started
from activities.transports.smtp_connections import Limits
from domain.facts import Bounced, TouchHeld, TouchInDoubt, TouchPerformed, TouchSkipped
from domain.ports import ClaimState
from ledger import migrate, open_ledger
from ledger.sql import SqlLedger
from tests.activities.fault_desk import FaultDesk, a_desk_on
from tests.activities.tearing import torn_down
from tests.builders import ROBIN
from tests.certificates import server_context, write_certificate
from tests.smtp_server import DIES, USUAL, Answer, Script, ScriptedServer, serving

PATIENT = Limits(command=10, reply=10)
HASTY = Limits(command=0.1, reply=0.1)
LATE = 0.5
LOGGED_IN = Answer("250-mail.example\r\n250-STARTTLS\r\n250 AUTH PLAIN")
SECURED = frozenset({"starttls", "handshake", "auth"})
BODY_BEGUN = frozenset({"in_body", "body"})
GARBAGE = {
    "garbage": Answer("welcome to the machine"),
    "binary": Answer("\x00\xff\xfe\x80\r\n\x01"),
    "endless": Answer("2" * 100_000, ends=""),
    "cut short": Answer("25", drops=True, ends=""),
    "code 999": Answer("999 what"),
}
REFUSALS = {
    "4xx": Answer("451 later"),
    "4.3.0": Answer("451 4.3.0 later"),
    "4.7.1": Answer("450 4.7.1 slow down"),
    "421": Answer("421 4.3.2 closing", drops=True),
    "5xx": Answer("554 no"),
    "5.1.1": Answer("550 5.1.1 nobody"),
    "5.2.2": Answer("552 5.2.2 full"),
    "5.6.7": Answer("553 5.6.7 no such letters"),
    "5.7.1": Answer("550 5.7.1 policy"),
}
ODDITIES = {
    "bare 250": Answer("250"),
    "251": Answer("251 will forward"),
    "252": Answer("252 will try"),
    "299": Answer("299 fine"),
    "two lines": Answer("250-one\r\n250 two"),
}


class Cell(NamedTuple):
    """A phase at which the server does this, and whether the worker is killed there."""

    phase: str
    kind: str
    answer: Answer
    killed: bool

    @property
    def name(self) -> str:
        return f"{self.phase}, {self.kind}" + (", worker killed" if self.killed else "")


def _faults_of(phase: str) -> dict[str, Answer]:
    usual = USUAL[phase].says
    before = {"usual": USUAL[phase], "dies": DIES, "late": Answer(usual, after=LATE)}
    if phase == "in_body":
        ends = {name: Answer(one.says, drops=True) for name, one in REFUSALS.items()}
        return {**before, **ends, "garbage": Answer("what", drops=True)}
    if phase == "handshake":
        return {**before, "garbage": GARBAGE["garbage"], "binary": GARBAGE["binary"]}
    faults = {**before, **REFUSALS, **ODDITIES, **GARBAGE, "then dies": Answer(usual, drops=True)}
    if phase != "body":
        return faults
    unclear = {"dies": DIES, **GARBAGE}
    kept = {f"kept, {n}": Answer(a.says, a.drops, keeps=True) for n, a in unclear.items()}
    return {**faults, **kept, "lost late": Answer("250 kept", after=LATE, keeps=False)}


CELLS = [
    Cell(phase, kind, answer, killed)
    for phase in USUAL
    if phase != "quit"
    for kind, answer in _faults_of(phase).items()
    for killed in (False, True)
]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
async def ledger(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[SqlLedger]:
    url = f"sqlite:///{tmp_path_factory.mktemp('matrix') / 'ledger.sqlite3'}"
    migrate(url)
    ledger = open_ledger(url)
    yield ledger
    await ledger.close()


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.name)
async def test_whatever_happens_one_mail_at_most_and_the_truth_is_recorded(
    cell: Cell, ledger: SqlLedger, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tried, tried again on the same ill server, and once more when it is well."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    limits = HASTY if cell.kind.endswith("late") else PATIENT
    ill = ScriptedServer(_script(cell), _script(cell), limits.reply, server_context(certificate))
    async with serving(ill) as server:
        name = f"cell-{CELLS.index(cell)}"
        secured = cell.phase in SECURED
        desk = await a_desk_on(ledger, server, name, limits=limits, secured=secured)
        first = await (
            torn_down(desk.send(), desk.server.reached[cell.phase]) if cell.killed else desk.send()
        )
        assert server.reached[cell.phase].is_set() or limits is HASTY

        again = await desk.send(attempt=2)

        await _is_true(desk, cell, again)
        assert first in {again, None} or isinstance(again, TouchHeld)
        server.first = server.later = {"ehlo": LOGGED_IN} if secured else {}
        # A fault of the mailbox has paused it for everybody, until somebody has looked.
        await ledger.resume_mailbox(ROBIN.address)
        if isinstance(again, TouchHeld):
            again = await desk.send(generation=2, attempt=3)
            assert isinstance(again, TouchPerformed), "a mail that had not gone never went"
        await _is_true(desk, cell, again)


def _script(cell: Cell) -> Script:
    login = {"ehlo": LOGGED_IN} if cell.phase in SECURED else {}
    return {**login, cell.phase: cell.answer}


async def _is_true(desk: FaultDesk, cell: Cell, started: Started) -> None:
    """One mail at most; every doubt of the server's making is one, and nothing else but a kill."""
    accepted, ambiguous = desk.server.accepted.total(), desk.server.ambiguous
    state = await desk.claim_state()
    assert accepted <= 1, "a mail went out twice"
    assert started in await desk.facts(), "the ledger does not have what was answered"
    if ambiguous:
        assert state is ClaimState.IN_DOUBT, "a doubt is not told as one"
    match state:
        case ClaimState.IN_DOUBT:
            assert isinstance(started, TouchInDoubt)
            assert ambiguous or (cell.killed and cell.phase in BODY_BEGUN), "a doubt without cause"
        case ClaimState.SENT:
            assert isinstance(started, TouchPerformed)
            assert accepted == 1
        case ClaimState.NOT_SENT:
            assert isinstance(started, TouchHeld | TouchSkipped | Bounced)
            assert accepted == 0
        case ClaimState.RESERVED:
            raise AssertionError("the touch has no outcome")


async def test_a_server_that_is_not_there_costs_time_alone(ledger: SqlLedger) -> None:
    """Connections are refused; when it is back the mail goes."""
    async with serving(ScriptedServer()) as server:
        pass
    desk = await a_desk_on(ledger, server, "nobody-listens", limits=PATIENT)

    held = await desk.send()
    async with serving(server):
        started = await desk.send(generation=2)

    assert isinstance(held, TouchHeld)
    assert held.reason == "mail_server_away"
    assert isinstance(started, TouchPerformed)
    assert server.accepted.total() == 1
