"""Publishes cadences with what they lead to: targets come before those that lead there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.cadence import Cadence
from domain.errors import UnknownCadence
from ledger.sql import SqlLedger
from starter.library import read_cadence, shipped_cadences

NO_FILES: Mapping[str, bytes] = {}


async def published_or_shipped(ledger: SqlLedger, name: str) -> Cadence:
    """Raises `UnknownCadence` where the name is neither published nor shipped."""
    try:
        return await ledger.cadence(name)
    except UnknownCadence:
        if name in shipped_cadences():
            return read_cadence(name)
        published = sorted({row.name for row in await ledger.cadences()})
        known = ", ".join([*published, *shipped_cadences()]) or "none"
        raise UnknownCadence(
            f"there is no cadence {name!r}; known: {known}; publish yours with "
            "`drumbeat cadence publish FILE`"
        ) from None


async def publish_all(
    ledger: SqlLedger,
    cadences: Sequence[Cadence],
    now: datetime,
    contents: Mapping[str, bytes] = NO_FILES,
) -> dict[str, str]:
    """Publish these and the shipped ones that they lead to; the versions by name, in their order.

    `contents` are what their mails carry, by digest; shipped cadences carry nothing.

    Raises `InvalidCadence` where one leads nowhere or in a circle; those before it are published.
    """
    versions: dict[str, str] = {}
    for cadence in await _targets_first(ledger, cadences):
        versions[cadence.name] = await ledger.publish(cadence, now, contents)
    return versions


async def _targets_first(ledger: SqlLedger, cadences: Sequence[Cadence]) -> list[Cadence]:
    given = {cadence.name: cadence for cadence in cadences}
    ordered: dict[str, Cadence] = {}

    async def take(cadence: Cadence, path: tuple[str, ...]) -> None:
        for name in sorted(cadence.refers_to - set(path)):
            if target := given.get(name) or await _shipped_only(ledger, name):
                await take(target, (*path, name))
        ordered.setdefault(cadence.name, cadence)

    for cadence in cadences:
        await take(cadence, (cadence.name,))
    return list(ordered.values())


async def _shipped_only(ledger: SqlLedger, name: str) -> Cadence | None:
    """The shipped cadence of a name under which nothing is published."""
    try:
        await ledger.cadence(name)
    except UnknownCadence:
        return read_cadence(name) if name in shipped_cadences() else None
    return None
