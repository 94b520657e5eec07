"""Slots of mailboxes: who may send now, who waits for what, and that nothing leaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from domain.facts import EnrollmentEnded, Fact, Paused, TouchHeld, TouchPerformed
from domain.mailboxes import Delay, Limits, Mailbox, NoSlot, Ramp
from domain.ports import Claim, ClaimState
from tests.builders import ROBIN
from tests.contracts.scene import (
    DAY,
    HOUR,
    MONDAY,
    AnyLedger,
    a_plan,
    a_request,
    an_enrolled,
    somebody,
)

AT = MONDAY + HOUR
MINUTE = timedelta(minutes=1)
FIVE = 5 * MINUTE
CLOSES = MONDAY + 8 * HOUR


def robin(**limits: Any) -> Mailbox:  # noqa: ANN401 -- whatever limits there are
    return replace(ROBIN, limits=Limits(**limits))


async def people(ledger: AnyLedger, count: int) -> list[str]:
    """Enrollments whose first mail is planned for now."""
    enrolled = [await an_enrolled(ledger, somebody(number)) for number in range(count)]
    for each in enrolled:
        await ledger.append(each, [a_plan(due_at=AT)])
    return enrolled


async def asks(
    ledger: AnyLedger, enrolled: str, mailbox: Mailbox, at: datetime = AT, step: str = "intro"
) -> Claim | NoSlot:
    """Ask for a slot; the token makes each ask an attempt of its own."""
    request = a_request(enrolled, f"{step}/{at.isoformat()}", mailbox=mailbox, at=at, step=step)
    answer = await ledger.reserve(request)
    assert isinstance(answer, Claim | NoSlot)
    return answer


async def sends(
    ledger: AnyLedger, enrolled: str, mailbox: Mailbox, at: datetime = AT, step: str = "intro"
) -> Claim:
    """Send the whole mail."""
    claim = await asks(ledger, enrolled, mailbox, at, step)
    assert isinstance(claim, Claim)
    assert await ledger.mark_in_doubt(claim, at) is None
    await ledger.settle(claim, ClaimState.SENT, TouchPerformed(at=at, step=step))
    return claim


async def reason_for(
    ledger: AnyLedger, enrolled: str, mailbox: Mailbox, at: datetime = AT
) -> str | None:
    answer = await asks(ledger, enrolled, mailbox, at)
    return answer.reason.value if isinstance(answer, NoSlot) else None


async def test_who_sends_waits_nowhere(ledger: AnyLedger) -> None:
    """Not at the full mailbox that was asked first, though the other one has no limits."""
    full, free = robin(day=1), replace(ROBIN, address="sam@northwind.example")
    first, second = await people(ledger, 2)
    await sends(ledger, first, full)

    for enrolled in (first, second):
        await asks(ledger, enrolled, full, step="other")
        await sends(ledger, enrolled, free, step="other")

    (row,) = await ledger.mailboxes([full], AT)
    assert row.waiting == 0


async def test_who_sends_after_a_pause_waits_no_more(ledger: AnyLedger) -> None:
    """Nor where the mailbox has no limits."""
    await sends(ledger, (await people(ledger, 1))[0], ROBIN)
    enrolled = await an_enrolled(ledger, somebody(7))
    await ledger.pause_mailbox(ROBIN.address, "by hand", AT + HOUR, AT)
    assert isinstance(await asks(ledger, enrolled, ROBIN), NoSlot)

    await ledger.resume_mailbox(ROBIN.address)
    await sends(ledger, enrolled, ROBIN)

    (row,) = await ledger.mailboxes([ROBIN], AT)
    assert row.waiting == 0


async def test_a_full_day_waits_for_the_next(ledger: AnyLedger) -> None:
    """The cap counts the mailbox's day; the hold lasts until the next, and says why."""
    mailbox = replace(robin(day=2), timezone="Europe/Berlin")
    first, second, third = await people(ledger, 3)
    await sends(ledger, first, mailbox)
    await sends(ledger, second, mailbox)

    answer = await asks(ledger, third, mailbox)

    assert isinstance(answer, NoSlot)
    assert answer.reason is Delay.FULL
    assert answer.why == "robin@northwind.example has sent 2 of 2 today"
    midnight = MONDAY.replace(hour=23)
    assert midnight <= answer.until < midnight + HOUR


async def test_the_cap_counts_in_the_zone_of_the_mailbox(ledger: AnyLedger) -> None:
    """A mail sent before its midnight does not count after it."""
    mailbox = replace(robin(day=1), timezone="America/New_York")
    first, second = await people(ledger, 2)
    midnight = MONDAY.replace(hour=5)
    await sends(ledger, first, mailbox, midnight - MINUTE)

    assert await reason_for(ledger, second, mailbox, midnight - MINUTE) == "mailbox_full"
    assert await reason_for(ledger, second, mailbox, midnight) is None


async def test_a_reserved_slot_counts_while_its_attempt_may_live(ledger: AnyLedger) -> None:
    """A quarter of an hour, which is as long as an attempt can take; then it is free again."""
    mailbox = robin(day=1)
    first, second = await people(ledger, 2)
    await asks(ledger, first, mailbox)

    assert await reason_for(ledger, second, mailbox, AT + 15 * MINUTE) == "mailbox_full"
    assert await reason_for(ledger, second, mailbox, AT + 16 * MINUTE) is None


async def test_a_mail_that_did_not_go_out_gives_its_slot_back(ledger: AnyLedger) -> None:
    """What the server refused is no mail of the day."""
    mailbox = robin(day=1)
    first, second = await people(ledger, 2)
    claim = await asks(ledger, first, mailbox)
    assert isinstance(claim, Claim)
    await ledger.mark_in_doubt(claim, AT)
    held = TouchHeld(at=AT, step="intro", generation=1, reason="mail_server_busy", until=CLOSES)

    assert await reason_for(ledger, second, mailbox) == "mailbox_full"
    await ledger.settle(claim, ClaimState.NOT_SENT, held)

    assert await reason_for(ledger, second, mailbox) is None


async def test_a_doubt_keeps_its_slot(ledger: AnyLedger) -> None:
    """A mail that may have gone out counts, however long ago."""
    mailbox = robin(day=1)
    first, second = await people(ledger, 2)
    claim = await asks(ledger, first, mailbox)
    assert isinstance(claim, Claim)
    await ledger.mark_in_doubt(claim, AT)

    assert await reason_for(ledger, second, mailbox, AT + 6 * HOUR) == "mailbox_full"


async def test_another_attempt_has_its_own_slot(ledger: AnyLedger) -> None:
    """Who takes a touch over does not wait for the slot that the touch holds."""
    mailbox = robin(day=1, gap=(FIVE, FIVE))
    (first,) = await people(ledger, 1)
    await asks(ledger, first, mailbox)

    assert await reason_for(ledger, first, mailbox, AT + MINUTE) is None


async def test_the_cap_is_kept_where_mails_start(ledger: AnyLedger) -> None:
    """Two hold a slot, as one was thought dead; one of them starts."""
    mailbox = robin(day=1)
    slow, quick = await people(ledger, 2)
    late = AT + 20 * MINUTE
    first = await asks(ledger, slow, mailbox)
    second = await asks(ledger, quick, mailbox, late)
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)

    assert await ledger.mark_in_doubt(second, late) is None
    refused = await ledger.mark_in_doubt(first, late)

    assert isinstance(refused, NoSlot)
    assert refused.reason is Delay.FULL


async def test_the_gap_is_kept_where_mails_start(ledger: AnyLedger) -> None:
    """A mail whose server took its time moves the slot; the next waits from there."""
    mailbox = robin(gap=(FIVE, FIVE))
    slow, quick = await people(ledger, 2)
    first = await asks(ledger, slow, mailbox)
    second = await asks(ledger, quick, mailbox, AT + 6 * MINUTE)
    assert isinstance(first, Claim)
    assert isinstance(second, Claim)

    assert await ledger.mark_in_doubt(first, AT + 6 * MINUTE) is None
    refused = await ledger.mark_in_doubt(second, AT + 7 * MINUTE)

    assert isinstance(refused, NoSlot)
    assert refused.reason is Delay.GAP
    assert refused.until == AT + 11 * MINUTE


async def test_those_who_wait_have_a_turn_each(ledger: AnyLedger) -> None:
    """Ten who come at once come again one after the other, a gap apart."""
    mailbox = robin(gap=(FIVE, 2 * FIVE))
    first, *others = await people(ledger, 11)
    await sends(ledger, first, mailbox)

    answers = [await asks(ledger, each, mailbox) for each in others]

    turns = [answer.until for answer in answers if isinstance(answer, NoSlot)]
    apart = [later - earlier for earlier, later in zip([AT, *turns], turns, strict=False)]
    assert len(turns) == 10
    assert all(FIVE <= gap <= 2 * FIVE for gap in apart), apart
    assert len(set(apart)) > 1, "there is no jitter"
    (row,) = await ledger.mailboxes([mailbox], AT)
    assert (row.sent_today, row.waiting) == (1, 10)


async def test_at_its_turn_everybody_gets_a_slot(ledger: AnyLedger) -> None:
    """Nobody is put off again, though each mail leaves a moment after its turn."""
    mailbox = robin(gap=(FIVE, 2 * FIVE))
    first, *others = await people(ledger, 6)
    await sends(ledger, first, mailbox)
    answers = {each: await asks(ledger, each, mailbox) for each in others}
    late = timedelta(seconds=20)

    for each, answer in answers.items():
        assert isinstance(answer, NoSlot)
        await sends(ledger, each, mailbox, answer.until + late)
        late -= timedelta(seconds=4)


async def test_who_comes_new_waits_behind_those_who_wait(ledger: AnyLedger) -> None:
    """A turn is not taken by somebody whose touch happens to be due just before."""
    mailbox = robin(gap=(FIVE, FIVE))
    first, waits, new = await people(ledger, 3)
    await sends(ledger, first, mailbox)
    turn = await asks(ledger, waits, mailbox)
    assert isinstance(turn, NoSlot)

    answer = await asks(ledger, new, mailbox, turn.until)

    assert isinstance(answer, NoSlot)
    assert answer.until >= turn.until + FIVE
    assert await reason_for(ledger, waits, mailbox, turn.until) is None


@pytest.mark.parametrize(
    "gone",
    [
        EnrollmentEnded(at=AT, state="finished", reason="replied"),
        Paused(at=AT, source_id="p", reason="manual"),
    ],
    ids=["ended", "paused"],
)
async def test_the_turn_of_who_has_gone_is_free(ledger: AnyLedger, gone: Fact) -> None:
    """Nobody waits for an enrollment that has ended or stands still."""
    mailbox = robin(day=2, gap=(FIVE, FIVE))
    first, goes, stays = await people(ledger, 3)
    await sends(ledger, first, mailbox)
    turn = await asks(ledger, goes, mailbox)
    assert await reason_for(ledger, stays, mailbox) == "mailbox_full"

    await ledger.append(goes, [gone])
    answer = await asks(ledger, stays, mailbox)

    assert isinstance(turn, NoSlot)
    assert isinstance(answer, NoSlot)
    assert answer.reason is Delay.GAP
    assert answer.until - AT < 2 * FIVE


async def test_a_missed_turn_is_not_waited_for(ledger: AnyLedger) -> None:
    """A worker that was away leaves no queue behind."""
    mailbox = robin(gap=(FIVE, FIVE))
    first, away, new = await people(ledger, 3)
    await sends(ledger, first, mailbox)
    turn = await asks(ledger, away, mailbox)
    assert isinstance(turn, NoSlot)

    assert await reason_for(ledger, new, mailbox, turn.until + 16 * MINUTE) is None


async def test_a_turn_beyond_the_window_is_tomorrow(ledger: AnyLedger) -> None:
    """What cannot leave today is planned anew, instead of coming when its window has closed."""
    mailbox = robin(gap=(4 * HOUR, 4 * HOUR))
    first, second, third = await people(ledger, 3)
    await sends(ledger, first, mailbox, AT + HOUR)
    await asks(ledger, second, mailbox, AT + HOUR)

    answer = await asks(ledger, third, mailbox, AT + HOUR)

    assert isinstance(answer, NoSlot)
    assert answer.until >= (MONDAY + DAY).replace(hour=0)


async def test_an_hour_takes_so_many(ledger: AnyLedger) -> None:
    """The next goes when the oldest of the hour leaves it, and the one after it later."""
    mailbox = robin(hour=2)
    first, second, third, fourth = await people(ledger, 4)
    await sends(ledger, first, mailbox)
    await sends(ledger, second, mailbox, AT + 40 * MINUTE)

    answers = [await asks(ledger, each, mailbox, AT + 50 * MINUTE) for each in (third, fourth)]

    assert all(isinstance(answer, NoSlot) for answer in answers)
    reasons = [(answer.reason, answer.until) for answer in answers if isinstance(answer, NoSlot)]
    assert reasons == [(Delay.HOURLY, AT + HOUR), (Delay.HOURLY, AT + HOUR + 30 * MINUTE)]
    assert await reason_for(ledger, third, mailbox, AT + HOUR) is None


async def test_a_domain_takes_so_many_a_day(ledger: AnyLedger) -> None:
    """Whatever the case of the address; another domain is not concerned."""
    mailbox = robin(domain=1)
    first, second, third = await people(ledger, 3)
    await sends(ledger, first, mailbox)

    same = await ledger.reserve(a_request(second, mailbox=mailbox, recipient="b@EXAMPLE.com"))
    other = await ledger.reserve(a_request(third, mailbox=mailbox, recipient="c@other.example"))

    assert isinstance(same, NoSlot)
    assert same.reason is Delay.DOMAIN_FULL
    assert "1 of 1 to example.com today" in same.why
    assert isinstance(other, Claim)


async def test_first_mails_get_what_follow_ups_leave(ledger: AnyLedger) -> None:
    """A follow-up planned for later today has its slot; one of another mailbox does not."""
    mailbox, sam = robin(day=3), replace(robin(), address="sam@northwind.example")
    known, of_sam, first, second = await people(ledger, 4)
    await sends(ledger, known, mailbox, MONDAY - DAY)
    await sends(ledger, of_sam, sam, MONDAY - DAY)
    later = a_plan(step="call", channel="email", due_at=AT + 3 * HOUR)
    await ledger.append(known, [later])
    await ledger.append(of_sam, [later])
    await sends(ledger, first, robin(day=2))

    answer = await asks(ledger, second, robin(day=2))

    assert isinstance(answer, NoSlot)
    assert answer.reason is Delay.FOLLOW_UPS
    assert answer.why.endswith("has sent 1 of 2 today, the rest is for follow-ups (1 to come)")
    assert await reason_for(ledger, second, mailbox) is None
    await sends(ledger, known, robin(day=3), AT + 3 * HOUR, step="call")


async def test_a_follow_up_on_its_way_counts_once(ledger: AnyLedger) -> None:
    """From when it is due until it has its slot it is still to come, and then it was sent."""
    known, first, second = await people(ledger, 3)
    await sends(ledger, known, robin(day=9), MONDAY - DAY)
    await ledger.append(known, [a_plan(step="call", channel="email", due_at=AT)])

    assert await reason_for(ledger, first, robin(day=1), AT + MINUTE) == "left_for_follow_ups"
    await asks(ledger, known, robin(day=2), AT + MINUTE, step="call")
    assert await reason_for(ledger, second, robin(day=2), AT + 2 * MINUTE) is None


async def test_a_follow_up_that_waits_counts_once(ledger: AnyLedger) -> None:
    """It has its turn, and is planned for it."""
    known, first, second = await people(ledger, 3)
    mailbox = robin(day=3, gap=(FIVE, FIVE))
    await sends(ledger, known, mailbox, MONDAY - DAY)
    await sends(ledger, first, mailbox)
    turn = await asks(ledger, known, mailbox, AT + MINUTE, step="call")
    assert isinstance(turn, NoSlot)
    await ledger.append(known, [a_plan(step="call", channel="email", due_at=turn.until)])

    answer = await asks(ledger, second, mailbox, AT + MINUTE)

    assert isinstance(answer, NoSlot)
    assert answer.reason is Delay.GAP


async def test_a_follow_up_that_missed_its_turn_is_still_to_come(ledger: AnyLedger) -> None:
    """A busy engine takes no slot away from it: held until today, it comes today."""
    known, first, second = await people(ledger, 3)
    mailbox = robin(day=2, gap=(FIVE, FIVE))
    await sends(ledger, known, mailbox, MONDAY - DAY)
    await sends(ledger, first, mailbox)
    await ledger.append(known, [a_plan(step="call", channel="email", due_at=AT)])
    turn = await asks(ledger, known, mailbox, AT + MINUTE, step="call")
    assert isinstance(turn, NoSlot)
    held = TouchHeld(at=AT, step="call", generation=1, reason=turn.reason.value, until=turn.until)
    await ledger.append(known, [held])

    long_after = turn.until + 2 * HOUR

    assert await reason_for(ledger, second, mailbox, long_after) == "left_for_follow_ups"
    assert await reason_for(ledger, second, robin(day=3), long_after) is None


async def test_a_follow_up_goes_before_first_mails_that_wait(ledger: AnyLedger) -> None:
    """Whoever of the first mails has waited longest: a thread is not kept waiting for a new one."""
    mailbox = robin(gap=(FIVE, FIVE))
    known, first, second, third = await people(ledger, 4)
    await sends(ledger, known, mailbox, MONDAY - DAY)
    await sends(ledger, first, mailbox)
    for each in (second, third):
        await asks(ledger, each, mailbox)

    answer = await asks(ledger, known, mailbox, AT + MINUTE, step="call")

    assert isinstance(answer, NoSlot)
    assert answer.until <= AT + FIVE + timedelta(seconds=30)


async def test_a_warm_up_grows_from_the_first_use(ledger: AnyLedger) -> None:
    """On the first day as many as it says, on the next more, in the end the cap."""
    mailbox = robin(day=5, ramp=Ramp(first=1, days=2))
    enrolled = await people(ledger, 3)
    await sends(ledger, enrolled[0], mailbox)

    today, tomorrow, later = [
        (row.cap, row.ramp_day)
        for at in (AT, AT + DAY, AT + 2 * DAY)
        for row in await ledger.mailboxes([mailbox], at)
    ]

    assert (today, tomorrow, later) == ((1, 1), (3, 2), (5, None))
    assert await reason_for(ledger, enrolled[1], mailbox) == "mailbox_full"


async def test_a_paused_mailbox_sends_nothing(ledger: AnyLedger) -> None:
    """Not even what was reserved before; the reason is told, and resuming lets it go."""
    first, second = await people(ledger, 2)
    claim = await asks(ledger, first, ROBIN)
    assert isinstance(claim, Claim)

    await ledger.pause_mailbox(ROBIN.address, "535 5.7.8 no", None, AT)
    refused = await ledger.mark_in_doubt(claim, AT + MINUTE)
    held = await asks(ledger, second, ROBIN, AT + MINUTE)

    assert isinstance(refused, NoSlot)
    assert isinstance(held, NoSlot)
    assert held.why == "robin@northwind.example is paused: 535 5.7.8 no"
    assert AT + MINUTE < held.until < AT + HOUR
    (row,) = await ledger.mailboxes([ROBIN], AT + MINUTE)
    assert (row.paused, row.paused_until) == ("535 5.7.8 no", None)
    assert await ledger.resume_mailbox(ROBIN.address)
    assert not await ledger.resume_mailbox(ROBIN.address)
    assert await ledger.mark_in_doubt(claim, AT + 2 * MINUTE) is None


async def test_a_back_off_ends_by_itself_and_ends_no_pause(ledger: AnyLedger) -> None:
    """An hour is an hour; a pause that a person has to end is not shortened by it."""
    first, second = await people(ledger, 2)
    await ledger.pause_mailbox(ROBIN.address, "421 4.7.0 slow down", AT + HOUR, AT)

    assert await reason_for(ledger, first, ROBIN, AT) == "mailbox_paused"
    assert await reason_for(ledger, first, ROBIN, AT + HOUR) is None

    await ledger.pause_mailbox(ROBIN.address, "550 5.7.1 spam", None, AT + HOUR)
    await ledger.pause_mailbox(ROBIN.address, "421 4.7.0 slow down", AT + 2 * HOUR, AT + HOUR)
    assert await reason_for(ledger, second, ROBIN, AT + 3 * HOUR) == "mailbox_paused"


async def test_who_waits_for_a_paused_mailbox_holds_no_turn(ledger: AnyLedger) -> None:
    """Once it is resumed nobody queues behind those who only look again."""
    mailbox = robin(day=9, gap=(FIVE, FIVE))
    first, second = await people(ledger, 2)
    await ledger.pause_mailbox(mailbox.address, "manual", None, AT)
    await asks(ledger, first, mailbox)
    await ledger.resume_mailbox(mailbox.address)

    assert await reason_for(ledger, second, mailbox) is None
