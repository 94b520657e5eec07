"""Calls that a provider places: a press is one fact, committed before the provider is asked."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Text, bindparam, select

from domain.facts import CallBegun, Fact, VoicemailDropped, fact_from_json
from domain.ports import CallRequest, Refusal
from domain.telephony.calls import CallRefused, PlacedCall, calls_of, droppable, next_attempt
from ledger import facts
from ledger.facts import Standing
from ledger.rep_work import working
from ledger.rules.taking import refuse_closed, refuse_taken
from ledger.schema import facts as facts_table
from ledger.touches.hindrances import Wish, before, hindrance

CALL, VOICEMAIL = "call", "voicemail"
OF_CALLS = ("call_begun", "call_reported", "voicemail_dropped")
_OF_CALLS = (
    select(facts_table.c.body)
    .where(facts_table.c.enrollment_id == bindparam("enrollment", type_=Text))
    .where(facts_table.c.type.in_(OF_CALLS))
    .order_by(facts_table.c.seq)
)


def begin_call(connection: Connection, request: CallRequest) -> CallBegun:
    """`CallLog.begin_call`."""
    standing, told = _open(connection, request)
    _refuse_hindered(connection, standing, request, CALL)
    begun = call_begun(told, request)
    facts.write(connection, standing, (begun,))
    return begun


def begin_drop(connection: Connection, request: CallRequest) -> tuple[VoicemailDropped, str]:
    """`CallLog.begin_drop`."""
    standing, told = _open(connection, request)
    _refuse_hindered(connection, standing, request, VOICEMAIL)
    dropped, sid = drop_begun(told, request)
    facts.write(connection, standing, (dropped,))
    return dropped, sid


def call_begun(told: Iterable[Fact], request: CallRequest) -> CallBegun:
    """The fact of a call that may begin now. Raises `CallRefused`."""
    known = tuple(told)
    refuse_known(known, request)
    return CallBegun(
        at=request.at,
        step=request.step,
        attempt=next_attempt(_calls(known, request), request.at),
        by=request.by,
        request_id=request.request_id,
    )


def drop_begun(told: Iterable[Fact], request: CallRequest) -> tuple[VoicemailDropped, str]:
    """The fact of a voicemail that may be left now, and on which leg. Raises `CallRefused`."""
    known = tuple(told)
    refuse_known(known, request)
    attempt, sid = droppable(_calls(known, request))
    dropped = VoicemailDropped(
        at=request.at,
        step=request.step,
        attempt=attempt,
        by=request.by,
        request_id=request.request_id,
    )
    return dropped, sid


def refuse_known(told: Iterable[Fact], request: CallRequest) -> None:
    """Raises `CallRefused` for a press that was taken before, which is never done twice."""
    if request.request_id in {getattr(fact, "request_id", None) for fact in told}:
        raise CallRefused("this has been asked for already; it is never done twice")


def refuse_hindered(refusal: Refusal | None, channel: str) -> None:
    """Raises `CallRefused` with what stands against a call, or a voicemail."""
    if refusal is not None:
        raise CallRefused(f"no {channel} now: {refusal.value.replace('_', ' ')}")


def _open(connection: Connection, request: CallRequest) -> tuple[Standing, tuple[Fact, ...]]:
    """The enrollment, locked, of a task that is open and nobody else's; what it knows of calls."""
    standing = facts.lock(connection, request.enrollment_id)
    refuse_closed(request.task_id, standing.fold.state.touches.get(request.step))
    taken = working.taken(connection, request.task_id)
    refuse_taken(request.task_id, taken, request.by, request.at)
    rows = connection.scalars(_OF_CALLS, {"enrollment": request.enrollment_id})
    return standing, tuple(fact_from_json(body) for body in rows)


def _calls(told: tuple[Fact, ...], request: CallRequest) -> tuple[PlacedCall, ...]:
    return calls_of(told, request.step)


def _refuse_hindered(
    connection: Connection, standing: Standing, request: CallRequest, channel: str
) -> None:
    stands = before(connection, standing, request.step)
    wish = Wish(request.step, 0, channel, None, request.at)
    refuse_hindered(hindrance(connection, standing, stands, wish), channel)
