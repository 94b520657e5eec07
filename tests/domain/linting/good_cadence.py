"""A cadence without a finding, small edits of it, and what the linter says of them."""

from __future__ import annotations

from dataclasses import dataclass

from domain.cadence.file import CadenceFile, read_cadence
from domain.linting import Finding, lint

GOOD = """\
name: docks
direction: outbound
persona: Head of logistics
goal: A 20-minute call
owner: robin@northwind.example
compliance:
  postal_address: Northwind, 200 Harbor Street, Portland, ME 04101, USA
  opt_out: Not for you? Reply "no thanks" and I will not write again.
variables: {trigger: optional}
snippets:
  signature: Robin Vale, Northwind
rules:
  timezone: America/New_York
  window: 08:00-17:00
  days: [mon, tue, wed, thu, fri]
  gap: 1h
exit: {after: 5d, outcome: unresponsive, then: nurture}
on:
  meeting_booked: finish
experiments:
  - id: opener
    variants:
      - id: question
      - id: number
        steps:
          mail-1: {subject: A third of your trucks within two hours}
steps:
  - id: mail-1
    day: 1
    channel: email
    window: 08:00-12:00
    subject: "Trucks waiting at {{ company | default: 'your docks' }}"
    text: |
      Hi {{ first_name | default: "there" }},
      {% if trigger %}I read about {{ trigger }}.{% endif %}
      A third of the trucks of a day arrive within two hours, and the bills follow a month later.
      Who looks after dock times with you: you, or somebody I should ask instead?
      {% render 'signature' %}
    alternatives:
      - channel: linkedin
        kind: inmail
        subject: Dock times
        message: >-
          Hi {{ first_name | default: "there" }}, who looks after dock times with you?
  - id: call-2
    day: 3
    channel: call
    window: 13:00-17:00
    script: |
      "Hi {{ first_name | default: "[name]" }}, Robin here. How do you learn that a truck is late?"
    voicemail: Hello, this is Robin Vale from Northwind about the line at your gate. I will mail.
  - id: connect-3
    day: 4
    channel: linkedin
    kind: connect
    message: >-
      Hello {{ first_name | default: "there" }}, I write on why carriers come at once.
  - id: mail-4
    day: 5
    channel: email
    window: 08:00-12:00
    subject: A ten-minute count
    text: |
      Hi {{ first_name | default: "there" }},
      here is a count that costs nothing: note when every truck arrives and when its first pallet
      moves, then multiply what is beyond half an hour by your rate for detention.
      The sheet is at https://northwind.example/count. Shall I fill it in for your size?
  - id: call-5
    day: 7
    channel: call
    window: 13:00-17:00
    script: |
      "Hi {{ first_name | default: "[name]" }}, Robin. Have I caught you at a dock or at a desk?"
  - id: message-6
    day: 8
    channel: linkedin
    message: |
      {{ first_name | default: "Hello" }}, one figure from a customer: the wait fell from 71 minutes
      to 34 once carriers could book. Would that be worth a look at your busiest site?
  - id: mail-7
    day: 10
    channel: email
    window: 08:00-12:00
    subject: Our carriers will never book
    text: |
      Hi {{ first_name | default: "there" }},
      that is what everybody says first. What worked was to begin with the five that bring most
      pallets, and to let whoever has booked go to a door ahead of the rest.
      Which five would they be at {{ company | default: "your site" }}?
  - id: call-8
    day: 12
    channel: call
    window: 13:00-17:00
    script: |
      "{{ first_name | default: "Hello" }}, for the last time: this year, next year, or never?"
"""


@dataclass(frozen=True)
class Found:
    """A finding as a person sees it."""

    line: int
    severity: str
    rule: str
    words: str


def edited(*edits: tuple[str, str]) -> str:
    """The good cadence with one or more places changed; each has to stand in it."""
    text = GOOD
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def without_steps(*ids: str) -> str:
    """The good cadence without some of its steps."""
    head, *steps = GOOD.split("  - id: ")
    return "  - id: ".join([head, *(step for step in steps if step.split("\n")[0] not in ids)])


def findings_in(text: str) -> list[Found]:
    """What the linter says of a cadence file, by lines."""
    file = read_cadence(text)
    return sorted((_found(file, one) for one in lint(file.cadence).findings), key=_line)


def _found(file: CadenceFile, one: Finding) -> Found:
    return Found(file.root.at(one.loc).line, one.rule.severity, one.rule.id, one.words)


def _line(found: Found) -> int:
    return found.line


def of_steps(*channels: str, days: tuple[int, ...] = ()) -> str:
    """The good cadence with other steps, each of its own words, on these days or every second."""
    before, _, after = GOOD[: GOOD.index("experiments:")].partition("variables:")
    head = before + after[after.index("rules:") :] + "steps:\n"
    numbered = enumerate(channels, 1)
    on = days or tuple(range(1, 2 * len(channels), 2))
    return head + "".join(_step(number, on[number - 1], channel) for number, channel in numbered)


def _step(number: int, day: int, channel: str) -> str:
    own = f"{{{{ company | default: 'you' }}}} no{number} " + " ".join(
        f"word{number}x{place}" for place in range(24)
    )
    words = {
        "email": f'    subject: No {number}\n    text: "{own}"\n',
        "call": f'    script: "{own}"\n',
        "voicemail": f'    script: "{own}"\n',
        "linkedin": f'    message: "{own}"\n',
        "sms": (
            "    text: >-\n"
            "      Hi {{ company | default: 'you' }}, shall we talk? Reply STOP to end.\n"
        ),
        "research": "    questions: [Which site]\n",
    }
    return f"  - id: step-{number}\n    day: {day}\n    channel: {channel}\n{words[channel]}"


def line_of(text: str, part: str) -> int:
    """The first line with this in it, from 1: `mail-4 > day:` in that step, `^on:` at its start."""
    lines = text.splitlines()
    step, _, key = part.rpartition(" > ")
    start = lines.index(f"  - id: {step}") if step else 0
    lined = enumerate((f"^{line}" for line in lines[start:]), start + 1)
    return next(number for number, line in lined if key in line)
