"""Where a prospect books a meeting: one page of the cadence, which says whose meeting it is."""

from __future__ import annotations

import pytest

from domain.people.booking import booking_link_of, filled_in_for
from domain.people.enrollee import Enrollee
from domain.rendering import render_for, words_by_mail
from tests.builders import a_cadence, a_prospect, a_step

ID = "e-0123456789ab"


def ada(link: str | None) -> Enrollee:
    """Ada in a cadence that books there."""
    mail = a_step(id="hello", text="Choose a time: {{ booking_link | default: 'write' }}")
    cadence = a_cadence(steps=[mail], **({"booking_link": link} if link else {}))
    return Enrollee(ID, a_prospect(), cadence)


@pytest.mark.parametrize(
    ("link", "named"),
    [
        ("https://calendly.com/robin/25min", "https://calendly.com/robin/25min?utm_content={id}"),
        (
            "https://cal.com/robin?duration=25#free",
            "https://cal.com/robin?duration=25&metadata%5Benrollment%5D={id}#free",
        ),
        ("https://app.cal.com/robin", "https://app.cal.com/robin?metadata%5Benrollment%5D={id}"),
        ("https://notcalendly.com/robin", "https://notcalendly.com/robin"),
        ("https://meet.northwind.example/robin?a=1", "https://meet.northwind.example/robin?a=1"),
    ],
)
def test_a_link_says_whose_meeting_it_is(link: str, named: str) -> None:
    """As each provider hands it back by webhook; a page of anybody else stays as it is written."""
    assert booking_link_of(ada(link)) == named.format(id=ID)


def test_what_a_rep_opens_is_filled_in() -> None:
    """Name and address stand there already where the provider takes them, and nowhere else."""
    ours = filled_in_for(ada("https://meet.northwind.example/robin"))
    theirs = filled_in_for(ada("https://calendly.com/robin"))

    assert ours == "https://meet.northwind.example/robin"
    assert theirs == f"https://calendly.com/robin?utm_content={ID}&name=Ada&email=ada%40example.com"


def test_words_name_it() -> None:
    """In a mail as in any other words; without one the template says what stands there instead."""
    link = "https://calendly.com/robin"

    assert words_by_mail(ada(link), "hello").text == f"Choose a time: {link}?utm_content={ID}"
    assert render_for(ada(link), "{{ booking_link }}") == f"{link}?utm_content={ID}"


def test_without_one_there_is_none() -> None:
    """Neither for words nor for a rep."""
    assert booking_link_of(ada(None)) is None
    assert filled_in_for(ada(None)) is None
