"""A mailbox's days, and how its cap grows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mailboxes import Limits, Mailbox, Ramp, domain_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def a_mailbox(timezone: str = "UTC", **limits: object) -> Mailbox:
    return Mailbox("robin@b.example", "Robin", timezone=timezone, limits=Limits(**limits))  # type: ignore[arg-type]  # -- whatever limits there are


@pytest.mark.parametrize(
    ("timezone", "at", "hours"),
    [
        ("UTC", datetime(2026, 3, 2, 12, tzinfo=UTC), 24),
        ("Europe/Berlin", datetime(2026, 3, 29, 12, tzinfo=UTC), 23),
        ("Europe/Berlin", datetime(2026, 10, 25, 12, tzinfo=UTC), 25),
        ("Pacific/Auckland", datetime(2026, 3, 2, 12, tzinfo=UTC), 24),
    ],
)
def test_a_day_is_the_day_of_its_zone(timezone: str, at: datetime, hours: int) -> None:
    """From midnight to midnight there, also where a clock is put forward or back."""
    mailbox = a_mailbox(timezone)

    begins, ends = mailbox.midnight_before(at), mailbox.midnight_after(at)

    assert begins <= at < ends
    assert ends - begins == timedelta(hours=hours)
    assert mailbox.day_of(begins) == mailbox.day_of(at) == mailbox.day_of(ends - timedelta(0, 1))


def test_a_warm_up_grows_evenly() -> None:
    """From its first day on; after the last the cap stands."""
    mailbox = a_mailbox(day=40, ramp=Ramp(first=10, days=3))

    caps = [mailbox.cap_on(NOON, NOON + n * DAY) for n in range(5)]

    assert caps == [10, 20, 30, 40, 40]
    assert mailbox.cap_on(None, NOON) == 10
    assert [mailbox.ramp_day(NOON, NOON + n * DAY) for n in range(4)] == [1, 2, 3, None]


@given(
    first=st.integers(1, 50), more=st.integers(0, 200), days=st.integers(1, 60), on=st.integers(0)
)
def test_a_warm_up_never_shrinks_and_never_passes_the_cap(
    first: int, more: int, days: int, on: int
) -> None:
    """Whatever it begins with and however long it takes."""
    mailbox = a_mailbox(day=first + more, ramp=Ramp(first, days))
    at = NOON + min(on, 400) * DAY

    today, tomorrow = mailbox.cap_on(NOON, at), mailbox.cap_on(NOON, at + DAY)

    assert today is not None
    assert tomorrow is not None
    assert first <= today <= tomorrow <= first + more


def test_a_mailbox_without_cap_has_none() -> None:
    """Other limits make no cap."""
    assert a_mailbox(hour=5).cap_on(NOON, NOON) is None
    assert a_mailbox(hour=5).is_limited
    assert not a_mailbox().is_limited


def test_a_domain_is_what_stands_behind_the_last_at() -> None:
    """As it is compared: without case or blanks."""
    assert domain_of(' "a@b"@EXAMPLE.com ') == "example.com"
