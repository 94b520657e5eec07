"""Threads: which mail follows which, and under what subject."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.cadence import email_of, thread_before
from domain.facts import ReplyReceived
from domain.mail.threads import Correspondence, SentMail, is_human
from tests.builders import a_cadence, a_step

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
MAIL = {"channel": "email", "text": "Or by mail?"}
CADENCE = a_cadence(
    steps=[
        a_step(id="first", subject="Docks"),
        a_step(id="second", day=2, subject=None),
        a_step(id="ring", channel="call", day=2, alternatives=[MAIL]),
        a_step(id="third", day=3, subject=None),
        a_step(id="fresh", day=4, subject="Gates"),
        a_step(id="ask", channel="task", day=4, alternatives=[{**MAIL, "subject": "Apart"}]),
        a_step(id="last", day=5, subject=None),
    ]
)


def sent(step: str, day: int = 0, subject: str | None = "Docks") -> SentMail:
    return SentMail(step, f"<{step}@n.example>", subject, AT + day * DAY)


@pytest.mark.parametrize(
    ("step", "before"),
    [
        ("first", ()),
        ("second", ("first",)),
        ("ring", ("first", "second")),
        ("third", ("first", "second", "ring")),
        ("fresh", ()),
        ("ask", ()),
        ("last", ("fresh",)),
    ],
)
def test_a_mail_without_a_subject_continues(step: str, before: tuple[str, ...]) -> None:
    """The thread is that of the nearest earlier step by mail with a subject."""
    assert thread_before(CADENCE, step) == before


@pytest.mark.parametrize(
    ("step", "subject"), [("first", "Docks"), ("third", "Docks"), ("last", "Gates")]
)
def test_its_subject_is_that_of_the_thread(step: str, subject: str) -> None:
    """As the file has it; what was really sent is for the ledger to say."""
    assert email_of(CADENCE, step).subject == subject
    assert email_of(CADENCE, step).text == "Hi {{ first_name }}, one question."


def test_a_step_without_a_mail_has_none() -> None:
    """Asking is a mistake of ours, not of the file."""
    with pytest.raises(TypeError, match="'ring' says nothing by mail"):
        email_of(a_cadence(steps=[a_step(id="ring", channel="call")]), "ring")


def test_a_follow_up_has_the_subject_as_it_was_sent() -> None:
    """Whatever the fields have become since; and no `Re:` pretends an answer."""
    thread = Correspondence((sent("first", 0, "Docks for Northwind"), sent("second", 1)))

    assert thread.subject("Docks for Southwind") == "Docks for Northwind"
    assert thread.ids == ("<first@n.example>", "<second@n.example>")


def test_re_stands_after_a_reply_only() -> None:
    """Once the prospect has answered within the thread it is a conversation."""
    mails = (sent("first"), sent("second", 1))

    answered = Correspondence(mails, AT + DAY).within(("first", "second"))

    assert answered.subject("Docks") == "Re: Docks"
    again = Correspondence((sent("first", 0, "RE: Docks"),), AT + DAY)
    assert again.subject("Docks") == "RE: Docks"


def test_a_reply_to_an_earlier_thread_is_none_to_this() -> None:
    """What was answered before the thread began was not said to it."""
    whole = Correspondence((sent("first"), sent("fresh", 3, "Gates")), AT + DAY)

    thread = whole.within(("fresh",))

    assert thread.ids == ("<fresh@n.example>",)
    assert thread.subject("Gates") == "Gates"
    assert whole.within(("first",)).subject("Docks") == "Re: Docks"


@pytest.mark.parametrize("thread", [Correspondence(), Correspondence((sent("first", 0, None),))])
def test_where_nothing_is_kept_the_file_says_it(thread: Correspondence) -> None:
    """The first mail of a thread was skipped, or was sent before subjects were kept."""
    assert thread.subject("Docks") == "Docks"


def test_nothing_sent_is_nothing_answered() -> None:
    """A reply to something else does not make the first mail of a thread a `Re:`."""
    assert Correspondence((sent("first"),), AT + DAY).within(("fresh",)) == Correspondence()


@pytest.mark.parametrize(
    ("reply_class", "human"), [("positive", True), ("out_of_office", False), ("automatic", False)]
)
def test_an_automatic_answer_is_no_reply(reply_class: str, *, human: bool) -> None:
    """A machine that says somebody is away, or thanks for a mail, has not begun a conversation."""
    reply = ReplyReceived(at=AT, source_id="r", reply_class=reply_class)

    assert is_human(reply) is human
