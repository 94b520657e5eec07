"""Claims on touches by mail: compare-and-set under the lock of the enrollment's row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from domain.facts import Fact
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal
from ledger import facts
from ledger.addresses import address_key
from ledger.dialects import insert_or_replace
from ledger.facts import Standing
from ledger.fencing import answer_of, may_settle, may_start, reserved
from ledger.refusing import Start, refusal_of
from ledger.schema import claims
from ledger.stops import has_stop
from ledger.suppressions import is_suppressed

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
    .values(state=ClaimState.IN_DOUBT.value, in_doubt_at=bindparam("at"))
)
_SETTLE = update(claims).where(*_THE_CLAIM).values(state=bindparam("settled"))
_PUT = insert_or_replace(claims)

_FROZEN = ("recipient", "message", "not_after", "subject")

# What the claims table keeps of an attempt, as `_FIND` reads it.
_Frozen = Row[int, str, str, str, str, datetime]


def reserve(session: Session, request: ClaimRequest) -> Claim | Refusal:
    """`TouchClaims.reserve`."""
    standing = facts.lock(session, request.enrollment_id)
    row = _find(session, request.enrollment_id, request.step)
    earlier = _claim(request.enrollment_id, request.step, row)
    if answer := answer_of(earlier, request):
        return answer
    claim = reserved(request)
    if refusal := _refusal(session, standing, claim, request, request.at):
        return refusal
    frozen = {name: getattr(request, name) for name in _FROZEN}
    new = {**vars(claim), **frozen, "reserved_at": request.at, "in_doubt_at": None}
    session.execute(_PUT.on(session), new)
    return claim


def mark_in_doubt(session: Session, claim: Claim, at: datetime) -> Refusal | None:
    """`TouchClaims.mark_in_doubt`."""
    standing = facts.lock(session, claim.enrollment_id)
    row = _find(session, claim.enrollment_id, claim.step)
    if row is None or not may_start(_claim(claim.enrollment_id, claim.step, row), claim):
        return Refusal.ALREADY_STARTED
    if refusal := _refusal(session, standing, claim, row, at):
        return refusal
    session.execute(_START, {**_key(claim.enrollment_id, claim.step), "at": at})
    return None


def settle(session: Session, claim: Claim, state: ClaimState, outcome: Fact) -> tuple[Fact, ...]:
    """`TouchClaims.settle`; where it is refused nothing is written and nothing comes back."""
    standing = facts.lock(session, claim.enrollment_id)
    row = _find(session, claim.enrollment_id, claim.step)
    if not may_settle(_claim(claim.enrollment_id, claim.step, row), claim, state):
        return ()
    session.execute(_SETTLE, {**_key(claim.enrollment_id, claim.step), "settled": state.value})
    return facts.write(session, standing, (outcome,))


def _refusal(
    session: Session,
    standing: Standing,
    claim: Claim,
    frozen: ClaimRequest | _Frozen,
    at: datetime,
) -> Refusal | None:
    recipient = (address_key(frozen.recipient), address_key(standing.prospect_id))
    return refusal_of(
        Start(
            state=standing.fold.state,
            step=claim.step,
            generation=claim.generation,
            not_after=frozen.not_after,
            at=at,
            has_stop=has_stop(session, claim.enrollment_id),
            is_suppressed=is_suppressed(session, recipient, "email"),
        )
    )


def _find(session: Session, enrollment_id: str, step: str) -> _Frozen | None:
    return session.execute(_FIND, _key(enrollment_id, step)).one_or_none()


def _key(enrollment_id: str, step: str) -> dict[str, str]:
    return {"enrollment": enrollment_id, "touch": step}


def _claim(enrollment_id: str, step: str, row: _Frozen | None) -> Claim | None:
    if row is None:
        return None
    state = ClaimState(row.state)
    return Claim(enrollment_id, step, row.generation, row.token, state, row.message_id)
