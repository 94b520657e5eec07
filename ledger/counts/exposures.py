"""Whom the arms of an experiment have reached, in their order, and who stands behind a count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, select

from domain.statistics.exposures import ExposuresWanted, Reached
from ledger.pages.behind import page_behind
from ledger.pages.keyset import Page
from ledger.records import Counted
from ledger.schema import exposures

TOGETHER = 1_000


def reached(connection: Connection, wanted: ExposuresWanted) -> Reached:
    """`Trials.reached`."""
    of_age = exposures.c.reached_at <= wanted.of_age
    in_order = (
        select(exposures.c.arm, _is_hit(wanted))
        .where(*_wanted(wanted), of_age)
        .order_by(exposures.c.reached_at, exposures.c.enrollment_id)
    )
    arms, is_hit = [], []
    # Some at a time: so many rows at once are many objects for the garbage collector.
    for arm, hit in connection.execute(in_order).yield_per(TOGETHER):
        arms.append(arm)
        is_hit.append(bool(hit))
    young, lately = connection.execute(
        select(
            func.count().filter(~of_age),
            func.count().filter(exposures.c.reached_at > wanted.lately),
        ).where(*_wanted(wanted), exposures.c.reached_at > min(wanted.of_age, wanted.lately))
    ).one()
    return Reached(arms, is_hit, young, lately)


def behind(
    connection: Connection, wanted: ExposuresWanted, arm: str, place: str | None, *, came: bool
) -> Page[Counted]:
    """`Trials.behind_arm`."""
    conditions = [exposures.c.arm == arm, exposures.c.reached_at <= wanted.of_age]
    if came:
        conditions.append(_is_hit(wanted))
    return page_behind(connection, exposures, [*_wanted(wanted), *conditions], place)


def _is_hit(wanted: ExposuresWanted) -> ColumnElement[Any]:
    took = exposures.c[f"to_{wanted.question.outcome}"]
    return and_(took.is_not(None), took <= wanted.seconds)


def _wanted(wanted: ExposuresWanted) -> Iterator[ColumnElement[bool]]:
    yield exposures.c.experiment == wanted.question.experiment
    yield exposures.c.cadence.in_(wanted.cadences)
    yield exposures.c.enrolled_at >= wanted.since
    if wanted.until:
        yield exposures.c.enrolled_at < wanted.until
