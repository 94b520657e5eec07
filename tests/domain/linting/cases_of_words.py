"""Cadences that say the wrong thing, or the right thing twice, too long or too loud."""

from __future__ import annotations

from tests.domain.linting.cases import Case
from tests.domain.linting.good_cadence import edited, of_steps

LONG_TEXT = "and one more thing that nobody will ever read to the end of it " * 16
LINK = "{title: Paper, url: https://a.example}"
ONE_FIGURE = """one figure from a customer: the wait fell from 71 minutes
      to 34 once carriers could book. Would that be worth a look at your busiest"""
THEY_ALL_SAY = """that is what everybody says first. What worked was to begin with the
      five that bring most pallets, and to let whoever has booked go to a door ahead of the"""

ANGLES = [
    Case(
        "same-message",
        edited(
            (
                ONE_FIGURE,
                THEY_ALL_SAY,
            )
        ),
        "mail-7 > text:",
        "of what 'message-6' says",
    ),
    Case(
        "same-subject",
        edited(("subject: Our carriers will never book", "subject: a ten-minute COUNT?")),
        "mail-7 > subject:",
        "has the subject of 'mail-4'",
    ),
    Case(
        "empty-follow-up",
        edited(("that is what everybody says first.", "I’m just checking in.")),
        "mail-7 > text:",
        "“just checking in”",
    ),
]
PERSONAL = [
    Case(
        "no-personalisation",
        edited(('Hello {{ first_name | default: "there" }}, I write', "Hello, I write")),
        "- id: connect-3",
        "says the same to everybody",
    ),
    Case(
        "no-personalisation",
        edited(('Hi {{ first_name | default: "there" }}, who looks', "Hi, who looks")),
        "- channel: linkedin",
        "'mail-1', by linkedin, says the same",
    ),
    Case(
        "hole-in-words",
        edited(
            (
                'Hello {{ first_name | default: "there" }}, I',
                "Hello {{ first_name | default: '' }}, I",
            )
        ),
        "connect-3 > message:",
        "says “Hello ,” where",
    ),
    Case(
        "hole-in-words",
        edited(("subject: A ten-minute count", "subject: '{% if trigger %}News{% endif %}'")),
        "mail-4 > subject:",
        "has nothing to say where",
    ),
    Case(
        "left-over-placeholder",
        edited(("here is a count", "here is [some value], a count")),
        "mail-4 > text:",
        "“[some value]”",
    ),
    Case(
        "left-over-placeholder",
        edited(("here is a count", "here is {company}, a count")),
        "mail-4 > text:",
        "“{company}”",
    ),
]
MAIL = [
    Case(
        "subject-too-long",
        edited(
            (
                "A ten-minute count",
                "\"For {{ company | default: 'you' }} this may be a ten-minute count\"",
            )
        ),
        "mail-4 > subject:",
        "characters long",
    ),
    Case(
        "subject-shouting",
        edited(("subject: A ten-minute count", "subject: A TEN-MINUTE COUNT")),
        "mail-4 > subject:",
        "in capitals",
    ),
    Case(
        "fake-reply",
        edited(("subject: A ten", "subject: 'Re: A ten"), ("minute count\n", "minute count'\n")),
        "mail-4 > subject:",
        "begins with 'Re:'",
    ),
    Case(
        "text-too-long",
        edited(("here is a count", f"here is a count {LONG_TEXT}")),
        "mail-4 > text:",
        "words; keep one thought",
    ),
    Case(
        "text-too-short",
        edited(
            ("What worked was to begin with the five that bring most\n", "\n"),
            ("      pallets, and to let whoever has booked go to a door ahead of the rest.\n", ""),
        ),
        "mail-7 > text:",
        "has 16 words",
    ),
    Case(
        "spam-words",
        edited(
            (
                "here is a count that costs nothing",
                "click here for a no-obligation, risk-free count",
            )
        ),
        "mail-4 > text:",
        "“click here” and “no obligation” and “risk free”",
    ),
    Case(
        "exclamation-marks",
        edited(("subject: A ten-minute count", "subject: A ten-minute count!")),
        "mail-4 > subject:",
        "an exclamation mark",
    ),
    Case(
        "exclamation-marks",
        edited(("that is what everybody says first.", "yes! Yes! Yes!")),
        "mail-7 > text:",
        "3 exclamation marks",
    ),
]
LINKS = [
    Case(
        "too-many-links",
        edited(
            ("Shall I fill it", "Or https://a.example, https://b.example. Shall I fill it"),
        ),
        "mail-4 > text:",
        "3 links",
    ),
    Case(
        "too-many-links",
        edited(
            (
                "    subject: A ten",
                f"    attachments: [{LINK}, {LINK}]\n    subject: A ten",
            )
        ),
        "mail-4 > text:",
        "3 links",
    ),
    Case(
        "shortened-links",
        edited(("https://northwind.example/count", "https://bit.ly/count")),
        "mail-4 > text:",
        "through bit.ly",
    ),
    Case(
        "shortened-links",
        edited(
            (
                "    day: 8\n",
                "    day: 8\n    attachments: [{title: Paper, url: 'https://www.TinyURL.com/x'}]\n",
            )
        ),
        "message-6 > attachments:",
        "through tinyurl.com",
    ),
]
LIMITS = [
    Case(
        "tight-fit",
        edited(
            ("I write on why", "at {{ company | default: 'docks' }} " + LONG_TEXT[:235] + "why")
        ),
        "connect-3 > message:",
        "can get 314 characters long, where 300 fit",
    ),
    Case(
        "connect-note-too-long",
        edited(("I write on why", f"{LONG_TEXT[:260]} I write on why")),
        "connect-3 > message:",
        "characters long, where 300 fit",
    ),
    Case(
        "inmail-too-long",
        edited(("}}, who looks after", f"}}}}, {LONG_TEXT * 2} who looks after")),
        "        message:",
        "where 1900 fit",
    ),
    Case(
        "inmail-too-long",
        edited(
            ("  signature:", f"  long: {'s' * 201}\n  signature:"),
            ("subject: Dock times", "subject: '{% render \"long\" %}'"),
        ),
        "        subject:",
        "where 200 fit",
    ),
    Case(
        "linkedin-message-too-long",
        edited(("one figure from", f"{LONG_TEXT * 2} one figure from")),
        "message-6 > message:",
        "where 1900 fit",
    ),
    Case(
        "sms-too-long",
        of_steps("email", "call", "sms", "call").replace("shall we talk?", LONG_TEXT[:120]),
        "step-3 > text:",
        "in 2 parts",
    ),
    Case(
        "sms-too-long",
        of_steps("email", "call", "sms", "call").replace(
            "shall we talk?", f"{LONG_TEXT[:40]} – ok?"
        ),
        "step-3 > text:",
        "in 2 parts because of '–'",
    ),
    Case(
        "sms-over-limit",
        of_steps("email", "call", "sms", "call").replace("shall we talk?", LONG_TEXT[:660]),
        "step-3 > text:",
        "where 640 fit",
    ),
]
