"""Claims on touches by mail and text: compare-and-set under the lock of the enrollment's row."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from domain.facts import Fact
from domain.mailboxes import Mailbox, NoSlot, domain_of
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal
from ledger import facts
from ledger.database.among import among
from ledger.database.dialects import insert_or_replace
from ledger.rules.addresses import listed_keys
from ledger.rules.fencing import STARTED, answer_of, ask_of, may_start, reserved, settled_from
from ledger.rules.resolving import outcomes_of
from ledger.schema import EMAIL, claims
from ledger.touches import mails, slots
from ledger.touches.hindrances import Frozen, Wish, before, refusal

_THE_CLAIM = (
    claims.c.enrollment_id == bindparam("enrollment"),
    claims.c.step == bindparam("touch"),
)
_BEGUN = select(claims).where(*_THE_CLAIM)
_START = (
    update(claims)
    .where(*_THE_CLAIM)
    .values(state=ClaimState.IN_DOUBT.value, in_doubt_at=bindparam("at"), slot_at=bindparam("at"))
)
# By compare-and-set: only the attempt that holds the claim, and only forward.
_SETTLE = (
    update(claims)
    .where(*_THE_CLAIM, claims.c.token == bindparam("held_by"), among(claims.c.state, "from"))
    .values(state=bindparam("settled"))
    .returning(claims.c.step)
)
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
    "channel",
)


def reserve(connection: Connection, request: ClaimRequest) -> Claim | Refusal | NoSlot:
    """`TouchClaims.reserve`."""
    standing = facts.lock(connection, request.enrollment_id)
    claim = reserved(request)
    stands = before(connection, standing, request.step)
    if answer := answer_of(_as_it_stands(claim, stands.claim), request):
        return answer
    wish = _wish(claim, request, request.at)
    if refused := refusal(connection, standing, stands, wish):
        return refused
    ask = ask_of(claim, request.recipient, request.not_after, request.at)
    if request.channel == EMAIL and (no_slot := slots.asked(connection, claim.mailbox, ask)):
        return no_slot
    connection.execute(_PUT.on(connection), _row(claim, request))
    return claim


def begun(connection: Connection, enrollment_id: str, step: str) -> Claim | None:
    """`TouchClaims.begun`."""
    mails.refuse_unknown(connection, enrollment_id)
    row = connection.execute(_BEGUN, {"enrollment": enrollment_id, "touch": step}).one_or_none()
    if row is None or row.state not in STARTED:
        return None
    mailbox = Mailbox(row.mailbox or "", row.mailbox or "")
    state = ClaimState(row.state)
    return Claim(enrollment_id, step, row.generation, row.token, state, row.message_id, mailbox)


def mark_in_doubt(connection: Connection, claim: Claim, at: datetime) -> Refusal | NoSlot | None:
    """`TouchClaims.mark_in_doubt`."""
    standing = facts.lock(connection, claim.enrollment_id)
    stands = before(connection, standing, claim.step)
    frozen = stands.claim
    if frozen is None or not may_start(_as_it_stands(claim, frozen), claim):
        return Refusal.ALREADY_STARTED
    if refused := refusal(connection, standing, stands, _wish(claim, frozen, at)):
        return refused
    ask = ask_of(claim, frozen.recipient, frozen.not_after, at)
    if frozen.channel == EMAIL and (no_slot := slots.started(connection, claim.mailbox, ask)):
        return no_slot
    connection.execute(_START, {**_key(claim), "at": at})
    return None


def settle(
    connection: Connection, claim: Claim, state: ClaimState, outcome: Fact
) -> tuple[Fact, ...]:
    """`TouchClaims.settle`; where it is refused nothing is written and nothing comes back."""
    standing = facts.lock(connection, claim.enrollment_id)
    moves = _GIVE_BACK if state is ClaimState.NOT_SENT else _SETTLE
    held = {"held_by": claim.token, "from": settled_from(state), "settled": state.value}
    if connection.execute(moves, {**_key(claim), **held}).first() is None:
        return ()
    return facts.write(
        connection, standing, outcomes_of(standing.fold.state, claim, state, outcome)
    )


def _wish(claim: Claim, frozen: ClaimRequest | Frozen, at: datetime) -> Wish:
    recipient = listed_keys((frozen.recipient,))
    return Wish(claim.step, claim.generation, frozen.channel, frozen.not_after, at, recipient)


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


def _key(claim: Claim) -> dict[str, str]:
    return {"enrollment": claim.enrollment_id, "touch": claim.step}


def _as_it_stands(claim: Claim, frozen: Frozen | None) -> Claim | None:
    """The claim that the table has, on the same touch."""
    if frozen is None:
        return None
    return replace(
        claim,
        generation=frozen.generation,
        token=frozen.token,
        state=ClaimState(frozen.state),
        message_id=frozen.message_id,
    )
