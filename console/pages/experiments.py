"""What is tried out: what it says so far, who stands behind it, and keeping what is better."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from console.asked import given
from console.door.guarding import Form, Manager, UnfitForm
from console.room import Room, TheRoom
from console.views.handed import as_drawing, as_sheet, ink_of
from console.views.ranges import ranges
from console.views.rendering import page
from console.views.reporting import report_page
from console.views.trials import Asking, arm_lines, drawn_of, pair_lines, path_of
from domain.cadence import Cadence
from domain.cadence.promoting import CannotPromote, kept
from domain.linting import lint
from domain.statistics.experiment_answers import Answer, document_of, p_of, sheet_of
from domain.statistics.keeping import Wish, arm_of, promotion_of
from ledger.counts.trying import all_runs, answer, run_of

router = APIRouter(prefix="/analytics/experiments")
Asked = Annotated[Asking, Query()]


@router.get("")
async def experiments(request: Request, room: TheRoom) -> HTMLResponse:
    """Every experiment of the published cadences, also those that are over."""
    promotions = {(one.cadence, one.experiment): one for one in await room.ledger.promotions()}
    runs = await all_runs(room.ledger)
    return report_page(request, "experiments.html", runs=runs, promotions=promotions)


@router.get("/{name}/{experiment}.csv")
async def as_csv(room: TheRoom, name: str, experiment: str, asked: Asked) -> Response:
    """The arms for a spreadsheet."""
    found = await _answer(room, name, experiment, asked)
    return as_sheet(found.run.experiment.id, sheet_of(found))


@router.get("/{name}/{experiment}.json")
async def as_json(room: TheRoom, name: str, experiment: str, asked: Asked) -> Response:
    """All of it for a program."""
    return JSONResponse(document_of(await _answer(room, name, experiment, asked)))


@router.get("/{name}/{experiment}.svg")
async def as_picture(room: TheRoom, name: str, experiment: str, asked: Asked) -> Response:
    """Where the rates of the arms lie."""
    drawn = drawn_of(await _answer(room, name, experiment, asked))
    return as_drawing(ranges(drawn, ink_of(asked.ink), lambda rate: f"{100 * rate:.3g} %"))


@router.get("/{name}/{experiment}/people")
async def behind(
    request: Request, room: TheRoom, name: str, experiment: str, asked: Asked
) -> HTMLResponse:
    """Whom an arm has reached, or of whom the outcome came."""
    run = await run_of(room.ledger, name, experiment)
    wanted = run.exposures(asked.question(experiment), room.now())
    found = await room.ledger.behind_arm(wanted, asked.arm, asked.place or None, came=asked.came)
    return page(request, "experiment_people.html", run=run, found=found, asked=asked)


@router.get("/{name}/{experiment}/keep")
async def preview(
    request: Request, room: TheRoom, _: Manager, name: str, experiment: str, asked: Asked
) -> HTMLResponse:
    """What keeping an arm would come to. Raises `CannotPromote`."""
    found = await _answer(room, name, experiment, asked)
    arm = asked.arm or found.comparison.winner or ""
    published = await room.ledger.cadence(found.run.cadence)
    after = await _after(published, experiment, arm)
    return page(
        request,
        "experiment_keep.html",
        answer=found,
        arm=found.run.experiment.variant(arm),
        asked=asked,
        published=published,
        after=after,
        path=path_of(found.run.cadence, experiment),
    )


@router.post("/{name}/{experiment}/keep")
async def keep(
    room: TheRoom, user: Manager, form: Form, name: str, experiment: str
) -> RedirectResponse:
    """Publish the cadence with the arm in it, and write down who and why.

    Raises `NothingToKeep` where it has not won and no reason is given, and `CannotPromote`.
    """
    asked = _asked(form)
    found = await _answer(room, name, experiment, asked)
    published = await room.ledger.cadence(found.run.cadence)
    if published.version != form.get("version"):
        raise CannotPromote(f"{published.name} was published anew meanwhile; look at it again")
    wish = Wish(asked.arm or None, user.email, given(form.get("because", "")))
    arm = arm_of(found, wish)
    after = await _after(published, experiment, arm)
    promotion = promotion_of(found, arm, after.version, wish, room.now())
    await room.ledger.promote(after, {}, promotion)
    path = path_of(published.name, experiment)
    return RedirectResponse(f"{path}?{asked.address(said='kept')}", HTTPStatus.SEE_OTHER)


@router.get("/{name}/{experiment}")
async def one(
    request: Request, room: TheRoom, name: str, experiment: str, asked: Asked
) -> HTMLResponse:
    """The arms beside each other, and whether anything is decided; look as often as you like."""
    found = await _answer(room, name, experiment, asked)
    promotions = await room.ledger.promotions(found.run.cadence)
    return report_page(
        request,
        "experiment.html",
        answer=found,
        run=found.run,
        asked=asked,
        arms=arm_lines(found, asked),
        pairs=pair_lines(found),
        split_p=p_of(found.comparison.split_p),
        is_drawn=bool(drawn_of(found)),
        promotion=next((one for one in promotions if one.experiment == experiment), None),
        root=path_of(found.run.cadence, experiment),
    )


async def _answer(room: Room, name: str, experiment: str, asked: Asking) -> Answer:
    run = await run_of(room.ledger, name, experiment)
    return await answer(room.ledger, run, asked.question(experiment), room.now())


async def _after(published: Cadence, experiment: str, arm: str) -> Cadence:
    """The cadence with the arm in it. Raises `CannotPromote`, as where the rules find an error."""
    after = kept(published, experiment, arm)
    report = await asyncio.to_thread(lint, after)
    for finding in report.errors:
        raise CannotPromote(f"{arm} cannot be published: {finding.words}")
    return after


def _asked(form: Form) -> Asking:
    try:
        return Asking.model_validate(
            {name: form.get(name, "") for name in ("outcome", "within", "arm")}
        )
    except ValueError as error:
        raise UnfitForm from error
