"""What a simulation is told to assume: answers as EMAIL@STEP, outages as FROM..TO."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cached_property

from domain.cadence import DISPOSITIONS, REPLY_CLASSES
from domain.people.prospects import Prospect
from domain.simulation import Injected, Kind, Outage, Script
from starter.errors import BadInput
from starter.instants import instant

EVERYBODY = "*"
# Beyond these, the rules of zones and holidays are guesses.
YEARS = range(1990, 2100)
OPTIONS: Mapping[Kind, str] = {
    "reply": "--reply",
    "meeting_booked": "--meeting",
    "click": "--click",
    "bounce": "--bounce",
    "opt_out": "--opt-out",
    "disposition": "--disposition",
}
# What may stand behind the step, and what stands there where nothing does.
_WORDS: Mapping[Kind, tuple[str, tuple[str, ...], str | None]] = {
    "reply": ("reply class", REPLY_CLASSES, "positive"),
    "disposition": ("disposition", DISPOSITIONS, None),
}


@dataclass(frozen=True)
class Assumed:
    """One option: what comes in, and from whom (`*` for everybody); `text` as it was typed."""

    address: str
    event: Injected
    text: str


@dataclass(frozen=True)
class Known:
    """Whom and what an option may name."""

    prospects: Sequence[Prospect]
    steps: Sequence[str]
    file: str

    @cached_property
    def addresses(self) -> frozenset[str]:
        """How the prospects are called, as addresses are compared."""
        return frozenset(_key(prospect.address) for prospect in self.prospects)


class Assumptions:
    """All options of one simulation, by prospect."""

    def __init__(self, assumed: Iterable[Assumed], outages: tuple[Outage, ...]) -> None:
        self.assumed = tuple(assumed)
        self._outages = outages
        self._by_address: dict[str, list[Injected]] = defaultdict(list)
        for one in self.assumed:
            self._by_address[one.address].append(one.event)
        self._heard: set[tuple[str, Injected]] = set()

    def script_for(self, prospect: Prospect) -> Script:
        """What is assumed of this prospect; what names the prospect goes before `*`."""
        own = self._by_address.get(_key(prospect.address), [])
        return Script((*own, *self._by_address.get(EVERYBODY, [])), self._outages)

    def note(self, prospect: Prospect, unheard: Sequence[Injected]) -> None:
        """Keep what of it came true for this prospect."""
        for event in self.script_for(prospect).events:
            if event not in unheard:
                self._heard |= {(_key(prospect.address), event), (EVERYBODY, event)}

    def never_came(self) -> list[Assumed]:
        """The options that came true for nobody."""
        return [one for one in self.assumed if (one.address, one.event) not in self._heard]


def assumed(kind: Kind, texts: Sequence[str], known: Known) -> list[Assumed]:
    """The options of one kind. Raises `BadInput` for one that names what there is not."""
    return [_assumed(kind, text, known) for text in texts]


def outages(texts: Sequence[str]) -> tuple[Outage, ...]:
    """The outages, each FROM..TO in RFC 3339. Raises `BadInput`."""
    return tuple(map(_outage, texts))


def moment(text: str, option: str) -> datetime:
    """An instant whose calendars are known. Raises `BadInput`, naming the option."""
    given = instant(text, option)
    if given.year not in YEARS:
        raise BadInput(f"{option}: {text!r} is out of reach; give {YEARS[0]} to {YEARS[-1]}")
    return given


def _assumed(kind: Kind, text: str, known: Known) -> Assumed:
    option = f"{OPTIONS[kind]} {text!r}"
    address, at, rest = text.strip().rpartition("@")
    step, colon, word = rest.partition(":")
    if not (address and at and step):
        raise BadInput(f"{option} is not {_form(kind)}")
    _refuse_unknown_prospect(option, address, known)
    if step not in known.steps:
        near = _instead(step, known.steps)
        raise BadInput(f"{option}: the cadence has no step {step!r}; {near}")
    said = _word(kind, option, word if colon else None)
    if kind == "disposition" and said:
        return Assumed(_key(address), Injected.closing(step, said), text)
    return Assumed(_key(address), Injected(kind, step, said), text)


def _refuse_unknown_prospect(option: str, address: str, known: Known) -> None:
    if address != EVERYBODY and _key(address) not in known.addresses:
        near = get_close_matches(_key(address), sorted(known.addresses), n=1)
        right = f"did you mean {near[0]!r}?" if near else "* stands for everybody"
        raise BadInput(f"{option}: nobody in {known.file} has the address {address!r}; {right}")


def _word(kind: Kind, option: str, word: str | None) -> str | None:
    if kind not in _WORDS:
        if word is not None:
            raise BadInput(f"{option}: nothing stands behind the step; write {_form(kind)}")
        return None
    name, known, default = _WORDS[kind]
    if word is None and default is None:
        raise BadInput(f"{option} is not {_form(kind)}")
    said = default if word is None else word
    if said not in known:
        raise BadInput(f"{option}: {said!r} is no {name}; {_instead(str(said), known)}")
    return said


def _outage(text: str) -> Outage:
    option = f"--outage {text!r}"
    begins, dots, ends = text.partition("..")
    if not dots:
        raise BadInput(f"{option} is not FROM..TO, two instants with their offsets")
    outage = Outage(moment(begins, "--outage"), moment(ends, "--outage"))
    if outage.begins >= outage.ends:
        raise BadInput(f"{option} ends before it begins; write the earlier instant first")
    return outage


def _form(kind: Kind) -> str:
    return {"reply": "EMAIL@STEP or EMAIL@STEP:CLASS", "disposition": "EMAIL@STEP:DISPOSITION"}.get(
        kind, "EMAIL@STEP"
    )


def _instead(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known)}"


def _key(address: str) -> str:
    return address.strip().casefold()
