"""Claims on touches by mail: compare-and-set under the lock of the enrollment's row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, select, update
from sqlalchemy.orm import Session

from domain.facts import Fact
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal
from ledger import facts
from ledger.addresses import address_key
from ledger.dialects import PerDialect
from ledger.facts import Standing
from ledger.fencing import may_settle, may_take_over
from ledger.refusing import Start, refusal_of
from ledger.schema import claims
from ledger.stops import has_stop
from ledger.suppressions import is_suppressed

_FIND = select(claims).where(
    claims.c.enrollment_id == bindparam("enrollment"), claims.c.step == bindparam("touch")
)
_MOVE = update(claims).where(
    claims.c.enrollment_id == bindparam("enrollment"), claims.c.step == bindparam("touch")
)


def _take_over(statement: Any) -> Any:
    new = {c.name: statement.excluded[c.name] for c in claims.c if not c.primary_key}
    return statement.on_conflict_do_update(index_elements=["enrollment_id", "step"], set_=new)


_PUT = PerDialect(claims, _take_over)


def reserve(session: Session, request: ClaimRequest) -> Claim | Refusal:
    """`TouchClaims.reserve`."""
    standing = facts.lock(session, request.enrollment_id)
    earlier = _find(session, request.enrollment_id, request.step)
    if earlier and not may_take_over(_claim(earlier), request.generation):
        return _claim(earlier)
    start = _start(session, standing, vars(request), request.at)
    if refusal := refusal_of(start):
        return refusal
    claim = Claim(
        request.enrollment_id,
        request.step,
        request.generation,
        request.token,
        ClaimState.RESERVED,
        request.message_id,
    )
    frozen = {name: getattr(request, name) for name in ("recipient", "message", "not_after")}
    row = {**vars(claim), **frozen, "reserved_at": request.at, "in_doubt_at": None}
    session.execute(_PUT.on(session), row)
    return claim


def mark_in_doubt(session: Session, claim: Claim, at: datetime) -> Refusal | None:
    """`TouchClaims.mark_in_doubt`."""
    standing = facts.lock(session, claim.enrollment_id)
    row = _find(session, claim.enrollment_id, claim.step)
    if row is None or row["token"] != claim.token or row["state"] != ClaimState.RESERVED:
        return Refusal.ALREADY_STARTED
    if refusal := refusal_of(_start(session, standing, row, at)):
        return refusal
    _move(session, claim, state=ClaimState.IN_DOUBT, in_doubt_at=at)
    return None


def settle(
    session: Session, claim: Claim, state: ClaimState, outcome: Fact
) -> tuple[Fact, ...]:
    """`TouchClaims.settle`; nothing is written and nothing comes back where it is refused."""
    standing = facts.lock(session, claim.enrollment_id)
    row = _find(session, claim.enrollment_id, claim.step)
    if row is None or row["token"] != claim.token or not may_settle(row["state"], state):
        return ()
    _move(session, claim, state=state)
    return facts.write(session, standing, (outcome,))


def _find(session: Session, enrollment_id: str, step: str) -> RowMapping | None:
    wanted = {"enrollment": enrollment_id, "touch": step}
    return session.execute(_FIND, wanted).mappings().one_or_none()
