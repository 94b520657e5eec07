"""The ledger as the activities see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from domain.facts import Fact
from domain.people.enrollee import Enrollee
from domain.ports.sending import Mailboxes
from domain.ports.starting import Tasks, TouchClaims


class Directory(Protocol):
    """Finds prospects and cadences; templates and personal data live behind it."""

    async def enrollee(self, enrollment_id: str) -> Enrollee:
        """Who is enrolled in what."""

    async def file(self, digest: str) -> bytes:
        """What stands in the file of this SHA-256, which a published cadence carries.

        Raises `UnknownFile`.
        """


class FactLog(Protocol):
    """The append-only ledger of facts."""

    async def append(self, enrollment_id: str, facts: Sequence[Fact]) -> tuple[Fact, ...]:
        """Write the facts in one transaction, with every projection that follows from them.

        A key that the enrollment already has is not written again: what stands there comes back
        in its place. An inbound fact clears the stop that its source event had set. A fact that
        comes after the end of the enrollment is stored and changes nothing.
        """

    async def standing(self, enrollment_id: str, *keys: str) -> Fact | None:
        """The fact under the first of these keys that the enrollment has."""


class Ledger(Directory, FactLog, TouchClaims, Mailboxes, Tasks, Protocol):
    """The ledger as the activities see it."""
