"""What a rep reads: the step's words for this prospect, with nothing blank."""

from __future__ import annotations

from typing import Any

import pytest

from domain.people.enrollee import Enrollee
from domain.rep_work.briefing import brief_of, sections_of
from tests.builders import a_cadence, a_prospect, a_step


def brief(channel: str, **fields: Any) -> str:  # noqa: ANN401 -- whatever a step has
    """What Ada's rep reads for a step of these fields."""
    cadence = a_cadence(steps=[a_step(channel=channel, **fields)], snippets={"bye": "Robin"})
    return brief_of(Enrollee("e-1", a_prospect(), cadence), "intro", channel)


def test_a_call_has_its_script_and_what_to_say_to_the_voicemail() -> None:
    """Each under its heading, rendered for the prospect, snippets put in."""
    words = brief("call", script="Ask {{ first_name }}.", voicemail="{% render 'bye' %} called.")

    assert words == "SCRIPT\nAsk Ada.\n\nVOICEMAIL\nRobin called."


def test_points_and_links_go_with_any_channel() -> None:
    """Talking points are templates too; links are as they stand."""
    words = brief(
        "task",
        talking_points=["Remember {{ first_name }}."],
        attachments=[{"title": "Sheet", "url": "https://northwind.example/sheet"}],
    )

    assert "TALKING POINT 1\nRemember Ada." in words
    assert words.endswith("LINK\nSheet: https://northwind.example/sheet")


def test_research_asks_and_says_what_to_fill_in() -> None:
    """Questions are numbered, and the variables that later templates need are named."""
    words = brief("research", questions=["What is new at {{ account }}?"], fills=["trigger"])

    assert words == "QUESTION 1\nWhat is new at example.com?\n\nFILL IN\ntrigger"


def test_a_video_says_which_variable_its_link_becomes() -> None:
    """The rep fills it in when the task is done, and later templates can use it."""
    words = brief("video", fills=["video_link"])

    assert words.endswith("FILL IN\nvideo_link")


@pytest.mark.parametrize(
    ("channel", "fields", "limits"),
    [
        ("linkedin", {"kind": "connect"}, {"MESSAGE": 300}),
        ("linkedin", {"kind": "message"}, {"MESSAGE": 1_900}),
        ("linkedin", {"kind": "inmail", "subject": "Docks"}, {"SUBJECT": 200, "MESSAGE": 1_900}),
        ("sms", {}, {"TEXT": 640}),
        ("call", {}, {"SCRIPT": None}),
    ],
    ids=["connect", "message", "inmail", "sms", "call"],
)
def test_words_are_counted_where_the_channel_counts_them(
    channel: str, fields: dict[str, Any], limits: dict[str, int | None]
) -> None:
    """As good practice has it too: each of the words has its own limit."""
    cadence = a_cadence(steps=[a_step(channel=channel, **fields)])

    sections = sections_of(Enrollee("e-1", a_prospect(), cadence), "intro", channel)

    assert {section.heading: section.limit for section in sections} == limits


def test_a_missing_variable_is_named_and_nothing_is_blank() -> None:
    """The words stay as written, so that the rep sees what belongs there."""
    words = brief("call", script="I read about {{ trigger }}.")

    assert words == "SCRIPT (needs trigger)\nI read about {{ trigger }}."


def test_a_mail_to_look_at_has_its_threads_subject_and_its_files() -> None:
    """The rep who sends it by hand answers in the right thread, with what goes with it."""
    first = a_step(id="first", subject="Docks")
    follow_up = a_step(day=2, subject=None, text="One more.", files=["one-page.pdf"], review=True)
    cadence = a_cadence(steps=[first, follow_up])

    words = brief_of(Enrollee("e-1", a_prospect(), cadence), "intro", "email")

    assert words == "SUBJECT\nDocks\n\nTEXT\nOne more.\n\nFILE\none-page.pdf"
