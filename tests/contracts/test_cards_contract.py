"""The card of a task: everything that it takes to do it well, on every ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.cadence import DISPOSITIONS
from domain.facts import (
    NoteAdded,
    ReplyReceived,
    TaskCompleted,
    TaskOpened,
    TaskPostponed,
    TouchPerformed,
)
from ledger.records import Ticket, UnknownTask
from ledger.records.rep_work import Earlier, Take
from tests.builders import a_cadence, a_prospect, a_step
from tests.contracts.scene import DAY, HOUR, MONDAY, AnyLedger, a_plan, a_task, an_event

CADENCE = a_cadence(
    steps=[
        a_step(),
        a_step(id="ring", channel="call", day=2),
        a_step(
            id="call",
            channel="call",
            day=3,
            script="Ask {{ first_name }} about {{ trigger }}.",
            voicemail="This is Robin.",
        ),
        a_step(id="connect", channel="linkedin", day=4, kind="connect", message="Hi {{ country }}"),
        a_step(id="last", day=6, on={"no_response": {"after": "1d", "pause": "3d"}}),
    ],
    on={"reply": "continue"},
    booking_link="https://cal.com/robin",
)
NOW = MONDAY + 2 * DAY
TAKE = Take("ana", NOW + HOUR)


async def a_ticket(ledger: AnyLedger) -> Ticket:
    await ledger.publish(CADENCE, MONDAY)
    (ticket,) = await ledger.enroll([a_prospect()], CADENCE.name, MONDAY)
    assert isinstance(ticket, Ticket)
    return ticket


async def test_a_card_has_all_that_a_rep_needs(ledger: AnyLedger) -> None:
    """Why now, the words, who, what was before, what is missing, where to click."""
    enrolled = (await a_ticket(ledger)).enrollment_id
    completed = TaskCompleted(at=MONDAY + DAY, step="ring", disposition="no_answer", by="bo")
    await ledger.append(
        enrolled,
        [
            a_plan(),
            TouchPerformed(at=MONDAY + HOUR, step="intro"),
            ReplyReceived(at=MONDAY + 2 * HOUR, source_id="crm/1", reply_class="neutral"),
            a_plan("ring", channel="call"),
            TaskOpened(at=MONDAY + DAY, step="ring", kind="call"),
            completed,
            NoteAdded(at=MONDAY + DAY, note="Asks for Ada.", by="bo", request_id="1"),
            a_plan("call", channel="call", why="day 3, after lunch"),
        ],
    )
    await ledger.open(a_task(enrolled, at=NOW, not_after=None, due_at=NOW + HOUR, until=None))
    await ledger.take(f"{enrolled}.call", TAKE, NOW)

    card = await ledger.card(f"{enrolled}.call", NOW)

    assert card.task == await ledger.task(f"{enrolled}.call")
    assert (card.why, card.cadence) == ("day 3, after lunch", "introduction")
    script, voicemail = card.sections
    assert (script.heading, script.missing) == ("SCRIPT", "trigger")
    assert (voicemail.heading, voicemail.words) == ("VOICEMAIL", "This is Robin.")
    assert card.missing == ("trigger",)
    assert (card.name, card.account, card.timezone) == ("Ada", "example.com", "Europe/Berlin")
    assert f"{card.local_now:%H:%M}" == "10:00"
    assert card.links == {
        "call": "tel:+4930901820",
        "profile": "https://www.linkedin.com/in/ada",
        "mail": "mailto:ada@example.com",
        "calendar": f"https://cal.com/robin?metadata%5Benrollment%5D={enrolled}&name=Ada"
        "&email=ada%40example.com",
    }
    assert card.touches == (
        Earlier(MONDAY + HOUR, "touch", "intro", "email", "sent"),
        Earlier(MONDAY + DAY, "touch", "ring", "call", "no_answer", "bo"),
    )
    assert card.replies == (Earlier(MONDAY + 2 * HOUR, "reply", how="neutral"),)
    assert card.notes == (Earlier(MONDAY + DAY, "note", by="bo", note="Asks for Ada."),)
    assert (card.take, card.is_overdue) == (TAKE, False)
    assert set(card.consequences) == {*DISPOSITIONS, "skip"}
    assert str(card.consequences["meeting_booked"]) == "→ ends: finished (meeting booked)"
    assert str(card.consequences["no_answer"]).startswith("→ step connect, linkedin, Thu 05 Mar")


async def test_a_card_has_what_somebody_answered(ledger: AnyLedger) -> None:
    """In the words that the door has understood, beside the class of the reply."""
    enrolled = (await a_ticket(ledger)).enrollment_id
    heard = an_event(event_id="1", enrollment_id=enrolled, words="Call me on Friday.")
    await ledger.ingest(heard)
    await ledger.ingest(an_event("engagement", "2", enrollment_id=enrolled))
    reply = ReplyReceived(at=MONDAY, source_id=heard.source_id, reply_class="positive")
    await ledger.append(enrolled, [reply, a_plan("call", channel="call")])
    await ledger.open(a_task(enrolled))

    card = await ledger.card(f"{enrolled}.call", NOW)

    said = Earlier(MONDAY, "reply", how="positive", note="Call me on Friday.")
    assert card.replies == (said,)
    assert await ledger.words(enrolled) == {"crm/1": "Call me on Friday."}
    assert [row.words for row in await ledger.events()] == ["Call me on Friday.", None]


async def test_what_is_filled_in_is_no_longer_missing(ledger: AnyLedger) -> None:
    """The words are read with what is known now."""
    enrolled = (await a_ticket(ledger)).enrollment_id
    await ledger.append(enrolled, [a_plan("call", channel="call")])
    await ledger.open(a_task(enrolled))

    await ledger.fill(enrolled, {"trigger": "the strike"})

    card = await ledger.card(f"{enrolled}.call", NOW)
    assert card.sections[0].words == "Ask Ada about the strike."
    assert card.missing == ()


async def test_a_card_counts_what_linkedin_counts(ledger: AnyLedger) -> None:
    """A note that goes with an invitation has 300 characters."""
    enrolled = (await a_ticket(ledger)).enrollment_id
    await ledger.append(enrolled, [a_plan("connect", channel="linkedin")])
    task = a_task(enrolled, step="connect", channel="linkedin", kind="linkedin_connect")
    await ledger.open(task)
    await ledger.fill(enrolled, {"country": "x" * 300})

    card = await ledger.card(f"{enrolled}.connect", NOW)

    (message,) = card.sections
    assert (message.limit, len(message.words), message.is_too_long) == (300, 303, True)


async def test_a_card_is_overdue_and_says_who_put_it_off(ledger: AnyLedger) -> None:
    """By the new time, with what was written down."""
    enrolled = (await a_ticket(ledger)).enrollment_id
    await ledger.append(enrolled, [a_plan("call", channel="call")])
    await ledger.open(a_task(enrolled, until=None, due_at=MONDAY))
    due_at = NOW - timedelta(minutes=1)
    later = TaskPostponed(
        at=MONDAY + HOUR,
        step="call",
        due_at=due_at,
        reason="snoozed",
        by="ana",
        source_id="request/1",
    )
    before = await ledger.card(f"{enrolled}.call", MONDAY + HOUR)

    await ledger.append(enrolled, [later])

    card = await ledger.card(f"{enrolled}.call", NOW)
    assert before.is_overdue
    assert (card.is_overdue, card.task.due_at) == (True, due_at)
    put_off = Earlier(MONDAY + HOUR, "postponed", "call", how="snoozed", by="ana")
    assert card.notes == (put_off,)
    assert not (await ledger.card(f"{enrolled}.call", due_at)).is_overdue


async def test_there_is_no_card_of_what_is_over(ledger: AnyLedger) -> None:
    """Nobody is shown a task that another has done."""
    enrolled = (await a_ticket(ledger)).enrollment_id

    with pytest.raises(UnknownTask):
        await ledger.card(f"{enrolled}.call", NOW)
