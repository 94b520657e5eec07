"""The clock maps host time to Drumbeat time and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.clock import Clock

moments = st.datetimes(
    min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC)
)


@given(moments)
def test_the_plain_clock_changes_nothing(now: datetime) -> None:
    """At speed 1 with equal anchors both times are the same."""
    assert Clock().at(now) == now
    assert Clock().host_at(now) == now


@given(moments, moments, st.floats(0.01, 100_000), st.timedeltas(timedelta(0), timedelta(days=2)))
def test_a_wait_ends_when_its_instant_has_come(
    host: datetime, anchor: datetime, speed: float, ahead: timedelta
) -> None:
    """Waiting as long as the clock says brings the host to the instant, to the microsecond."""
    clock = Clock(host, anchor, speed)
    now = clock.at(host)
    until = now + ahead

    woken = clock.at(host + clock.host_wait(now, until))

    assert abs(woken - until) <= timedelta(microseconds=1) * (speed + 1)


def test_a_passed_instant_needs_no_wait() -> None:
    """What has passed is waited for no longer."""
    now = datetime(2026, 1, 1, tzinfo=UTC)

    assert Clock().host_wait(now, now - timedelta(hours=1)) == timedelta(0)


@pytest.mark.parametrize("speed", [0, -1])
def test_time_goes_forward(speed: float) -> None:
    """A clock that stands still or goes back is refused."""
    with pytest.raises(ValueError, match="above 0"):
        Clock(speed=speed)
