"""Files that would take long, or much memory, if nobody had thought of them.

As a program: loads the plain ones with little memory to spare, and says how each ended.
"""

from __future__ import annotations

import resource
from collections.abc import Iterable
from pathlib import Path

from domain.cadence import load_cadence
from domain.errors import InvalidCadence

ROOM = 256 * 1024 - 1_000
TO_SPARE = 200 * 1024 * 1024
HEAD = "name: x\ncompliance: {postal_address: 1 Harbour Street, opt_out: Reply no.}\n"
STEP = "steps: [{id: a, day: 1, channel: sms, text: Hi}]\n"


def filled(unit: str, room: int = ROOM) -> str:
    """As many of these as there is room for."""
    return unit * (room // len(unit))


def many(line: str, count: int) -> str:
    """The line so often, `#` being its number."""
    return "".join(line.replace("#", str(number)) for number in range(count))


def saying(text: str, steps: int = 12) -> str:
    """A cadence whose mails all say this."""
    said = "'" + text.replace("'", "''") + "'"
    return f"{HEAD}steps:\n" + many(
        f"  - {{id: s#, day: 1, channel: email, subject: x, text: {said}}}\n", steps
    ).replace("day: 1,", "day: 1, window: 00:00-23:59, after: 0m,")


def asking(condition: str) -> str:
    """A cadence whose steps all ask this."""
    return f"{HEAD}steps:\n" + many(
        f"  - {{id: s#, day: 1, channel: sms, text: x, when: '{condition}'}}\n", 100
    )


def trying(experiments: int, variants: int) -> str:
    """A cadence of a hundred steps, all of which so many variants change."""
    steps = many("  - {id: s#, day: 1, channel: sms, text: x, after: 0m}\n", 100)
    changes = many("s#: {text: y}, ", 100)
    arms = many(f"      - {{id: v#, steps: {{{changes}}}}}\n", variants)
    return f"{HEAD}steps:\n{steps}experiments:\n" + many(
        f"  - id: e#\n    variants:\n{arms}", experiments
    )


NESTED = 100 * "{% if company %}" + "x" + 100 * "{% endif %}"
BOMBS: dict[str, str] = {
    "ten megabytes of text": f"a: {'x' * 10_000_000}",
    "ten megabytes of keys": filled("a: b\n", 10_000_000),
    "ten megabytes of umlauts": "ü" * 5_000_000,
    "aliases of aliases": "a: &a [x, x]\n" + many("b#: &b# [*a, *a]\n", 5_000),
    "anchors": filled("&a "),
    "unknown keys": HEAD + STEP + many("k#: 1\n", 9_900),
    "keys that are nearly right": HEAD + STEP + many("descriptio#: 1\n", 9_900),
    "more keys than are read": HEAD + STEP + many("k#: 1\n", 24_000),
    "variables": HEAD + STEP + "variables:\n" + many("  v#: optional\n", 9_900),
    "names that are none": HEAD + STEP + "variables:\n" + many("  V#: optional\n", 9_900),
    "a list in brackets": HEAD + STEP + f"tags: [{filled('x,')}]",
    "a list of dashes": HEAD + STEP + "tags:\n" + filled("- x\n"),
    "brackets in brackets": HEAD + STEP + "tags: " + filled("["),
    "braces in braces": HEAD + STEP + "tags: " + filled("{a: "),
    "dashes in dashes": HEAD + STEP + "tags:\n  " + filled("- "),
    "question marks": filled("? "),
    "colons": filled(":"),
    "quotes": filled("'"),
    "line breaks": filled("\n"),
    "carriage returns": filled("\r"),
    "comments": filled("#\n"),
    "documents": filled("---\n"),
    "escapes": HEAD + STEP + f'description: "{filled(chr(92) + "n")}"',
    "a long key": f"{'x' * ROOM}: 1",
    "a long key with a mark": HEAD + STEP + f"? {'x' * ROOM}\n: 1",
    "a long number": HEAD + STEP.replace("day: 1", f"day: {'9' * ROOM}"),
    "a long zone": HEAD + STEP + f"rules: {{timezone: {filled('Europe/')}}}",
    "a long span": HEAD + STEP + f"rules: {{gap: {'9' * ROOM}d}}",
    "a long window": HEAD + STEP + f"rules: {{window: '{filled('09:00-')}'}}",
    "a long reaction": HEAD + STEP + f"on: {{click: {filled('finish')}}}",
    "a long address": HEAD
    + STEP.replace("text", f"attachments: [{{title: a, url: 'http://{'a' * ROOM}'}}], text"),
    "six experiments of two arms": trying(6, 2),
    "two experiments of eight arms": trying(2, 8),
    "ten experiments of ten arms": trying(10, 10),
    "combinations of small changes": trying(1, 1).partition("experiments:")[0]
    + "experiments:\n"
    + many("  - id: e#\n    variants: [{id: a}, {id: b, steps: {s#: {text: y}}}]\n", 10),
}
# Those whose templates and conditions take time; the others could take memory, too.
WORDY: dict[str, str] = {
    "values": saying(filled("{{ company | default: 1 }}", 19_000)),
    "conditions in templates": saying(
        filled("{% if company and title or phone %}{{ company }}{% endif %}", 19_000)
    ),
    "cases": saying("{% case company %}" + "{% when 1 %}x" * 1_000 + "{% endcase %}"),
    "filters": saying(filled("{{ company" + " | default: 1" * 70 + " }}", 19_000)),
    "templates that never close": saying(filled("{{ a ", 19_000)),
    "blocks in blocks": saying(filled(NESTED, 19_000)),
    "snippets": f'{HEAD}snippets: {{s: "{"{{ company | default: 1 }}" * 400}"}}\n'
    + saying("{% render 's' %}" * 1_000).removeprefix(HEAD),
    "brackets in conditions": asking(f"{'(' * 300}company{')' * 300}"),
    "long conditions": asking(" or ".join(["company"] * 90)),
}


def ended(text: str) -> str:
    """How loading ended: a cadence, or the line that refuses it."""
    try:
        return f"a cadence, {load_cadence(text).version}"
    except InvalidCadence as refused:
        return str(refused)


def used() -> int:
    """The address space of this program, in bytes (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * resource.getpagesize()


def run(names: Iterable[str]) -> None:
    """Load each with no more than so much memory beside what the program has already."""
    load_cadence(HEAD + STEP)
    most = used() + TO_SPARE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for name in names:
        print(f"{name}: {ended(BOMBS[name])[:60]}")  # noqa: T201 -- what the test reads


if __name__ == "__main__":
    run(BOMBS)
