"""Chance that can be repeated: the same seed gives the same numbers, and the same faults."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tests.smtp_server import DIES, USUAL, Answer

T = TypeVar("T")


@dataclass
class Chance:
    """A row of numbers in [0, 1)."""

    seed: str
    drawn: int = 0

    def share(self) -> float:
        self.drawn += 1
        digest = hashlib.blake2b(f"{self.seed}/{self.drawn}".encode(), digest_size=6).digest()
        return int.from_bytes(digest, "big") / 2**48

    def one_of(self, some: Sequence[T]) -> T:
        return some[int(self.share() * len(some))]


def faults_of(phase: str, late: float) -> Mapping[str, Answer]:
    """What can go wrong at a phase, by name; `late` is longer than anybody waits.

    Without what would pause the mailbox until a person has looked: nobody looks here.
    """
    usual = USUAL[phase].says
    if phase == "in_body":
        cut = {"dies": DIES, "451": Answer("451 4.3.0 later", drops=True)}
        return {**cut, "late": Answer(None, after=late)}
    faults = {
        "dies": DIES,
        "then dies": Answer(usual, drops=True),
        "late": Answer(usual, after=late),
        "garbage": Answer("welcome to the machine", drops=True),
        "binary": Answer("\x00\xff\xfe\x80\r\n"),
        "endless": Answer("2" * 100_000, ends=""),
        "421": Answer("421 4.3.2 closing", drops=True),
        "451": Answer("451 later"),
    }
    match phase:
        case "rcpt":
            about = {"450": Answer("450 4.2.1 later"), "552": Answer("552 5.2.2 full")}
            return {**faults, **about, "550": Answer("550 5.1.1 nobody here")}
        case "body":
            unclear = {name: faults[name] for name in ("dies", "garbage", "binary", "endless")}
            kept = {
                f"kept, {name}": Answer(one.says, one.drops, keeps=True, ends=one.ends)
                for name, one in unclear.items()
            }
            return {**faults, **kept, "lost late": Answer(usual, after=late, keeps=False)}
        case _:
            return faults


@dataclass
class RandomFaults:
    """A `tests.smtp_server.Plot` that goes wrong at this share of all phases."""

    chance: Chance
    rate: float
    late: float
    dealt: Counter[str] = field(default_factory=Counter)

    def __call__(self, phase: str, mails: int) -> Answer:
        if phase == "quit" or self.chance.share() >= self.rate:
            return USUAL[phase]
        faults = faults_of(phase, self.late)
        kind = self.chance.one_of(sorted(faults))
        self.dealt[f"{phase}, {kind}"] += 1
        return faults[kind]
