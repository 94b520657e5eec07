"""Whose fault a rejection is: nobody is suppressed for what our mailbox or a server did."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.deliveries import BackOff, Pause, fault_of, mailbox_fault_of, outcome_of
from activities.touching import StartTouch
from domain.facts import Bounced, TouchHeld, TouchSkipped
from domain.ports import (
    Accepted,
    ClaimState,
    Delivery,
    Phase,
    Refusal,
    Rejected,
    Unanswered,
    Withdrawn,
)
from tests.builders import ROBIN

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
TOUCH = StartTouch("e-1", "intro", 3, "email", NOW + timedelta(hours=7))


@pytest.mark.parametrize(
    ("phase", "code", "enhanced", "fault"),
    [
        (Phase.RCPT, 550, "5.1.1", "bad_address"),
        (Phase.RCPT, 550, "5.1.10", "bad_address"),
        (Phase.RCPT, 550, "", "bad_address"),
        (Phase.RCPT, 551, "", "bad_address"),
        (Phase.RCPT, 553, "", "bad_address"),
        (Phase.RCPT, 550, "5.4.1", "bad_address"),
        (Phase.RCPT, 550, "5.2.1", "bad_address"),
        (Phase.BODY, 550, "5.1.1", "bad_address"),
        (Phase.RCPT, 0, "5.1.3", "bad_address"),
        (Phase.RCPT, 550, "5.7.1", "mailbox_fault"),
        (Phase.RCPT, 553, "5.1.8", "mailbox_fault"),
        (Phase.RCPT, 554, "", "mail_refused"),
        (Phase.RCPT, 530, "5.7.0", "login_refused"),
        (Phase.MAIL, 550, "5.1.0", "mailbox_fault"),
        (Phase.MAIL, 550, "", "mailbox_fault"),
        (Phase.MAIL, 553, "5.1.7", "mailbox_fault"),
        (Phase.MAIL, 0, "5.1.7", "mailbox_fault"),
        (Phase.CONNECT, 535, "5.7.8", "login_refused"),
        (Phase.CONNECT, 535, "5.7.139", "login_refused"),
        (Phase.CONNECT, 0, "5.7.8", "login_refused"),
        (Phase.MAIL, 0, "5.6.7", "mailbox_fault"),
        (Phase.RCPT, 0, "5.6.7", "no_way_by_email"),
        (Phase.RCPT, 553, "5.6.7", "no_way_by_email"),
        (Phase.CONNECT, 534, "5.7.9", "login_refused"),
        (Phase.RCPT, 530, "", "login_refused"),
        (Phase.BODY, 535, "", "login_refused"),
        (Phase.CONNECT, 0, "5.7.4", "mailbox_fault"),
        (Phase.CONNECT, 554, "", "mailbox_fault"),
        (Phase.BODY, 550, "", "mail_refused"),
        (Phase.BODY, 552, "5.3.4", "mail_refused"),
        (Phase.DATA, 554, "5.5.1", "mail_refused"),
        (Phase.BODY, 550, "5.7.26", "mailbox_fault"),
        (Phase.RCPT, 552, "5.2.2", "recipient_full"),
        (Phase.RCPT, 452, "4.2.2", "mail_server_busy"),
        (Phase.MAIL, 421, "4.7.0", "mail_server_busy"),
        (Phase.RCPT, 450, "4.2.1", "mail_server_busy"),
        (Phase.RCPT, 452, "4.5.3", "mail_server_busy"),
        (Phase.DATA, 451, "", "mail_server_busy"),
        (Phase.RCPT, 450, "", "mail_server_busy"),
        (Phase.BODY, 451, "4.3.0", "mail_server_busy"),
        (Phase.CONNECT, 421, "", "mail_server_busy"),
        (Phase.CONNECT, 0, "", "mail_server_away"),
        (Phase.DATA, 250, "", "mail_server_away"),
    ],
)
def test_a_rejection_names_whose_fault_it_is(
    phase: Phase, code: int, enhanced: str, fault: str
) -> None:
    """The address only where the server said so of this recipient."""
    assert fault_of(Rejected(code, enhanced, "", phase)) == fault


def test_a_bad_address_is_a_bounce() -> None:
    """One event of one source, however often it is recorded."""
    outcome = outcome_of(Rejected(550, "5.1.1", "", Phase.RCPT), TOUCH, ROBIN.address, NOW)

    assert outcome == (ClaimState.NOT_SENT, Bounced(at=NOW, source_id="smtp/e-1.intro"))


def test_an_address_that_this_server_cannot_write_to_is_left_out() -> None:
    """Nobody is suppressed for it, and the cadence goes on by its other channels."""
    outcome = outcome_of(Rejected(0, "5.6.7", "", Phase.RCPT), TOUCH, ROBIN.address, NOW)

    skipped = TouchSkipped(at=NOW, step="intro", reason="no_way_by_email")
    assert outcome == (ClaimState.NOT_SENT, skipped)


# Asking again


@pytest.mark.parametrize(
    "rejected",
    [
        Rejected(0, "", "", Phase.CONNECT),
        Rejected(421, "", "", Phase.CONNECT),
        Rejected(451, "", "", Phase.RCPT),
        Rejected(452, "4.5.3", "", Phase.BODY),
        Rejected(451, "4.7.1", "", Phase.RCPT),
        Rejected(535, "5.7.8", "", Phase.CONNECT),
        Rejected(552, "5.2.2", "", Phase.RCPT),
        Rejected(554, "", "", Phase.BODY),
    ],
)
def test_anything_else_is_asked_again_half_an_hour_later_at_the_earliest(
    rejected: Rejected,
) -> None:
    """The hold is of the touch's generation, names its reason, and has a next look."""
    state, held = outcome_of(rejected, TOUCH, ROBIN.address, NOW)

    assert state is ClaimState.NOT_SENT
    assert isinstance(held, TouchHeld)
    assert (held.step, held.generation, held.reason) == ("intro", 3, fault_of(rejected))
    assert held.until is not None
    assert held.until >= NOW + timedelta(minutes=30)


def _asked_again(touch: StartTouch) -> timedelta:
    _, held = outcome_of(Rejected(451, "", "", Phase.RCPT), touch, ROBIN.address, NOW)
    assert isinstance(held, TouchHeld)
    assert held.until is not None
    return held.until - NOW


def test_a_thousand_held_touches_do_not_come_back_in_a_heap() -> None:
    """A server that was away is asked by a few people a minute, always the same ones."""
    people = [replace(TOUCH, enrollment_id=f"e-{n}", generation=1) for n in range(1000)]

    waits = [_asked_again(touch) for touch in people]

    assert waits == [_asked_again(touch) for touch in people]
    a_minute = Counter(wait // timedelta(minutes=1) for wait in waits)
    assert (min(a_minute), max(a_minute)) == (30, 53)
    assert max(a_minute.values()) < 3 * 1000 / len(a_minute)


@given(generation=st.integers(1, 10**9), enrollment=st.text())
def test_a_server_is_asked_less_often_but_within_hours(generation: int, enrollment: str) -> None:
    """However long it has been away: at least half an hour, at most four."""
    touch = replace(TOUCH, enrollment_id=enrollment, generation=generation)

    wait = _asked_again(touch)

    assert timedelta(minutes=30) * min(4, 2 ** min(generation - 1, 2)) <= wait
    assert wait < timedelta(hours=4)


# What the mailbox has to do


@pytest.mark.parametrize(
    ("phase", "code", "enhanced", "verdict"),
    [
        (Phase.CONNECT, 421, "4.7.0", BackOff),
        (Phase.CONNECT, 454, "4.7.0", BackOff),
        (Phase.MAIL, 450, "4.7.1", BackOff),
        (Phase.RCPT, 451, "4.7.1", BackOff),
        (Phase.BODY, 421, "4.7.28", BackOff),
        (Phase.CONNECT, 535, "5.7.8", Pause),
        (Phase.CONNECT, 535, "", Pause),
        (Phase.CONNECT, 0, "5.7.4", Pause),
        (Phase.CONNECT, 554, "", Pause),
        (Phase.MAIL, 553, "5.1.8", Pause),
        (Phase.MAIL, 0, "5.1.7", Pause),
        (Phase.MAIL, 530, "5.7.0", Pause),
        (Phase.RCPT, 550, "5.7.1", Pause),
        (Phase.BODY, 550, "5.7.26", Pause),
        (Phase.CONNECT, 0, "", None),
        (Phase.CONNECT, 421, "", None),
        (Phase.MAIL, 421, "4.3.2", None),
        (Phase.RCPT, 450, "4.2.1", None),
        (Phase.RCPT, 550, "5.1.1", None),
        (Phase.RCPT, 550, "", None),
        (Phase.RCPT, 552, "5.2.2", None),
        (Phase.RCPT, 554, "", None),
        (Phase.BODY, 554, "", None),
        (Phase.DATA, 250, "", None),
    ],
)
def test_what_the_mailbox_has_to_do(
    phase: Phase, code: int, enhanced: str, verdict: type[BackOff | Pause] | None
) -> None:
    """4.7.x backs it off; a lost login, a policy or a bad sender pauses it; nothing else does."""
    found = mailbox_fault_of(Rejected(code, enhanced, "what it said", phase))

    assert found == (verdict("what it said") if verdict else None)


@pytest.mark.parametrize(
    "delivery",
    [Accepted("250 4.7.1 odd"), Unanswered("lost"), Withdrawn(Refusal.STOP_PENDING)],
)
def test_what_is_no_rejection_is_no_fault_of_the_mailbox(delivery: Delivery) -> None:
    """One doubt holds one touch, never a mailbox."""
    assert mailbox_fault_of(delivery) is None
