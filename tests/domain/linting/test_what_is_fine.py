"""What looks like a breach and is none: a rule that annoys a good author is silenced."""

from __future__ import annotations

import pytest

from tests.domain.linting.good_cadence import GOOD, edited, findings_in, of_steps

CALL = """\
  - id: call-{country}
    day: 12
    when: country == "{country}"
    channel: call
    script: >-
      {{{{ first_name | default: "Hello" }}}}, how many doors stand empty after eleven o'clock?
"""


@pytest.mark.parametrize(
    "opt_out",
    [
        "Kein Interesse? Eine kurze Antwort genügt.",
        "退订请回复。",
        "No more? https://northwind.example/out",
        "Not for you? no@northwind.example",
        "Don't want my mails? Reply 'unsubscribe' and I'll stop.",
        "Kein Interesse? Antworten Sie „nein danke“.",
        "Pas intéressé ? Répondez « non merci ».",
    ],
)
def test_an_opt_out_that_cannot_be_judged_is_trusted(opt_out: str) -> None:
    """Other languages, an address or a link: an error must be certain."""
    old = 'Not for you? Reply "no thanks" and I will not write again.'

    assert findings_in(edited((old, opt_out))) == []


def test_an_answer_to_one_who_came_in_is_no_fake() -> None:
    """Inbound, `Re:` may stand in a subject: they have asked."""
    subject = ("subject: A ten-minute count", "subject: 'Re: your question'")

    found = findings_in(edited(("direction: outbound", "direction: inbound"), subject))

    assert "fake-reply" not in {one.rule for one in found}


def test_touches_that_conditions_part_are_one() -> None:
    """Two more calls on a day, of which each prospect gets one, are neither many nor the same."""
    text = GOOD + "".join(CALL.format(country=country) for country in ("us", "ca"))

    assert findings_in(text) == []


def test_a_voicemail_after_a_call_is_part_of_it() -> None:
    """Mail, call and voicemail of one day are two touches, as in the 8-touch model."""
    channels = (
        "email",
        "call",
        "voicemail",
        "linkedin",
        "email",
        "call",
        "linkedin",
        "call",
        "email",
    )
    text = of_steps(*channels, days=(1, 1, 1, 2, 4, 5, 8, 9, 10))

    assert "too-aggressive" not in {one.rule for one in findings_in(text)}


def test_work_that_reaches_nobody_is_no_touch() -> None:
    """Research on the day of two touches makes no third, and on day 1 no slow beginning."""
    channels = (
        "research",
        "email",
        "call",
        "linkedin",
        "email",
        "call",
        "linkedin",
        "call",
        "email",
    )
    text = of_steps(*channels, days=(1, 1, 1, 2, 4, 5, 8, 9, 10))

    assert findings_in(text) == []


def test_a_cadence_that_nurtures_is_not_dense() -> None:
    """Six touches a month apart are not too few, not too far apart, and need no sequel."""
    channels = ("email", "linkedin", "call", "email", "linkedin", "email")
    text = of_steps(*channels, days=(1, 20, 41, 60, 81, 100)).replace(", then: nurture", "")

    assert findings_in(text) == []


def test_footnotes_and_links_are_no_placeholders() -> None:
    """Brackets with a number in them, and those of a link in Markdown, may stay."""
    text = edited(("here is a count", "here is a count [1], see [it](https://a.example): {3}"))

    assert findings_in(text) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("subject: A ten-minute count", f"subject: {'s' * 60}"),
        ("here is a count", " ".join(["word"] * 159)),
        ("that is what everybody says first.", "yes! Yes!"),
        ("Shall I fill it", "Or https://a.example. Shall I fill it"),
        ("I write on why carriers come at once.", "y" * (300 - len("Hello Maximiliane, "))),
        ("window: 08:00-12:00", "window: 07:00-20:00"),
        ("window: 13:00-17:00", "window: 08:00-18:00"),
        ("    day: 3\n", "    day: 1\n    after: 30m\n"),
        ("    day: 12\n", "    day: 20\n"),
    ],
)
def test_what_keeps_a_limit_exactly_is_fine(old: str, new: str) -> None:
    """60 characters, 200 words, 2 marks, 2 links, 300 characters, the hours, the gaps."""
    assert findings_in(edited((old, new))) == []


def test_five_days_are_long_enough() -> None:
    """Day 1 to day 5 is what the shortest cadence takes."""
    text = of_steps(*["email", "call", "linkedin", "call"] * 2, days=(1, 1, 2, 2, 4, 4, 5, 5))

    assert findings_in(text) == []


def test_whoever_came_in_may_hear_from_us_three_times_at_once() -> None:
    """A mail, a call and a text on the day of the question; two on any other day."""
    inbound = ("direction: outbound", "direction: inbound\nexclusivity_group: hot")
    text = of_steps("email", "call", "linkedin", "call", "email", days=(1, 1, 1, 3, 7))

    found = findings_in(text.replace(*inbound).replace("email\n", "email\n    spread: none\n", 1))

    assert found == []


def test_a_mail_that_somebody_looks_at_is_not_automatic() -> None:
    """`review: true` on one mail, and the cadence of mails has a person in it."""
    text = of_steps(*["email"] * 8, days=(1, 2, 4, 6, 8, 9, 11, 12))

    rules = [
        one.rule for one in findings_in(text.replace("email\n", "email\n    review: true\n", 1))
    ]

    assert rules == ["single-channel", "no-phone"]


def test_fifteen_touches_in_two_weeks_are_just_bearable() -> None:
    """Neither too many in all, nor too many a day or in two weeks."""
    days = (1, 1, 2, 2, 4, 4, 5, 5, 6, 6, 8, 8, 9, 9, 10)
    text = of_steps(*["email", "call", "linkedin"] * 5, days=days)

    assert findings_in(text) == []


def test_a_mail_in_the_thread_of_another_needs_no_subject() -> None:
    """It goes under that of the thread, which is no repetition of it."""
    assert findings_in(edited(("    subject: A ten-minute count\n", ""))) == []


def test_a_mail_of_html_alone_is_judged_by_what_is_seen() -> None:
    """Its tags and styles are no words, and its words count as those of a text."""
    named = '{{ company | default: "you" }}'
    seen = f"<style>p {{color: red}}</style><p>{named} {'word ' * 30}</p>"
    many = seen.replace("word ", "word " * 8)
    before, subject, after = GOOD.partition("    subject: A ten-minute count\n")
    rest = after[after.index("\n  - id:") :]

    assert findings_in(f"{before}{subject}    html: '{seen}'{rest}") == []
    assert [one.rule for one in findings_in(f"{before}{subject}    html: '{many}'{rest}")] == [
        "text-too-long"
    ]
