"""Calls that reps have placed, and voicemails that they have left: at most one for each press.

A press is no touch of its own: the task stays open until the rep says how it went. So no workflow
waits for it, and Temporal runs nothing of this.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.cadence import Call, contents_of
from domain.errors import InvalidTemplate, MissingVariable
from domain.facts import CallReported, Leg
from domain.people.enrollee import Enrollee
from domain.ports import (
    Answer,
    Bridge,
    CallLog,
    CallRequest,
    CallTransport,
    Declined,
    LeftToRep,
    Taken,
    Unanswered,
)
from domain.rendering import render_for
from domain.telephony.calls import DROPPED, PLACED, CallRefused


@dataclass(frozen=True)
class Pressed:
    """What the provider did about a press: its word, and its error where it named one.

    `status` is None where it never answered: that is in doubt, and not asked again by itself.
    """

    attempt: int
    status: str | None
    code: int | None = None


@dataclass(frozen=True)
class _Words:
    """How the answers to a press are recorded: of which leg, and in which words."""

    leg: Leg
    taken: str
    declined: str
    unreached: str


CALLING = _Words("rep", PLACED, "refused", "unreached")
LEAVING = _Words("prospect", DROPPED, "voicemail_refused", "voicemail_unreached")


class CallDesk:
    """Where reps press `call`, and then perhaps `leave the voicemail`."""

    def __init__(self, ledger: CallLog, transport: CallTransport) -> None:
        self._ledger = ledger
        self._transport = transport

    async def call(self, request: CallRequest, phone: str) -> Pressed:
        """Have the rep's telephone (E.164) ring, and then the prospect's.

        Raises `CallRefused`, also where no provider is set up, `UnknownTask` and `TaskTaken`.
        """
        enrollee = await self._ledger.enrollee(request.enrollment_id)
        _call_of(enrollee, request)
        prospect = enrollee.prospect.phone
        if not prospect:
            raise CallRefused("the prospect has no telephone")
        attempt = 0

        async def begin() -> str:
            nonlocal attempt
            attempt = (await self._ledger.begin_call(request)).attempt
            return f"{request.task_id}.{attempt}"

        answer = await self._transport.place(Bridge(phone, prospect), begin)
        if isinstance(answer, LeftToRep):
            raise CallRefused(f"no telephony is set up; dial it yourself: tel:{prospect}")
        return await self._recorded(request, attempt, answer, CALLING)

    async def leave_voicemail(self, request: CallRequest) -> Pressed:
        """Leave the step's voicemail in the call that is on the line; the rep is free.

        Raises as `call`.
        """
        words = _voicemail_of(await self._ledger.enrollee(request.enrollment_id), request)
        attempt = 0

        async def begin() -> str:
            nonlocal attempt
            dropped, sid = await self._ledger.begin_drop(request)
            attempt = dropped.attempt
            return sid

        answer = await self._transport.leave_voicemail(words, begin)
        if isinstance(answer, LeftToRep):
            raise CallRefused("no telephony is set up; leave the voicemail yourself")
        return await self._recorded(request, attempt, answer, LEAVING)

    async def _recorded(
        self, request: CallRequest, attempt: int, answer: Answer, words: _Words
    ) -> Pressed:
        """What the provider answered, as the ledger has it; nothing where it never did."""
        if isinstance(answer, Unanswered):
            return Pressed(attempt, None)
        report = CallReported(
            at=request.at,
            step=request.step,
            attempt=attempt,
            leg=words.leg,
            status=_status(answer, words),
            sid=answer.sid if isinstance(answer, Taken) else None,
            code=answer.code if isinstance(answer, Declined) else None,
        )
        await self._ledger.append(request.enrollment_id, (report,))
        return Pressed(attempt, report.status, report.code)


def _status(answer: Answer, words: _Words) -> str:
    match answer:
        case Taken():
            return words.taken
        case Declined():
            return words.declined
        case _:
            return words.unreached


def _call_of(enrollee: Enrollee, request: CallRequest) -> Call:
    """What the step says for a call. Raises `CallRefused` where it is none."""
    step = enrollee.cadence.by_id.get(request.step)
    said = [content for _, content in contents_of(step, ())] if step else []
    for content in said:
        if isinstance(content, Call):
            return content
    raise CallRefused(f"{request.task_id} is no call")


def _voicemail_of(enrollee: Enrollee, request: CallRequest) -> str | None:
    """What the step says to a voicemail, if it says something."""
    voicemail = _call_of(enrollee, request).voicemail
    if not voicemail:
        return None
    try:
        return render_for(enrollee, voicemail).strip()
    except (MissingVariable, InvalidTemplate) as unfit:
        raise CallRefused(f"the voicemail cannot be said: {unfit}") from unfit
