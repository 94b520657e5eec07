"""Cadence files that can work, by chance: all keys, all channels, any words."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import strategies as st

from domain.cadence import DISPOSITIONS, REPLY_CLASSES

Document = dict[str, Any]

# No line breaks, which YAML folds, and no braces, which begin a template.
LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cn", "Cs", "Zl", "Zp"), exclude_characters="{}\ufeff"
)
NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True)
VARIABLES = st.from_regex(r"v[a-z0-9_]{0,8}", fullmatch=True)
SPANS = st.builds("{}{}".format, st.integers(1, 50), st.sampled_from("mhdw"))
TEMPLATES = ("{{ first_name | default: 'there' }}", "{% if company %}{{ company }}{% endif %}", "")
WORDS = st.builds("{}{}{}".format, st.text(LETTERS, min_size=1), st.sampled_from(TEMPLATES), NAMES)
MINUTES = st.integers(0, 24 * 60 - 1)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


WINDOWS = (
    st.tuples(MINUTES, MINUTES)
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: f"{_clock(pair[0])}-{_clock(pair[1])}")
)
OUTCOMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
OTHERS = NAMES.map("other-{}".format)
REACTIONS = st.one_of(
    st.sampled_from(["continue", "finish", "pause"]),
    st.fixed_dictionaries({"finish": OUTCOMES}),
    st.fixed_dictionaries({"pause": SPANS}),
    st.fixed_dictionaries({"switch": OTHERS}, optional={"rest": SPANS}),
)
OVERDUE = st.one_of(
    st.just("wait"),
    st.dictionaries(st.sampled_from(["skip", "escalate"]), st.integers(1, 60)),
)
LINKS = st.fixed_dictionaries({"title": NAMES, "url": NAMES.map("https://{}.example/".format)})
FILES = NAMES.map("files/{}.pdf".format)
SAID: dict[str, st.SearchStrategy[Any]] = {
    "talking_points": st.lists(WORDS, max_size=2),
    "attachments": st.lists(LINKS, max_size=2),
}
# By channel: what must be said, and what may be.
CONTENT: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "email": (
        {"subject": WORDS, "text": WORDS},
        {"html": WORDS, "review": st.booleans(), "files": st.lists(FILES, unique=True, max_size=2)},
    ),
    "call": ({"script": WORDS}, {"voicemail": WORDS}),
    "voicemail": ({"script": WORDS}, {}),
    "linkedin": (
        {"message": WORDS},
        {"kind": st.sampled_from(["connect", "message", "inmail"]), "subject": WORDS},
    ),
    "video": ({"script": WORDS, "message": WORDS}, {}),
    "sms": ({"text": WORDS}, {}),
    "task": ({"instructions": WORDS}, {}),
    "research": (
        {"questions": st.lists(WORDS, min_size=1, max_size=2)},
        {"fills": st.lists(VARIABLES, unique=True, max_size=2)},
    ),
}
TIMED: dict[str, st.SearchStrategy[Any]] = {
    "window": WINDOWS,
    "after": SPANS,
    "spread": st.sampled_from(["hash", "none"]),
    "blocking": st.booleans(),
    "due": SPANS,
    "overdue": OVERDUE,
    "when": st.sampled_from(['country == "US"', "company and not replied", "phone"]),
    "otherwise": REACTIONS,
    "on": st.dictionaries(st.sampled_from([*DISPOSITIONS, "click"]), REACTIONS, max_size=3),
}


def contents(channel: str) -> st.SearchStrategy[Document]:
    """What is said on this channel."""
    needed, possible = CONTENT[channel]
    return st.fixed_dictionaries({"channel": st.just(channel), **needed}, optional=possible | SAID)


@st.composite
def steps(draw: st.DrawFn) -> list[Document]:
    """Steps on days of their own, so that they have room."""
    ids = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    made = []
    for number, step_id in enumerate(ids):
        channels = draw(
            st.lists(st.sampled_from(sorted(CONTENT)), min_size=1, max_size=3, unique=True)
        )
        step = draw(contents(channels[0])) | draw(st.fixed_dictionaries({}, optional=TIMED))
        if others := [draw(contents(channel)) for channel in channels[1:]]:
            step["alternatives"] = others
        made.append({"id": step_id, "day": 1 + 3 * number, **step})
    return made


@st.composite
def experiments(draw: st.DrawFn, ids: list[str]) -> list[Document]:
    """One experiment that changes a step or goes elsewhere, or none."""
    change = st.fixed_dictionaries({"after": SPANS}, optional={"overdue": OVERDUE})
    arm = draw(
        st.one_of(
            st.none(),
            st.fixed_dictionaries({"cadence": OTHERS}),
            st.fixed_dictionaries(
                {"steps": st.dictionaries(st.sampled_from(ids), change, min_size=1)}
            ),
        )
    )
    if arm is None:
        return []
    return [{"id": "trial", "variants": [{"id": "control"}, {"id": "other", "weight": 3, **arm}]}]


RULES = {
    "timezone": st.sampled_from(["UTC", "Europe/Berlin", "America/New_York"]),
    "window": WINDOWS,
    "windows": st.dictionaries(st.sampled_from(sorted(CONTENT)), WINDOWS, max_size=3),
    "counting": st.sampled_from(["business", "calendar"]),
    "days": st.lists(st.sampled_from(["mon", "tue", "sat"]), min_size=1, unique=True),
    "holidays": st.sampled_from(["prospect", "none", "US", "DE-BY"]),
    "gap": SPANS,
    "spread": st.sampled_from(["hash", "none"]),
}
REPLIES = st.dictionaries(
    st.sampled_from([kind for kind in REPLY_CLASSES if kind != "unsubscribe"]), REACTIONS
)
ON = {
    "reply": st.one_of(REACTIONS, REPLIES),
    "meeting_booked": REACTIONS,
    "click": REACTIONS,
    "disposition": st.dictionaries(st.sampled_from(DISPOSITIONS), REACTIONS, max_size=3),
}
FRAME: dict[str, st.SearchStrategy[Any]] = {
    "description": st.text(LETTERS, max_size=50),
    "direction": st.sampled_from(["inbound", "outbound"]),
    "owner": st.text(LETTERS, min_size=1, max_size=20),
    "tags": st.lists(NAMES, max_size=3),
    "variables": st.dictionaries(VARIABLES, st.sampled_from(["optional", "required"]), max_size=3),
    "snippets": st.dictionaries(VARIABLES, WORDS, max_size=2),
    "rules": st.fixed_dictionaries({}, optional=RULES),
    "enrolling": st.fixed_dictionaries(
        {},
        optional={
            "again": st.one_of(st.sampled_from(["never", "always"]), SPANS),
            "per_day": st.integers(1, 99),
        },
    ),
    "on": st.fixed_dictionaries({}, optional=ON),
    "digests": st.dictionaries(FILES, st.from_regex("[0-9a-f]{64}", fullmatch=True), max_size=2),
    "exit": st.fixed_dictionaries({}, optional={"after": SPANS, "then": OTHERS, "rest": SPANS}),
}
COMPLIANCE = {"postal_address": "1 Harbour Street, Bergen", "opt_out": "Reply 'no'."}


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A cadence file as mappings, lists and scalars."""
    listed = draw(steps())
    ids = [step["id"] for step in listed]
    frame = draw(st.fixed_dictionaries({}, optional=FRAME))
    tried = draw(experiments(ids))
    needed = {"name": "made-up", "compliance": COMPLIANCE, "steps": listed}
    return {**needed, **frame, **({"experiments": tried} if tried else {})}


def as_text(document: Document) -> str:
    """The document as a person would write it."""
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=False)


def as_braces(document: Document) -> str:
    """The document in braces and quotes, one value a line."""
    return json.dumps(document, ensure_ascii=False, indent=1)
