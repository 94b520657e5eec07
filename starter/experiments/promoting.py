"""The winner of an experiment becomes the cadence: in its file, in the ledger, with the reason."""

from __future__ import annotations

import shutil
from pathlib import Path

from config.settings import Settings
from domain.by_hand import unfit_words
from domain.cadence import CadenceFile, read_cadence
from domain.cadence.promoting import promoted
from domain.cadence.promotions import Promotion
from domain.statistics.exposures import Question
from domain.statistics.keeping import Wish, arm_of, promotion_of, remark_of
from ledger.counts.trying import answer, run_of
from ledger.sql import SqlLedger
from starter.errors import BadInput
from starter.files.judging import refuse_errors
from starter.files.library import read_cadence_file
from starter.files.mail_files import with_files
from starter.session import host_clock, opened_ledger


def refuse_unfit(by: str, because: str | None) -> None:
    """Raises `BadInput` where it is not said who does it."""
    if unfit := unfit_words(by, because):
        raise BadInput(unfit)


async def promote(settings: Settings, path: Path, question: Question, wish: Wish) -> Promotion:
    """Publish the file with the arm in it and write down why, then write the file.

    Where somebody has kept an arm in the console already, the file alone is brought up to that.
    Raises `BadInput` where the file is not what is published, `NothingToKeep` where nothing has won
    and no reason is given; `CannotPromote` where a program cannot change the file.
    """
    text, file = _read(path)
    async with opened_ledger(settings) as ledger:
        if earlier := await _kept_without(ledger, file, question.experiment):
            remark = f"{earlier.at:%Y-%m-%d}: {earlier.by} kept {earlier.arm}"
            _written(path, promoted(text, file, earlier.experiment, earlier.arm, remark)).replace(
                path
            )
            return earlier
        await _refuse_unpublished(ledger, file)
        now = (await host_clock(ledger)).now()
        run = await run_of(ledger, file.cadence.name, question.experiment)
        found = await answer(ledger, run, question, now)
        arm = arm_of(found, wish)
        remark = remark_of(found, arm, wish, now)
        changed = promoted(text, file, question.experiment, arm, remark)
        after = with_files(read_cadence(changed, str(path)), path.parent)
        refuse_errors([after])
        promotion = promotion_of(found, arm, after.cadence.version, wish, now)
        fresh = _written(path, changed)
        await ledger.promote(after.cadence, after.contents, promotion)
        fresh.replace(path)
    return promotion


async def _kept_without(ledger: SqlLedger, file: CadenceFile, experiment: str) -> Promotion | None:
    """What made the published cadence of the one that the file still is."""
    published = (await ledger.cadence(file.cadence.name)).version
    pair = file.cadence.version, published
    return next(
        (
            one
            for one in await ledger.promotions(file.cadence.name)
            if one.experiment == experiment and (one.version_before, one.version) == pair
        ),
        None,
    )


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


def _written(path: Path, text: str) -> Path:
    """The text beside the file, with its rights, so that only a rename is left to do."""
    fresh = path.with_name(f".{path.name}.promoted")
    fresh.write_text(text, encoding="utf-8")
    shutil.copymode(path, fresh)
    return fresh
