"""What stands in the house: people in every state, mails of every kind, and what came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from domain.cadence import Cadence
from domain.facts import (
    EnrollmentEnded,
    Fact,
    OptedOut,
    Paused,
    ReplyReceived,
    TaskCompleted,
    TaskOpened,
    TouchHeld,
    TouchInDoubt,
    TouchPerformed,
    TouchPlanned,
)
from domain.mail.doubts import Evidence
from domain.people.prospects import Prospect
from domain.ports import Claim, ClaimRequest, ClaimState, InboundEvent, TaskRequest
from ledger.records import Attribution, SuppressionRow, Ticket
from ledger.sql import SqlLedger
from tests.builders import a_cadence, a_step
from tests.console.house import KIM, NOW, ROBIN, SENDING

EVIL = "<script>alert('x')</script>"
EVIL_ATTRIBUTE = '"><img src=x onerror=alert(1)>'
EVIL_TEMPLATE = "{{ 7 * 7 }}{% raw %}"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
STEPS = [
    a_step(id="hello"),
    a_step(id="ring", channel="call", day=2),
    a_step(id="connect", channel="linkedin", day=3),
    a_step(id="nudge", day=5),
]
GREETING = {
    "id": "greeting",
    "description": f"Which greeting is answered {EVIL}",
    "variants": [{"id": "plain"}, {"id": "warm", "steps": {"hello": {"subject": "Sunny"}}}],
}
OUTREACH = a_cadence(
    name="outreach",
    steps=STEPS,
    owner=ROBIN,
    description="Four touches.",
    experiments=[GREETING],
)
KIMS = a_cadence(name="kims", steps=[a_step(id="hello")], owner=KIM)
HTML_MAIL = b"""\
From: Robin Vale <robin@northwind.example>\r
To: ada@example.com\r
Subject: Hello <b>Ada</b>\r
Message-ID: <1@northwind.example>\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="b"\r
\r
--b\r
Content-Type: text/plain; charset=utf-8\r
\r
Hi Ada <script>alert(1)</script>\r
--b\r
Content-Type: text/html; charset=utf-8\r
\r
<p style="color: #333" onclick="alert(1)">Hi <b>Ada</b></p><script>alert(1)</script>\r
<img src="https://tracker.example/open.gif" alt="dot"><a href="https://click.example/1">here</a>\r
--b--\r
"""


@dataclass(frozen=True)
class Furniture:
    """The ids of who is here, by how they stand."""

    active: str
    doubted: str
    paused: str
    held: str
    ended: str
    kims: str
    evil: str
    prospect: str


async def furnish(ledger: SqlLedger) -> Furniture:
    """One of each."""
    for cadence in (OUTREACH, KIMS):
        await ledger.publish(cadence, NOW - 10 * DAY)
    names = ("active", "doubted", "paused", "held", "ended")
    people = {name: await enrolled(ledger, name) for name in names}
    evil = await enrolled(
        ledger,
        "evil",
        first_name=EVIL,
        last_name=EVIL_ATTRIBUTE,
        title=EVIL_TEMPLATE,
        account=f"{EVIL} & Sons",
    )
    kims = await enrolled(ledger, "kims", cadence=KIMS)
    await _active(ledger, people["active"])
    await _doubted(ledger, people["doubted"])
    pause = Paused(at=NOW - DAY, source_id="pause/1", reason="needs_attention", by=ROBIN)
    await ledger.append(people["paused"], [planned(), pause])
    await _held(ledger, people["held"])
    end = EnrollmentEnded(at=NOW - HOUR, state="finished", reason="manual", by=ROBIN)
    await ledger.append(people["ended"], [planned(), end])
    await ledger.append(evil, [planned(why=EVIL)])
    await _heard(ledger, people["active"])
    await ledger.suppress(
        [SuppressionRow("gone@example.com", "*", EVIL, NOW - DAY)],
        Attribution(ROBIN, "asked us to", NOW - DAY),
    )
    _, _, *_ = await ledger.enrollment(people["active"])
    prospect = (await ledger.enrollee(people["active"])).prospect.id
    return Furniture(**people, evil=evil, kims=kims, prospect=prospect)


async def enrolled(ledger: SqlLedger, name: str, cadence: Cadence = OUTREACH, **fields: str) -> str:
    account = fields.pop("account", "Example")
    variables = {"first_name": name.title(), "last_name": "Person", **fields}
    person = Prospect(
        id="",
        email=f"{name}@example.com",
        timezone="Europe/Berlin",
        account=account,
        variables=variables,
    )
    (ticket,) = await ledger.enroll([person], cadence.name, NOW - 3 * DAY)
    assert isinstance(ticket, Ticket)
    return ticket.enrollment_id


def planned(step: str = "hello", generation: int = 1, why: str = "day 1, in its hours") -> Fact:
    return TouchPlanned(
        at=NOW - 2 * DAY,
        step=step,
        generation=generation,
        channel="email" if step in ("hello", "nudge") else "call",
        due_at=NOW + generation * HOUR,
        not_after=NOW + 8 * HOUR,
        timezone="Europe/Berlin",
        why=why,
    )


async def a_claim(ledger: SqlLedger, enrollment: str, step: str = "hello") -> Claim:
    request = ClaimRequest(
        enrollment_id=enrollment,
        step=step,
        generation=1,
        token="t",
        message_id=f"<{enrollment}.{step}@northwind.example>",
        mailbox=SENDING,
        recipient="ada@example.com",
        message=HTML_MAIL,
        not_after=NOW + 8 * HOUR,
        at=NOW - 2 * HOUR,
        subject="Hello",
    )
    claim = await ledger.reserve(request)
    assert isinstance(claim, Claim), claim
    await ledger.mark_in_doubt(claim, NOW - 2 * HOUR)
    return claim


async def _active(ledger: SqlLedger, enrollment: str) -> None:
    await ledger.append(enrollment, [planned()])
    claim = await a_claim(ledger, enrollment)
    sent = TouchPerformed(at=NOW - 2 * HOUR, step="hello")
    await ledger.settle(claim, ClaimState.SENT, sent)
    await ledger.append(enrollment, [planned("ring")])
    await opened_call(ledger, enrollment)


async def with_work(ledger: SqlLedger, furniture: Furniture) -> str:
    """A call of Robin's to somebody with a strange name, which nobody has done yet."""
    await ledger.append(furniture.evil, [planned("ring", why=EVIL)])
    await opened_call(ledger, furniture.evil, detail=EVIL)
    return f"{furniture.evil}.ring"


async def opened_call(
    ledger: SqlLedger, enrollment: str, detail: str | None = None, owner: str | None = ROBIN
) -> None:
    """The call of `ring` is Robin's to do, or who else's."""
    task = TaskRequest(
        enrollment_id=enrollment,
        step="ring",
        generation=1,
        kind="call",
        channel="call",
        not_after=NOW + 8 * HOUR,
        until=None,
        at=NOW - HOUR,
        detail=detail,
        due_at=NOW - HOUR / 2,
        owner=owner,
    )
    opened = await ledger.open(task)
    assert isinstance(opened, TaskOpened)


async def _doubted(ledger: SqlLedger, enrollment: str) -> None:
    await ledger.append(enrollment, [planned()])
    claim = await a_claim(ledger, enrollment)
    doubt = TouchInDoubt(at=NOW - 2 * HOUR, step="hello")
    await ledger.settle(claim, ClaimState.IN_DOUBT, doubt)
    found = Evidence("imap robin@northwind.example", NOW - HOUR, f"not in Sent {EVIL}")
    await ledger.note(enrollment, "hello", found)


async def _held(ledger: SqlLedger, enrollment: str) -> None:
    held = TouchHeld(
        at=NOW - DAY,
        step="hello",
        generation=1,
        reason="mail_server_away",
        until=NOW + HOUR,
        why="no answer from relay.example",
    )
    await ledger.append(enrollment, [planned(), held, planned(generation=2, why="planned anew")])
    again = TouchHeld(
        at=NOW - HOUR, step="hello", generation=2, reason="mailbox_full", until=NOW + DAY
    )
    await ledger.append(enrollment, [again])


async def _heard(ledger: SqlLedger, enrollment: str) -> None:
    raw = f"Yes, call me {EVIL}".encode()
    for number, email in ((1, None), (2, f"{EVIL}@evil.example")):
        event = InboundEvent(
            provider="standard",
            event_id=str(number),
            fact="reply",
            received_at=NOW - HOUR,
            raw=raw,
            enrollment_id=enrollment if email is None else None,
            email=email,
            words=raw.decode() if email is None else None,
        )
        await ledger.ingest(event)
    aside = InboundEvent("standard", "3", "engagement", NOW - HOUR, raw, enrollment)
    await ledger.ingest(aside)
    (row,) = [one for one in await ledger.undelivered() if one.event_id == "3"]
    await ledger.failed(row.id, f"no run {EVIL}", most=1)
    reply = ReplyReceived(at=NOW - HOUR, source_id="standard/1", reply_class="positive")
    done = TaskCompleted(at=NOW - HOUR, step="ring", disposition="connected", by=KIM)
    await ledger.append(enrollment, [done, reply])


def opted_out() -> Fact:
    return OptedOut(at=NOW, source_id="standard/9")
