"""How a claim may move: pure, and the same for both ledgers."""

from __future__ import annotations

from datetime import datetime
from typing import TypeGuard

from domain.mailboxes import Ask, domain_of
from domain.ports import Claim, ClaimRequest, ClaimState, Refusal

# From where a claim may be settled as what; staying is a repetition whose answer was lost.
SETTLES: dict[ClaimState, frozenset[ClaimState]] = {
    ClaimState.RESERVED: frozenset({ClaimState.NOT_SENT}),
    ClaimState.IN_DOUBT: frozenset({ClaimState.IN_DOUBT, ClaimState.SENT, ClaimState.NOT_SENT}),
    ClaimState.SENT: frozenset({ClaimState.SENT}),
    ClaimState.NOT_SENT: frozenset({ClaimState.NOT_SENT}),
}
STARTED = frozenset({ClaimState.IN_DOUBT, ClaimState.SENT})


def reserved(request: ClaimRequest) -> Claim:
    """The claim that a request asks for."""
    return Claim(
        enrollment_id=request.enrollment_id,
        step=request.step,
        generation=request.generation,
        token=request.token,
        state=ClaimState.RESERVED,
        message_id=request.message_id,
        mailbox=request.mailbox,
    )


def ask_of(claim: Claim, recipient: str, not_after: datetime, at: datetime) -> Ask:
    """The claim as one who asks its mailbox for a slot."""
    return Ask(claim.enrollment_id, claim.step, domain_of(recipient), at, not_after)


def answer_of(earlier: Claim | None, request: ClaimRequest) -> Claim | Refusal | None:
    """What an earlier claim answers to a request; None where it may be taken over."""
    if earlier is None:
        return None
    if earlier.state in STARTED:
        return earlier
    return Refusal.ALREADY_STARTED if request.generation < earlier.generation else None


def may_start(stands: Claim | None, claim: Claim) -> bool:
    """Only the attempt that holds the claim, and only once."""
    return _is_holder(stands, claim) and stands.state is ClaimState.RESERVED


def may_settle(stands: Claim | None, claim: Claim, state: ClaimState) -> bool:
    """Only the attempt that holds the claim, and only forward."""
    return _is_holder(stands, claim) and stands.state in settled_from(state)


def settled_from(state: ClaimState) -> frozenset[ClaimState]:
    """From where a claim may be settled so."""
    return frozenset(earlier for earlier, to in SETTLES.items() if state in to)


def _is_holder(stands: Claim | None, claim: Claim) -> TypeGuard[Claim]:
    return stands is not None and stands.token == claim.token
