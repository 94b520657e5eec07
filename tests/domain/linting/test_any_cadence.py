"""Whatever loads can be judged, quickly, and every warning can be meant."""

from __future__ import annotations

import time
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.cadence.file import CadenceFile, read_cadence
from domain.cadence.nodes import LARGEST_FILE
from domain.errors import InvalidCadence
from domain.linting import lint
from domain.linting.silences import can_be_silenced

SECONDS = 20

_TEXTS = st.one_of(
    st.sampled_from(
        [
            "Hi {{ first_name | default: 'there' }}, is this yours?",
            "{% if company %}{{ company }}{% endif %}",
            "{{ company }}!!! act now https://bit.ly/x [name]",
            "Re: {{ title | default: '' }}",
            " ",
            "\u202e 🙂 – ’ ½ İ ﷽",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="{}"), min_size=1),
)
_WORDS: dict[str, tuple[str, ...]] = {
    "email": ("subject", "text"),
    "call": ("script", "voicemail"),
    "voicemail": ("script",),
    "linkedin": ("message",),
    "video": ("script", "message"),
    "sms": ("text",),
    "task": ("instructions",),
}
_WINDOWS = st.sampled_from(["00:00-23:59", "06:00-07:00", "09:00-17:00", "18:00-22:00"])


@st.composite
def _contents(draw: st.DrawFn, channels: tuple[str, ...]) -> dict[str, Any]:
    channel = draw(st.sampled_from(channels))
    return {"channel": channel, **{key: draw(_TEXTS) for key in _WORDS[channel]}}


@st.composite
def _steps(draw: st.DrawFn) -> list[dict[str, Any]]:
    days = sorted({1, *draw(st.lists(st.integers(1, 60), max_size=7))})
    steps = []
    for number, day in enumerate(days):
        step = {"id": f"s{number}", "day": day, **draw(_contents(tuple(_WORDS)))}
        step |= draw(st.fixed_dictionaries({}, optional={"window": _WINDOWS}))
        others = tuple(set(_WORDS) - {step["channel"]})
        step["alternatives"] = draw(st.lists(_contents(others), max_size=1))
        steps.append(step)
    return steps


@st.composite
def _cadences(draw: st.DrawFn) -> dict[str, Any]:
    steps = draw(_steps())
    arms = [{"id": "one"}, {"id": "two", "steps": {"s0": {"window": draw(_WINDOWS)}}}]
    optional = {
        "direction": st.sampled_from(["inbound", "outbound"]),
        "persona": _TEXTS,
        "rules": st.sampled_from([{"counting": "calendar", "days": ["sun"]}, {"spread": "none"}]),
        "on": st.sampled_from([{"reply": "continue"}, {"meeting_booked": "continue"}]),
        "variables": st.just({"unused": "optional", "needed": "required"}),
        "experiments": st.just([{"id": "e", "variants": arms}]),
        "silence": st.lists(
            st.sampled_from([{"rule": rule, "because": "x"} for rule in ("no-goal", "nothing")])
        ),
    }
    return {
        "name": "any",
        "compliance": {"postal_address": "1 Main Street", "opt_out": "Reply no."},
        "steps": steps,
        **draw(st.fixed_dictionaries({}, optional=optional)),
    }


def _file(content: dict[str, Any]) -> CadenceFile | None:
    try:
        return read_cadence(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    except InvalidCadence:
        return None


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_cadences())
def test_whatever_loads_can_be_judged(content: dict[str, Any]) -> None:
    """No cadence makes a rule fail, and every finding is one line about a line of the file."""
    file = _file(content)
    if file is None:
        return

    report = lint(file.cadence)

    for found in report.findings:
        assert file.line_of(found.loc) >= 1
        assert found.wrong
        assert found.right
        assert found.words.isprintable()


@settings(max_examples=75, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_cadences())
def test_every_warning_can_be_silenced(content: dict[str, Any]) -> None:
    """Once every rule that warns is silenced, only errors are left."""
    file = _file({**content, "silence": []})
    if file is None:
        return
    rules = {one.rule.id for one in lint(file.cadence).findings if can_be_silenced(one.rule)}

    silence = [{"rule": rule, "because": "meant"} for rule in sorted(rules)]
    silenced = _file({**content, "silence": silence})

    assert silenced
    assert lint(silenced.cadence).warnings == ()


def test_the_largest_file_is_judged_quickly() -> None:
    """A hundred steps that fill the largest file, with many arms, take seconds and not minutes."""
    text = _largest()
    assert LARGEST_FILE * 0.9 < len(text.encode()) <= LARGEST_FILE
    file = read_cadence(text)

    began = time.monotonic()
    report = lint(file.cadence)

    assert time.monotonic() - began < SECONDS
    assert report.findings


def _largest() -> str:
    def words(number: int) -> str:
        return " ".join(f"w{number * place % 997}" for place in range(1, 480))

    steps = [
        {"id": f"s{number}", "day": 1 + number, "channel": "call", "script": words(number)}
        for number in range(100)
    ]
    arms = [{"id": f"a{arm}", "steps": {"s0": {"due": f"{arm + 1}h"}}} for arm in range(10)]
    content = {
        "name": "largest",
        "compliance": {"postal_address": "1 Main Street", "opt_out": "Reply no."},
        "experiments": [{"id": "e", "variants": arms}],
        "steps": steps,
    }
    return yaml.safe_dump(content, sort_keys=False)
