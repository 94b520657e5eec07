"""How the mailboxes stand, as `drumbeat mailbox list` shows it: what was sent, what was read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from config.mailbox_file import MailboxEntry
from ledger.records import MailboxRow, ReadingRow
from ledger.sql import SqlLedger
from starter.output import moment
from starter.session import host_clock

COLUMNS = (
    *("mailbox", "owner", "today", "this hour", "warm-up", "waiting", "last mail", "paused"),
    "read",
)


@dataclass(frozen=True)
class Standing:
    """One mailbox; `reading` is None where it has no `imap` to be read by."""

    sending: MailboxRow
    reading: ReadingRow | None

    def document(self) -> Mapping[str, object]:
        """For `--json`."""
        reading = asdict(self.reading) if self.reading else None
        return {**asdict(self.sending), "reading": reading}

    def cells(self) -> tuple[str | None, ...]:
        """A line of the table."""
        row = self.sending
        until = f" until {moment(row.paused_until)}" if row.paused_until else ""
        return (
            row.address,
            row.owner,
            f"{row.sent_today} of {row.cap}" if row.cap else str(row.sent_today),
            str(row.sent_this_hour),
            f"day {row.ramp_day}" if row.ramp_day else None,
            str(row.waiting),
            moment(row.last_at),
            f"{row.paused}{until}" if row.paused else None,
            _said_of(self.reading) if self.reading else None,
        )


async def standings(ledger: SqlLedger, entries: Sequence[MailboxEntry]) -> tuple[Standing, ...]:
    """How these mailboxes stand now."""
    at = (await host_clock(ledger)).now()
    rows = await ledger.mailboxes([entry.mailbox for entry in entries], at)
    known = {row.mailbox: row for row in await ledger.readings()}
    return tuple(
        Standing(row, known.get(entry.bare, ReadingRow(entry.bare)) if entry.imap else None)
        for row, entry in zip(rows, entries, strict=True)
    )


def _said_of(reading: ReadingRow) -> str:
    last = moment(reading.read_at)
    read = f"{last}, up to {reading.last_uid}" if last else "not yet"
    return f"{read}; not now: {reading.hindrance}" if reading.hindrance else read
