"""`drumbeat experiment`: what is tried out, what it says so far, and what is kept of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from domain.analytics.exposures import Outcome
from domain.cadence.promotions import Promotion
from domain.statistics.experiment_runs import ExperimentRun
from starter.output import AsJson, moment, print_json, print_line, print_table
from starter.session import opened_ledger

# Commands import `starter.experiments` where they need it: scipy takes half a second to load.
app = typer.Typer(
    help="Experiments: sample sizes before, figures meanwhile, the winner after.",
    no_args_is_help=True,
)

Cadence = Annotated[str, typer.Argument(help="Name of a published cadence.")]
Name = Annotated[str, typer.Argument(metavar="EXPERIMENT", help="Id of an experiment in it.")]
Hoped = Annotated[Outcome, typer.Option(help="What counts; a meeting counts as a reply, too.")]
Within = Annotated[str, typer.Option(metavar="SPAN", help="How soon after the first touch.")]

Promotions = Mapping[tuple[str, str], Promotion]


@app.command("list", epilog="Example: drumbeat experiment list")
def list_experiments(as_json: AsJson = False) -> None:
    """Every experiment of the published cadences, also those that are over."""
    runs, promotions = asyncio.run(_listed())
    if as_json:
        print_json([_document(run, promotions) for run in runs])
        return
    rows = [
        (
            run.cadence,
            run.experiment.id,
            ", ".join(f"{arm} ×{weight:g}" for arm, weight in run.weights.items()),
            moment(run.since),
            _state(run, promotions),
        )
        for run in runs
    ]
    columns = ("cadence", "experiment", "arms", "since", "state")
    print_table(columns, rows, "no published cadence has an experiment")


@app.command(epilog="Example: drumbeat experiment show outbound-multi-channel first-subject")
def show(
    cadence: Cadence,
    experiment: Name,
    outcome: Hoped = Outcome.POSITIVE,
    within: Within = "14d",
    as_json: AsJson = False,
) -> None:
    """The arms beside each other, and whether anything is decided; look as often as you like."""
    from domain.statistics.experiment_answers import document_of  # noqa: PLC0415 -- see above
    from starter.experiments import asking, views  # noqa: PLC0415 -- see above

    question = asking.question_of(experiment, outcome, within)
    found = asyncio.run(asking.asked(load_settings(), cadence, question))
    if as_json:
        print_json(document_of(found))
    else:
        views.print_answer(found)


@app.command(epilog="Example: drumbeat experiment plan --rate 4% --better 6% --weekly 300")
def plan(
    rate: Annotated[str, typer.Option(metavar="PERCENT", help="The control's rate: 4%.")],
    better: Annotated[str, typer.Option(metavar="PERCENT", help="What would be worth finding.")],
    arms: Annotated[int, typer.Option(min=2, max=10, help="How many, of equal weight.")] = 2,
    power: Annotated[str, typer.Option(metavar="PERCENT", help="The chance to find it.")] = "80%",
    weekly: Annotated[
        int | None, typer.Option(min=1, help="How many people are reached a week.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """How many people an experiment takes, before it is begun."""
    from starter.experiments import planning  # noqa: PLC0415 -- see above

    planned = planning.planned(planning.Wanted(rate, better, arms, power), weekly)
    if as_json:
        print_json(planned)
    else:
        planning.print_planned(planned)


@app.command(epilog="Example: drumbeat experiment promote my.yaml opener --by ana")
def promote(  # noqa: PLR0913, PLR0917 -- each is an option of the command line
    file: Annotated[Path, typer.Argument(help="The cadence file as it was published.")],
    experiment: Name,
    by: Annotated[str, typer.Option(help="Who does it; kept in the history.")],
    arm: Annotated[
        str | None, typer.Option(help="Another arm than the winner; says --because.")
    ] = None,
    because: Annotated[str | None, typer.Option(help="Why; kept beside the figures.")] = None,
    outcome: Hoped = Outcome.POSITIVE,
    within: Within = "14d",
    as_json: AsJson = False,
) -> None:
    """Put the winner into the cadence file, publish that, and write down who and why.

    Remarks and layout of the file stay. Who is enrolled already keeps the arm they have.
    """
    from domain.statistics.keeping import Wish  # noqa: PLC0415 -- see above
    from starter.experiments import asking, promoting  # noqa: PLC0415 -- see above

    promoting.refuse_unfit(by, because)
    question = asking.question_of(experiment, outcome, within)
    wish = Wish(arm, by, because)
    promotion = asyncio.run(promoting.promote(load_settings(), file, question, wish))
    if as_json:
        print_json(promotion)
        return
    print_line(
        f"{promotion.arm} is kept: {file} is published as version {promotion.version} of "
        f"{promotion.cadence}"
    )


async def _listed() -> tuple[tuple[ExperimentRun, ...], Promotions]:
    """The latest runs, and what was promoted of them, by cadence and experiment."""
    from ledger.counts.trying import all_runs  # noqa: PLC0415 -- see above

    async with opened_ledger(load_settings()) as ledger:
        promoted = {(one.cadence, one.experiment): one for one in await ledger.promotions()}
        return await all_runs(ledger), promoted


def _state(run: ExperimentRun, promotions: Promotions) -> str:
    promotion = promotions.get((run.cadence, run.experiment.id))
    if run.until is None or promotion is None:
        return "is running" if run.until is None else f"ended {moment(run.until)}"
    return f"{promotion.arm} was kept by {promotion.by}, {moment(promotion.at)}"


def _document(run: ExperimentRun, promotions: Promotions) -> dict[str, object]:
    return {
        "cadence": run.cadence,
        "version": run.version,
        "experiment": run.experiment.id,
        "description": run.experiment.description,
        "weights": run.weights,
        "since": run.since,
        "until": run.until,
        "promotion": promotions.get((run.cadence, run.experiment.id)),
    }
