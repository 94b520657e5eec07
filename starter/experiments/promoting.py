"""The winner of an experiment becomes the cadence: in its file, in the ledger, with the reason."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.settings import Settings
from domain.by_hand import unfit_words
from domain.cadence import CadenceFile, read_cadence
from domain.cadence.promoting import promoted
from domain.cadence.promotions import Promotion
from domain.statistics.exposures import Question
from domain.statistics.verdicts import rates
from ledger.sql import SqlLedger
from starter.errors import BadInput
from starter.experiments.asking import Answer, answer, run_of
from starter.files.judging import refuse_errors
from starter.files.library import read_cadence_file
from starter.files.mail_files import with_files
from starter.session import host_clock, opened_ledger


@dataclass(frozen=True)
class Wish:
    """The arm that is to be kept (the winner if None), who wants it and why."""

    arm: str | None
    by: str
    because: str | None


def refuse_unfit(by: str, because: str | None) -> None:
    """Raises `BadInput` where it is not said who does it."""
    if unfit := unfit_words(by, because):
        raise BadInput(unfit)


async def promote(settings: Settings, path: Path, question: Question, wish: Wish) -> Promotion:
    """Publish the file with the arm in it and write down why, then write the file.

    Raises `BadInput` where the file is not what is published, and where nothing has won and no
    reason is given; `CannotPromote` where a program cannot change the file.
    """
    text, file = _read(path)
    async with opened_ledger(settings) as ledger:
        await _refuse_unpublished(ledger, file)
        now = (await host_clock(ledger)).now()
        run = await run_of(ledger, file.cadence.name, question)
        found = await answer(ledger, run, question, now)
        kept = _arm(found, wish)
        why = f"{now:%Y-%m-%d}: {_why(found, kept, wish)}"
        changed = promoted(text, file, question.experiment, kept, why)
        after = with_files(read_cadence(changed, str(path)), path.parent)
        refuse_errors([after])
        promotion = _promotion(found, kept, after.cadence.version, wish, now)
        fresh = _written(path, changed)
        await ledger.promote(after.cadence, after.contents, promotion)
        fresh.replace(path)
    return promotion


def _read(path: Path) -> tuple[str, CadenceFile]:
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file; give the cadence file that was published")
    return path.read_text(encoding="utf-8"), read_cadence_file(str(path))


async def _refuse_unpublished(ledger: SqlLedger, file: CadenceFile) -> None:
    if await ledger.cadence(file.cadence.name) != file.cadence:
        raise BadInput(
            f"{file.name}: is not what is published as {file.cadence.name}; give the file that "
            "was, or publish this one first"
        )


def _arm(found: Answer, wish: Wish) -> str:
    winner, arm = found.comparison.winner, wish.arm
    if arm is None and winner is None:
        raise BadInput(f"{found.verdict}; to end it anyway give --arm and say why with --because")
    if arm not in (None, winner) and wish.because is None:
        raise BadInput(f"{arm} has not won, {found.verdict}; say with --because why it is kept")
    return arm or str(winner)


def _why(found: Answer, arm: str, wish: Wish) -> str:
    """For whoever reads the file."""
    question, figures = found.question, rates(found.comparison)
    because = f" because {wish.because}" if wish.because else ""
    return (
        f"of the experiment {question.experiment} {wish.by} kept {arm}{because}; "
        f"{question.outcome.value}: {figures}"
    )


def _promotion(found: Answer, arm: str, version: str, wish: Wish, at: datetime) -> Promotion:
    return Promotion(
        cadence=found.run.cadence,
        experiment=found.run.experiment.id,
        arm=arm,
        version_before=found.run.version,
        version=version,
        at=at,
        by=wish.by,
        because=wish.because,
        figures=json.dumps(_figures(found)),
    )


def _figures(found: Answer) -> dict[str, object]:
    comparison, question = found.comparison, found.question
    return {
        "outcome": question.outcome.value,
        "within_days": question.within.total_seconds() / 86_400,
        "arms": {arm.arm: [arm.count.tried, arm.count.hits] for arm in comparison.arms},
        "p": {f"{pair.one}, {pair.other}": pair.p for pair in comparison.pairs},
        "split_p": comparison.split_p,
        "verdict": found.verdict,
    }


def _written(path: Path, text: str) -> Path:
    """The text beside the file, with its rights, so that only a rename is left to do."""
    fresh = path.with_name(f".{path.name}.promoted")
    fresh.write_text(text, encoding="utf-8")
    shutil.copymode(path, fresh)
    return fresh
