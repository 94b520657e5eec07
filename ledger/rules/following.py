"""Who goes on after an end, and where: pure, and the same for both ledgers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.facts import EnrollmentEnded, Fact
from domain.people.prospects import Prospect
from ledger.rules.admission import Earlier, Entry, Intake, entry_of, is_active, is_refused


def end_of(stored: Iterable[Fact]) -> EnrollmentEnded | None:
    """The end among these facts, where it leads on; an enrollment has one."""
    ends = (fact for fact in stored if isinstance(fact, EnrollmentEnded))
    return next((end for end in ends if end.then), None)


def referred(named: Prospect | None, by: Prospect) -> Prospect | None:
    """The person whom a prospect named, with the account that they share.

    None where nobody is named who could be reached.
    """
    if named is None or not (named.email or named.linkedin_url or named.phone):
        return None
    return replace(named, account=named.account or by.account)


def next_entry(
    person: Prospect, intake: Intake, end: EnrollmentEnded, earlier: Iterable[Earlier]
) -> Entry | None:
    """Where the person goes in after the end; None where they may not or are already.

    Rules on who comes again, how soon and how many do not count: the cadence has decided this.
    """
    entry = replace(entry_of(person, intake), not_before=end.not_before)
    may_not = is_active(earlier, entry.group) or is_refused(person, intake, entry)
    return None if may_not else entry
