"""The winner of an experiment in the file: what changes, and that nothing else does."""

from __future__ import annotations

import pytest

from domain.cadence import read_cadence
from domain.cadence.promoting import CannotPromote, kept, promoted
from starter.files.library import shipped_cadences

FILE = """\
# Mails for people who run a warehouse.
name: dock-times   # as on the invoice
compliance: {postal_address: "Northwind, 1 Main Street, Springfield", opt_out: Reply no.}

# What we try.
experiments:
  - id: opener
    variants:
      - {id: question}
      - id: number      # the brave one
        weight: 2
        steps:
          hello:
            subject: "A third: {{ company | default: 'you' }}"   # says it all
            text: |
              Hi,

                one third.
            window: 08:00-09:00
          later: {day: 5}
  # The tone comes next.
  - id: tone
    variants: [{id: dry}, {id: warm, steps: {later: {subject: Sunny}}}]

steps:
  - id: hello      # never change the id
    day: 1
    channel: email
    subject: Trucks
    text: |
      Hello,

      which?

  # A week for an answer.
  - {id: later, day: 4, channel: email, subject: Again, text: One more.}
"""
WHY = "2026-11-26: number won"


def after(experiment: str, arm: str, text: str = FILE) -> str:
    return promoted(text, read_cadence(text), experiment, arm, WHY)


def test_the_steps_get_the_keys_of_the_winner() -> None:
    """Words in lines of their own, keys that are new, steps in braces; remarks and layout stay."""
    assert (
        after("opener", "number")
        == """\
# Mails for people who run a warehouse.
name: dock-times   # as on the invoice
compliance: {postal_address: "Northwind, 1 Main Street, Springfield", opt_out: Reply no.}

# What we try.
experiments:
  # 2026-11-26: number won
  # The tone comes next.
  - id: tone
    variants: [{id: dry}, {id: warm, steps: {later: {subject: Sunny}}}]

steps:
  - id: hello      # never change the id
    day: 1
    channel: email
    subject: "A third: {{ company | default: 'you' }}"
    text: |
      Hi,

        one third.
    window: 08:00-09:00

  # A week for an answer.
  - {id: later, day: 5, channel: email, subject: Again, text: One more.}
"""
    )


def test_the_last_experiment_goes_whole() -> None:
    """A remark stands where the key stood; a control that wins changes no step."""
    once = after("opener", "question")
    twice = after("tone", "warm", once)

    assert once.partition("steps:\n  - id: hello")[2] == FILE.partition("steps:\n  - id: hello")[2]
    assert "experiments" not in twice
    assert "# What we try.\n# 2026-11-26: number won\n\nsteps:" in twice
    assert "{id: later, day: 4, channel: email, subject: Sunny, text: One more.}" in twice


def test_a_whole_cadence_that_wins_is_the_only_one_drawn() -> None:
    """The experiment stays, as it is what leads there."""
    shape = (
        "experiments: [{id: shape, variants: [{id: here, weight: 3}, {id: there, cadence: other}]}]"
    )
    start, end = FILE.index("experiments:"), FILE.index("steps:\n  - id: hello")
    text = f"{FILE[:start]}{shape}\n{FILE[end:]}"

    assert kept(read_cadence(text).cadence, "shape", "there").experiments[0].variants[0].weight == 0
    assert "[{id: here, weight: 0}, {id: there, cadence: other}]" in after("shape", "there", text)
    assert "[{id: here, weight: 3}, {id: there, cadence: other, weight: 0}]" in after(
        "shape", "here", text
    )


@pytest.mark.parametrize(
    ("experiment", "arm", "words"),
    [
        ("pen", "dry", "dock-times has no experiment 'pen'; it has: opener, tone"),
        ("tone", "wet", "tone has no variant 'wet'; it has: dry, warm"),
    ],
)
def test_what_is_not_there_cannot_win(experiment: str, arm: str, words: str) -> None:
    """One line says what there is."""
    with pytest.raises(CannotPromote, match=words):
        after(experiment, arm)


def test_what_a_program_cannot_put_in_is_left_to_a_person() -> None:
    """Words in lines cannot stand between braces: nothing is changed that would say less."""
    text = FILE.replace(
        "later: {day: 5}", "later:\n            text: |\n              A\n              B"
    )

    with pytest.raises(CannotPromote, match="put them in by hand"):
        after("opener", "number", text)


@pytest.mark.parametrize(
    ("experiment", "arm"),
    [("first-subject", "company"), ("first-subject", "number"), ("call-time", "end-of-day")],
)
def test_the_arms_of_the_shipped_cadence_can_win(experiment: str, arm: str) -> None:
    """Written as people write, it stays a cadence, the one that is kept without its file."""
    text = shipped_cadences()["outbound-multi-channel"].read_text(encoding="utf-8")

    changed = after(experiment, arm, text)

    without_file = kept(read_cadence(text).cadence, experiment, arm)
    assert without_file.version == read_cadence(changed).cadence.version
    assert experiment not in {one.id for one in read_cadence(changed).cadence.experiments}
    assert changed.count("#") == text.count("#") + 1
