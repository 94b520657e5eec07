"""Every reason that the code can write has words of its own in the console."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from activities import deliveries, texts
from activities.touching import StartTouch
from console.views.words import REASONS
from domain.cadence.values import Channel
from domain.mailboxes import Delay
from domain.ports import Declined, Phase, Refusal, Rejected, Unreached
from tests.console.house import NOW

ROOT = Path(__file__).parents[2]
ROOMS = ("domain", "activities", "workflows", "ledger")
# What people do at their desk, which no letter or text has a part in.
AT_THE_DESK = {"task", "research"}
SMTP = (0, 421, 450, 451, 452, 530, 535, 550, 551, 552, 553, 554)
TOUCH = StartTouch("e-1", "hello", 1, "email", NOW)


def written() -> Iterator[str]:
    """What stands as the reason of a fact or of a hold anywhere in the code."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and (value := _reason_of(node)):
                    yield from _meant(value, module)


def _reason_of(call: ast.Call) -> ast.expr | None:
    if isinstance(call.func, ast.Name) and call.func.id == "Hold":
        return call.args[0]
    return next((each.value for each in call.keywords if each.arg == "reason"), None)


def _meant(value: ast.expr, module: str) -> Iterator[str]:
    match value:
        case ast.Constant(value=str(code)):
            yield code
        case ast.Name(id=name) if name.isupper():
            yield getattr(import_module(module), name)


def of_mail_servers() -> Iterator[str]:
    """Whatever a server may answer, in whatever phase."""
    enhanced = (
        "",
        *(
            f"{kind}.{about}.{detail}"
            for kind in (4, 5)
            for about in range(8)
            for detail in range(40)
        ),
    )
    for code, phase, told in product(SMTP, Phase, enhanced):
        yield deliveries.fault_of(Rejected(code, told, "no", phase))


def of_texts() -> Iterator[str]:
    """Whatever the provider may answer."""
    statuses = (
        Declined(status, code) for status in range(400, 500) for code in (None, 21211, 21610, 21614)
    )
    answers: tuple[Unreached | Declined, ...] = (Unreached("refused"), *statuses)
    for answer in answers:
        _, fact = texts.outcome_of(answer, TOUCH, NOW)
        yield getattr(fact, "reason", "")


@pytest.mark.parametrize(
    "reasons",
    [
        {*written()},
        {*Refusal},
        {*Delay},
        {*of_mail_servers()},
        {*of_texts()},
        {f"no_way_by_{channel}" for channel in {*get_args(Channel)} - AT_THE_DESK},
    ],
    ids=["written", "refused", "mailboxes", "mail servers", "texts", "no way"],
)
def test_every_reason_has_words(reasons: set[str]) -> None:
    """A person never reads a code; a new reason is listed where the others are."""
    assert reasons
    assert sorted(reasons - REASONS.keys()) == []
