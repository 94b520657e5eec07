"""Claims on touches by mail: compare-and-set under the lock of the enrollment's row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from domain.facts import Fact
from domain.mailboxes import NoSlot, domain_of
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal
from ledger import facts, slots
from ledger.addresses import keys_of, listed_keys
from ledger.dialects import insert_or_replace
from ledger.facts import Standing
from ledger.fencing import answer_of, ask_of, may_settle, may_start, reserved
from ledger.prospects import prospect
from ledger.refusing import Start, refusal_of
from ledger.resolving import outcomes_of
from ledger.schema import claims
from ledger.stops import has_stop
from ledger.suppressions import is_suppressed, keep_still

_THE_CLAIM = (
    claims.c.enrollment_id == bindparam("enrollment"),
    claims.c.step == bindparam("touch"),
)
_FIND = select(
    claims.c.generation,
    claims.c.token,
    claims.c.state,
    claims.c.message_id,
    claims.c.recipient,
    claims.c.not_after,
).where(*_THE_CLAIM)
_START = (
    update(claims)
    .where(*_THE_CLAIM)
    .values(state=ClaimState.IN_DOUBT.value, in_doubt_at=bindparam("at"), slot_at=bindparam("at"))
)
_SETTLE = update(claims).where(*_THE_CLAIM).values(state=bindparam("settled"))
_GIVE_BACK = _SETTLE.values(slot_at=None)
_PUT = insert_or_replace(claims)

# What is kept of a request as it is.
_FROZEN = (
    "enrollment_id",
    "step",
    "generation",
    "token",
    "message_id",
    "recipient",
    "message",
    "subject",
    "not_after",
)

# What the claims table keeps of an attempt, as `_FIND` reads it.
_Frozen = Row[int, str, str, str, str, datetime]


def reserve(session: Session, request: ClaimRequest) -> Claim | Refusal | NoSlot:
    """`TouchClaims.reserve`."""
    standing = facts.lock(session, request.enrollment_id)
    claim = reserved(request)
    if answer := answer_of(_as_it_stands(claim, _find(session, claim)), request):
        return answer
    if refusal := _refusal(session, standing, claim, request, request.at):
        return refusal
    ask = ask_of(claim, request.recipient, request.not_after, request.at)
    if no_slot := slots.asked(session, claim.mailbox, ask):
        return no_slot
    session.execute(_PUT.on(session), _row(claim, request))
    return claim


def mark_in_doubt(session: Session, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
    """`TouchClaims.mark_in_doubt`."""
    standing = facts.lock(session, claim.enrollment_id)
    row = _find(session, claim)
    if row is None or not may_start(_as_it_stands(claim, row), claim):
        return Refusal.ALREADY_STARTED
    if refusal := _refusal(session, standing, claim, row, at):
        return refusal
    ask = ask_of(claim, row.recipient, row.not_after, at)
    if no_slot := slots.started(session, claim.mailbox, ask):
        return no_slot
    session.execute(_START, {**_key(claim), "at": at})
    return None


def settle(session: Session, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
    """`TouchClaims.settle`; where it is refused nothing is written and nothing comes back."""
    standing = facts.lock(session, claim.enrollment_id)
    if not may_settle(_as_it_stands(claim, _find(session, claim)), claim, state):
        return ()
    moves = _GIVE_BACK if state is ClaimState.NOT_SENT else _SETTLE
    session.execute(moves, {**_key(claim), "settled": state.value})
    return facts.write(session, standing, outcomes_of(standing.fold.state, claim, state, outcome))


def _refusal(
    session: Session,
    standing: Standing,
    claim: Claim,
    frozen: ClaimRequest | _Frozen,
    at: datetime,
) -> Refusal | None:
    keep_still(session)
    person = keys_of(prospect(session, standing.prospect_id))
    recipient = listed_keys((frozen.recipient,))
    return refusal_of(
        Start(
            state=standing.fold.state,
            step=claim.step,
            generation=claim.generation,
            not_after=frozen.not_after,
            at=at,
            has_stop=has_stop(session, claim.enrollment_id),
            is_suppressed=is_suppressed(session, {*person, *recipient}, "email"),
        )
    )


def _row(claim: Claim, request: ClaimRequest) -> dict[str, Any]:
    """What the table keeps of a claim that was just reserved."""
    return {
        **{name: getattr(request, name) for name in _FROZEN},
        "state": claim.state,
        "reserved_at": request.at,
        "in_doubt_at": None,
        "mailbox": claim.mailbox.address,
        "recipient_domain": domain_of(request.recipient),
        "slot_at": request.at,
    }


def _find(session: Session, claim: Claim) -> _Frozen | None:
    return session.execute(_FIND, _key(claim)).one_or_none()


def _key(claim: Claim) -> dict[str, str]:
    return {"enrollment": claim.enrollment_id, "touch": claim.step}


def _as_it_stands(claim: Claim, row: _Frozen | None) -> Claim | None:
    """The claim that the table has, on the same touch."""
    if row is None:
        return None
    return replace(
        claim,
        generation=row.generation,
        token=row.token,
        state=ClaimState(row.state),
        message_id=row.message_id,
    )
