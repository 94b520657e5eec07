"""Publishes cadences with what they lead to: targets come before those that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.cadence import Cadence, CadenceFile
from domain.errors import UnknownCadence
from ledger.sql import SqlLedger
from starter.judging import refuse_errors
from starter.library import read_cadence, read_cadence_file, shipped_cadences


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
    ledger: SqlLedger, files: Sequence[CadenceFile], now: datetime
) -> dict[str, str]:
    """Publish these and the shipped ones that they lead to; the versions by name, in their order.

    Raises `BadInput` where the rules find an error in one, before any is published, and
    `InvalidCadence` where one leads nowhere or in a circle; those before it are published.
    """
    ordered = await _targets_first(ledger, files)
    refuse_errors(ordered)
    versions: dict[str, str] = {}
    for file in ordered:
        versions[file.cadence.name] = await ledger.publish(file.cadence, now)
    return versions


async def _targets_first(ledger: SqlLedger, files: Sequence[CadenceFile]) -> list[CadenceFile]:
    given = {file.cadence.name: file for file in files}
    ordered: dict[str, CadenceFile] = {}

    async def take(file: CadenceFile, path: tuple[str, ...]) -> None:
        for name in sorted(file.cadence.refers_to - set(path)):
            if target := given.get(name) or await _shipped_only(ledger, name):
                await take(target, (*path, name))
        ordered.setdefault(file.cadence.name, file)

    for file in files:
        await take(file, (file.cadence.name,))
    return list(ordered.values())


async def _shipped_only(ledger: SqlLedger, name: str) -> CadenceFile | None:
    """The shipped cadence of a name under which nothing is published."""
    try:
        await ledger.cadence(name)
    except UnknownCadence:
        return read_cadence_file(name) if name in shipped_cadences() else None
    return None
