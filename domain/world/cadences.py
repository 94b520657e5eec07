"""The cadences of a world: short ones, one of them in two versions and with an experiment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.cadence import Cadence

_COMPLIANCE = {"postal_address": "1 Harbour Street, Bergen", "opt_out": "Reply 'no thanks'."}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "email": {"subject": "Trucks at your docks", "text": "Hello, one question."},
    "call": {"script": "Ask who looks after the docks."},
    "linkedin": {"message": "Good to meet you."},
}
_OPENER = {
    "id": "opener",
    "variants": [
        {"id": "question"},
        {"id": "number", "steps": {"intro": {"subject": "A third of your trucks wait"}}},
    ],
}


def _step(id: str, day: int, channel: str = "email") -> dict[str, Any]:  # noqa: A002 -- the file's own word
    return {"id": id, "day": day, "channel": channel, **_WORDS[channel]}


def _cadence(name: str, persona: str, *steps: dict[str, Any], **fields: Any) -> Cadence:  # noqa: ANN401 -- whatever a cadence has
    given = {"name": name, "persona": persona, "compliance": _COMPLIANCE, "steps": list(steps)}
    return Cadence.model_validate({**given, **fields})


_LONG = (
    _step("intro", 1),
    _step("ring", 3, "call"),
    _step("proof", 5),
    _step("hello", 8, "linkedin"),
    _step("closing", 11),
)
MANAGERS = _cadence(
    *("world-managers", "Warehouse managers"),
    *_LONG,
    owner="rep-1@northwind.example",
    experiments=[_OPENER],
)
MANAGERS_ANEW = _cadence(
    *("world-managers", "Warehouse managers"),
    *_LONG,
    _step("last", 15),
    owner="rep-1@northwind.example",
    experiments=[_OPENER],
)
OWNERS = _cadence(
    *("world-owners", "Owners"),
    _step("intro", 1),
    _step("proof", 6),
    _step("ring", 9, "call"),
    owner="rep-2@northwind.example",
)
INBOUND = _cadence(
    *("world-inbound", "Who asked us"),
    _step("answer", 1),
    _step("ring", 1, "call"),
    _step("again", 3),
    direction="inbound",
)
# Each with the share of those who come into it; the second of a name in the second half.
WORLD: tuple[tuple[Cadence, float], ...] = (
    (MANAGERS, 0.5),
    (MANAGERS_ANEW, 0.0),
    (OWNERS, 0.3),
    (INBOUND, 0.2),
)
