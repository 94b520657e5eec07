"""Corrected replies of enrollments that they had ended, in memory."""

from __future__ import annotations

from domain.correcting import after_the_end
from domain.facts import Fact, ReplyCorrected
from ledger.enrollments.correcting import refuse_to_reopen, refuse_unless_closed
from ledger.memory import enrolling, succeeding
from ledger.memory.state import Kept, Memory
from ledger.rules.addresses import keys_of
from ledger.rules.following import end_of


def correct_reply(memory: Memory, kept: Kept, fact: ReplyCorrected) -> tuple[Fact, ...]:
    """`MemoryLedger.correct_reply`."""
    state = kept.projection.fold.state
    if state.has_taken(fact):
        return memory.append(kept, (fact,))
    refuse_unless_closed(state, fact)
    cadence = memory.cadences[kept.version]
    new = after_the_end(enrolling.ticket(kept, cadence).plan, state, fact)
    if end := end_of(new):
        stored = memory.append(kept, new)
        succeeding.follow(memory, kept, end)
        return stored
    if len(new) == 1:
        person = memory.prospects[kept.prospect_id]
        earlier = enrolling.earlier_of(memory, person.id)
        is_listed = memory.is_suppressed(keys_of(person))
        refuse_to_reopen(person, cadence, earlier, is_listed=is_listed)
    return memory.append(kept, new)
