"""Named timeouts and retry policies, in host time; no other file writes a number of seconds."""

from __future__ import annotations

from datetime import timedelta

from temporalio.common import RetryPolicy

# A ledger that is away must not grow histories: one try of at most 5 s, then a named hold.
LEDGER_TRY = timedelta(seconds=5)
LEDGER_ONCE = RetryPolicy(maximum_attempts=1)

# The hold while the ledger is away doubles from the first to the longest wait.
LEDGER_AWAY_FIRST = timedelta(seconds=5)
LEDGER_AWAY_LONGEST = timedelta(minutes=10)

# Longer than a mail's limits together: until its server waits for the body and until it answers
# (`activities.transports.smtp_connections`), until the ledger takes that (`activities.email`).
TOUCH_LIMIT = timedelta(minutes=15)
TOUCH_HEARTBEAT = timedelta(seconds=10)
# The claim makes another attempt safe: after a dead worker, or a ledger that was away.
TOUCH_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=500),
    maximum_interval=timedelta(seconds=30),
    maximum_attempts=10,
)

# What a busy engine needs between a timer and the start of its touch: lateness begins after it.
ENGINE_DELAY = timedelta(seconds=3)

# A timer rounds to the millisecond; without this it could fire just before the instant it is for.
TIMER_GRAIN = timedelta(milliseconds=1)
