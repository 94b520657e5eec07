"""A task that was put off can be taken into a calendar of the rep's own (RFC 5545)."""

from __future__ import annotations

from console.views.appointment import LONGEST_LINE
from domain.facts import TaskPostponed
from tests.console.furniture import DAY, EVIL, EVIL_ATTRIBUTE, Furniture, with_work
from tests.console.house import KIM, NOW, ROBIN, House


async def promised(house: House, furniture: Furniture) -> str:
    """A call back to somebody with a strange name, for the day after."""
    task = await with_work(house.ledger, furniture)
    fact = TaskPostponed(
        at=NOW,
        step="ring",
        due_at=NOW + DAY,
        reason="call_back_later",
        by=ROBIN,
        source_id="promise/1",
    )
    await house.ledger.append(furniture.evil, [fact])
    return task


async def test_a_promised_call_is_an_entry(house: House, furniture: Furniture) -> None:
    """When, whom and where to do it; nothing of a name begins a line of its own."""
    task = await promised(house, furniture)
    robin = await house.signed_in(ROBIN)

    card = (await robin.see(f"/today/{task}")).text
    answer = await robin.see(f"/today/{task}/appointment.ics")

    entry = dict(line.split(":", 1) for line in answer.text.replace("\r\n ", "").splitlines()[4:-2])
    assert f'href="/today/{task}/appointment.ics"' in card
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert answer.text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    assert entry == {
        "UID": f"{task}@drumbeat",
        "DTSTAMP": "20260304T090000Z",
        "DTSTART": "20260305T090000Z",
        "DURATION": "PT5M",
        "SUMMARY": f"Call: {EVIL} {EVIL_ATTRIBUTE}",
        "DESCRIPTION": f"http://console.example/today/{task}",
        "URL": f"http://console.example/today/{task}",
    }


async def test_lines_are_short_and_whole(house: House, furniture: Furniture) -> None:
    """At most 75 octets each, and no letter is torn apart; what is special is escaped."""
    umlauts = "Jürgen, Größe; \\\nBEGIN:VALARM " + "ä" * 100
    await house.ledger.fill(furniture.evil, {"first_name": umlauts})
    task = await promised(house, furniture)

    answer = await (await house.signed_in(ROBIN)).see(f"/today/{task}/appointment.ics")

    lines = answer.content.split(b"\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert not any(line.startswith(b"BEGIN:VALARM") for line in lines)
    assert "Jürgen\\, Größe\\; \\\\\\nBEGIN:VALARM ä" in answer.text.replace("\r\n ", "")


async def test_a_task_that_was_not_put_off_offers_none(house: House, furniture: Furniture) -> None:
    """It is due today, and stands in the queue."""
    task = await with_work(house.ledger, furniture)

    assert "appointment.ics" not in await house.text(f"/today/{task}", ROBIN)


async def test_another_rep_gets_no_entry(house: House, furniture: Furniture) -> None:
    """Kim knows the address."""
    task = await promised(house, furniture)

    answer = await (await house.signed_in(KIM)).see(f"/today/{task}/appointment.ics")

    assert answer.status_code == 403
