"""Publishes cadences with what they lead to: targets come before those that lead there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import chain

from domain.cadence import Cadence, CadenceFile
from domain.cadence.leading import Newest, faults_between, targets_of, unknown_from
from domain.errors import InvalidCadence, UnknownCadence
from ledger.sql import SqlLedger
from starter.files.judging import refuse_errors
from starter.files.library import read_cadence, read_cadence_file, shipped_cadences


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

    Before any is published: raises `BadInput` where the rules find an error in one, and
    `InvalidCadence` where one leads nowhere, in a circle, or to experiments of the same id.
    """
    published = {row.name: await ledger.cadence(row.name) for row in await ledger.cadences()}
    ordered = _targets_first(files, published)
    refuse_errors(ordered)
    newest = {**published, **{file.cadence.name: file.cadence for file in ordered}}
    for file in ordered:
        _refuse_misleading(file, newest)
    return {
        file.cadence.name: await ledger.publish(file.cadence, now, file.contents)
        for file in ordered
    }


def _refuse_misleading(file: CadenceFile, newest: Newest) -> None:
    faults = (faults_between(file.cadence, newest), unknown_from(file.cadence, newest))
    for fault in chain(*faults):
        raise InvalidCadence(file.said(fault))


def _targets_first(files: Sequence[CadenceFile], published: Newest) -> list[CadenceFile]:
    """The files, and the shipped ones of names under which nothing is published, in order."""
    given = {file.cadence.name: file for file in files}
    ordered: dict[str, CadenceFile] = {}

    def take(file: CadenceFile, path: tuple[str, ...]) -> None:
        for name in targets_of(file.cadence):
            if name not in path and (target := given.get(name) or _shipped(name, published)):
                take(target, (*path, name))
        ordered.setdefault(file.cadence.name, file)

    for file in files:
        take(file, (file.cadence.name,))
    return list(ordered.values())


def _shipped(name: str, published: Newest) -> CadenceFile | None:
    """The shipped cadence of a name under which nothing is published."""
    if name in published or name not in shipped_cadences():
        return None
    return read_cadence_file(name)
