"""The page of all rules: `docs/linting.md`, and what `drumbeat cadence lint --rules` prints."""

from __future__ import annotations

from collections.abc import Iterator

from domain.linting.registry import FAMILIES
from domain.linting.rule import Rule
from domain.linting.silences import can_be_silenced

INTRODUCTION = """\
# The rules of `drumbeat cadence lint`

`drumbeat cadence lint FILE_OR_NAME...` compares cadences with the field's good practice and its
known mistakes. What cannot work at all is refused when a file is loaded; what stands here works,
and would be better otherwise.

```
my.yaml:23: warning no-phone: nobody is called; add a call
```

Each finding names the line, the rule, what is wrong and what would be right. An **error** breaks a
law, a promise of the cadence language or a limit of a channel. A **warning** is advice: where you
know better, say so in the file, and the finding is counted as silenced:

```yaml
silence:
  - {rule: no-phone, because: these people have asked not to be called}
```

Errors cannot be silenced. A silence of a rule that finds nothing is itself a finding, so that no
silence outlives its reason.

| exit code | when |
|---|---|
| 0 | no errors; with `--strict`, no warnings either |
| 1 | warnings, and `--strict` was asked for |
| 2 | errors, or a file that cannot be loaded |

`--json` prints one document with the same content. `--rules` prints this page.

**What is looked at.** Texts are rendered twice: for a prospect whose every field is filled, with
values as long as real ones get, and for one who has the required fields alone. Each variant of an
experiment is put in and judged; what it adds is found at its place in the file. Tasks and research
reach nobody, so they are not counted as touches, and a voicemail right after a call is part of that
call. A cadence *nurtures* where most of its touches lie two weeks apart or more; the rules about
density do not apply to it.

"What is Sales Cadence?" and "Sales cadence: the 8-touch model" are the two texts on which Drumbeat
is built.
"""


def page_of_rules() -> str:
    """The page, in Markdown."""
    return "\n".join([INTRODUCTION, *(_family(*family) for family in FAMILIES.items())])


def _family(title: str, rules: tuple[Rule, ...]) -> str:
    return "\n".join([f"## {title}", "", *(line for rule in rules for line in _rule(rule))])


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### `{rule.id}`"
    yield ""
    silent = "" if can_be_silenced(rule) else ", cannot be silenced"
    yield f"{rule.severity.capitalize()}{silent}. {rule.explanation}"
    yield ""
    yield f"- What to do: {rule.remedy}."
    yield f"- Source: {rule.source}."
    yield ""
