"""Requests under keys of their senders, in memory."""

from __future__ import annotations

from domain.people.prospects import Prospect
from ledger.enrollments.requests import USED, answered
from ledger.memory.enrolling import enroll
from ledger.memory.state import Memory
from ledger.records import Answered, KeyReused, RequestKey
from ledger.rules.admission import Intake


def enroll_once(memory: Memory, key: RequestKey, prospect: Prospect, intake: Intake) -> Answered:
    """`requests.enroll_once`."""
    if first := _first(memory, key):
        return first
    answer = answered(*enroll(memory, [prospect], intake))
    memory.requests[(key.sender, key.key)] = (key.digest, answer)
    return answer


def use_once(memory: Memory, key: RequestKey) -> None:
    """`requests.use_once`."""
    if not _first(memory, key):
        memory.requests[(key.sender, key.key)] = (key.digest, Answered(USED))


def _first(memory: Memory, key: RequestKey) -> Answered | None:
    digest, answer = memory.requests.get((key.sender, key.key), (key.digest, None))
    if digest != key.digest:
        raise KeyReused
    return answer
