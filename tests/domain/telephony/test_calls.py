"""How a placed call stands: what rings, what is over, where a voicemail may be left."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.facts import CallBegun, CallReported, Fact, Leg, VoicemailDropped
from domain.telephony.calls import CallRefused, PlacedCall, calls_of, droppable, next_attempt

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BEGUN = CallBegun(at=NOW, step="ring", attempt=1, by="ana", request_id="1")
DROPPED = VoicemailDropped(at=NOW, step="ring", attempt=1, by="ana", request_id="2")


def reported(status: str, leg: Leg = "rep", attempt: int = 1, step: str = "ring") -> CallReported:
    return CallReported(at=NOW, step=step, attempt=attempt, leg=leg, status=status, sid=f"CA{leg}")


def one(*facts: Fact) -> PlacedCall:
    (call,) = calls_of((BEGUN, *facts), "ring")
    return call


def test_a_call_is_what_was_begun_and_reported() -> None:
    """Of its own step and attempt; what nobody has begun is no call."""
    others = (reported("busy", step="other"), reported("busy", attempt=2))

    call = one(*others, reported("placed"), reported("ringing", "prospect"), DROPPED)

    assert [each.status for each in call.reports] == ["placed", "ringing"]
    assert call.dropped_by == "ana"
    assert calls_of((BEGUN,), "other") == ()


@pytest.mark.parametrize(
    ("statuses", "minutes"),
    [
        ((), 2),
        (("placed",), 2),
        (("placed", "ringing"), 2),
        (("placed", "answered"), 60),
        (("placed", "answered", "completed"), 0),
        (("no-answer",), 0),
        (("refused",), 0),
        (("unreached",), 0),
    ],
    ids=str,
)
def test_how_long_a_call_may_be_under_way(statuses: tuple[str, ...], minutes: int) -> None:
    """Over when a leg is, else as long as it may ring or last, by the rep's leg."""
    call = one(*map(reported, statuses))

    ends = NOW + timedelta(minutes=minutes)
    assert not call.is_under_way(ends)
    assert minutes == 0 or call.is_under_way(ends - timedelta(seconds=1))


def test_one_call_at_a_time() -> None:
    """The next has the next number, once the one before is over."""
    with pytest.raises(CallRefused, match="ana is calling already, since 09:00Z"):
        next_attempt((one(),), NOW)

    assert next_attempt((one(reported("busy")),), NOW) == 2
    assert next_attempt((), NOW) == 1


@pytest.mark.parametrize(
    ("statuses", "sid"),
    [
        ((), None),
        (("ringing",), None),
        (("answered",), "CAprospect"),
        (("machine_end_beep", "answered"), "CAprospect"),
        (("answered", "completed"), None),
    ],
    ids=str,
)
def test_on_which_leg_a_voicemail_may_be_left(statuses: tuple[str, ...], sid: str | None) -> None:
    """That of the prospect, while it is answered and not over."""
    call = one(reported("answered"), *(reported(each, "prospect") for each in statuses))

    assert call.live_sid == sid


def test_a_voicemail_is_left_once() -> None:
    """Whoever left it is named; whether the provider did it may be in doubt."""
    answered = reported("answered", "prospect")
    call = one(answered, DROPPED)

    assert droppable((one(answered),)) == (1, "CAprospect")
    with pytest.raises(CallRefused, match="ana has left the voicemail already"):
        droppable((call,))
    assert call.is_drop_in_doubt
    assert not one(answered, DROPPED, reported("voicemail_left", "prospect")).is_drop_in_doubt
