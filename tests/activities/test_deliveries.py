"""Whose fault a rejection is: nobody is suppressed for what our mailbox or a server did."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from activities.deliveries import fault_of, outcome_of
from activities.touching import StartTouch
from domain.facts import Bounced, TouchHeld
from domain.ports import ClaimState, Phase, Rejected

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
        (Phase.RCPT, 554, "", "mailbox_fault"),
        (Phase.RCPT, 530, "5.7.0", "mailbox_fault"),
        (Phase.MAIL, 550, "5.1.0", "mailbox_fault"),
        (Phase.MAIL, 550, "", "mailbox_fault"),
        (Phase.MAIL, 553, "5.1.7", "mailbox_fault"),
        (Phase.MAIL, 0, "5.1.7", "mailbox_fault"),
        (Phase.CONNECT, 535, "5.7.8", "login_refused"),
        (Phase.CONNECT, 535, "5.7.139", "login_refused"),
        (Phase.CONNECT, 0, "5.7.8", "login_refused"),
        (Phase.CONNECT, 0, "5.7.4", "mailbox_fault"),
        (Phase.CONNECT, 554, "", "mailbox_fault"),
        (Phase.BODY, 550, "", "mailbox_fault"),
        (Phase.BODY, 550, "5.7.26", "mailbox_fault"),
        (Phase.RCPT, 552, "5.2.2", "recipient_full"),
        (Phase.RCPT, 452, "4.2.2", "mail_server_busy"),
        (Phase.MAIL, 421, "4.7.0", "mail_server_busy"),
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
    outcome = outcome_of(Rejected(550, "5.1.1", "", Phase.RCPT), TOUCH, NOW)

    assert outcome == (ClaimState.NOT_SENT, Bounced(at=NOW, source_id="smtp/e-1.intro"))


def test_anything_else_is_asked_again_half_an_hour_later() -> None:
    """The hold is of the touch's generation and has a next look."""
    outcome = outcome_of(Rejected(451, "", "", Phase.RCPT), TOUCH, NOW)

    until = NOW + timedelta(minutes=30)
    held = TouchHeld(at=NOW, step="intro", generation=3, reason="mail_server_busy", until=until)
    assert outcome == (ClaimState.NOT_SENT, held)
