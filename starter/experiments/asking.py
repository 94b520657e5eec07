"""What a running experiment says so far, on this machine."""

from __future__ import annotations

from config.settings import Settings
from domain.analytics.exposures import Outcome
from domain.cadence import span_of
from domain.statistics.experiment_answers import Answer
from domain.statistics.exposures import Question
from ledger.counts.trying import answer, run_of
from starter.errors import BadInput
from starter.session import host_clock, opened_ledger


def question_of(experiment: str, outcome: Outcome, within: str) -> Question:
    """Raises `BadInput` where `within` is no span."""
    try:
        return Question(experiment, outcome, span_of(within))
    except ValueError as error:
        raise BadInput(f"--within: {error}") from error


async def asked(settings: Settings, cadence: str, question: Question) -> Answer:
    """What the ledger of this machine knows now. Raises as `run_of` and `answer`."""
    async with opened_ledger(settings) as ledger:
        now = (await host_clock(ledger)).now()
        run = await run_of(ledger, cadence, question.experiment)
        return await answer(ledger, run, question, now)
