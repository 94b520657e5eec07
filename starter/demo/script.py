"""Who answers what in the demo: after which of their mails, through which door."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Answer:
    """One person's answer: `fact` after the `after`-th mail has arrived, and what they write."""

    fact: str
    after: int
    text: str = ""


# Everybody who is not named stays silent, and completes. `bounce@…` is refused by the mail server.
ROTA: tuple[Answer | None, ...] = (
    None,
    Answer("reply", 2, "Thanks, not my topic any more. Try my colleague in operations."),
    None,
    Answer("meeting_booked", 1),
    Answer("engagement", 1),
    None,
    Answer("reply", 3, "Yes, let us talk. Thursday after two works for me."),
    None,
    Answer("opt_out", 1, "Please take me off your list."),
    None,
    Answer("meeting_booked", 3),
    Answer("bounce", 2),
)

DISPOSITIONS = ("left_voicemail", "no_answer", "connected", "gatekeeper", "left_voicemail", "busy")


def script_for(addresses: list[str]) -> dict[str, Answer]:
    """The answers by address, dealt out in the order of the file."""
    dealt = zip(addresses, ROTA * (len(addresses) // len(ROTA) + 1), strict=False)
    return {address.casefold(): answer for address, answer in dealt if answer is not None}
