"""What Twilio reports of our own texts and calls: signed with its address, kept as facts, once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import httpx
import pytest

from domain.facts import CallReported, Fact, TextReported
from domain.people.prospects import Prospect
from ledger.memory import MemoryLedger
from ledger.records import Attribution, SuppressionRow
from tests.twilio_server import TOKEN, signed
from tests.webhooks.door import ADAS_PHONE, INTRODUCTION, MONDAY, SECRET, enrolled
from tests.webhooks.providers.signatures import PUBLIC_URL
from webhooks.app import create_app
from webhooks.providers.routes import Providers
from webhooks.providers.twilio import Twilio
from webhooks.standard import StandardEndpoint

PATH = "/webhooks/twilio"
TEXT = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": ADAS_PHONE, "From": "+15005550006"}
CALL = {"CallSid": "CA1", "CallStatus": "completed", "CallDuration": "31", "Direction": "outbound"}
AMD = {"CallSid": "CA1", "AnsweredBy": "machine_end_beep", "MachineDetectionDuration": "4500"}


@asynccontextmanager
async def a_door(ledger: MemoryLedger) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the app that Twilio, of this token, posts to."""
    providers = Providers({"twilio": Twilio(TOKEN)}, PUBLIC_URL)
    app = create_app(ledger, lambda: MONDAY, StandardEndpoint(SECRET), providers=providers)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://door.example") as client:
        yield client


async def post(client: httpx.AsyncClient, query: str, form: Mapping[str, str]) -> httpx.Response:
    """As Twilio posts to the address that it was given."""
    path = f"{PATH}?{query}" if query else PATH
    headers = signed(f"{PUBLIC_URL}{path}", form)
    return await client.post(path, content=urlencode(form), headers=headers)


async def facts_of(ledger: MemoryLedger, enrollment: str) -> list[Fact]:
    _, _, rows = await ledger.enrollment(enrollment)
    return [row.fact for row in rows][1:]


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        (TEXT, "delivered", None),
        (TEXT | {"MessageStatus": "undelivered", "ErrorCode": "30003"}, "undelivered", 30003),
        (TEXT | {"MessageStatus": "", "SmsStatus": "sent"}, "sent", None),
    ],
    ids=["delivered", "undelivered", "sent"],
)
@pytest.mark.parametrize(("sending", "generation"), [("hello.2", 2), ("hello", None)])
async def test_what_became_of_a_text(
    form: dict[str, str], status: str, code: int | None, sending: str, generation: int | None
) -> None:
    """A fact of the sending that the address names, without number or words; nothing else.

    An earlier Drumbeat named the touch alone.
    """
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)

    async with a_door(ledger) as client:
        answers = [
            await post(client, f"text={ticket.enrollment_id}.{sending}", form) for _ in range(2)
        ]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert await facts_of(ledger, ticket.enrollment_id) == [
        TextReported(
            at=MONDAY, step="hello", status=status, sid="SM1", code=code, generation=generation
        )
    ]
    assert await ledger.waiting() == ()


@pytest.mark.parametrize(
    ("leg", "form", "status", "seconds"),
    [
        ("rep", CALL | {"CallStatus": "ringing", "CallDuration": ""}, "ringing", None),
        ("prospect", CALL | {"CallStatus": "in-progress", "CallDuration": ""}, "answered", None),
        ("prospect", CALL, "completed", 31),
        ("prospect", AMD, "machine_end_beep", None),
        ("rep", CALL | {"CallStatus": "no-answer"}, "no-answer", 31),
    ],
    ids=["rings", "answered", "over", "a machine", "nobody"],
)
async def test_what_became_of_a_call(
    leg: str, form: dict[str, str], status: str, seconds: int | None
) -> None:
    """Each leg by itself, and who or what has answered, as asynchronous AMD tells it."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)

    async with a_door(ledger) as client:
        answer = await post(client, f"call={ticket.enrollment_id}.hello.2&leg={leg}", form)

    (fact,) = await facts_of(ledger, ticket.enrollment_id)
    assert answer.status_code == 200
    assert isinstance(fact, CallReported)
    assert (fact.step, fact.attempt, fact.leg) == ("hello", 2, leg)
    assert (fact.status, fact.seconds, fact.sid) == (status, seconds, "CA1")


@pytest.mark.parametrize(
    "query",
    ["text=hello", "text=e-000000000000", "call=e-000000000000.hello&leg=rep", "call=x.y.1"],
)
async def test_an_address_that_names_nothing_is_refused(query: str) -> None:
    """Signed as it is: somebody has changed our address at Twilio."""
    async with a_door(MemoryLedger()) as client:
        answer = await post(client, query, TEXT | CALL)

    assert answer.status_code == 400


@pytest.mark.parametrize("leg", ["", "nobody"])
async def test_a_call_has_two_legs(leg: str) -> None:
    """What is reported of neither is refused, and so is what says no status."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    call = f"call={ticket.enrollment_id}.hello.1"

    async with a_door(ledger) as client:
        answers = [
            await post(client, f"{call}&leg={leg}", CALL),
            await post(client, f"{call}&leg=rep", {"CallSid": "CA1"}),
        ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert await facts_of(ledger, ticket.enrollment_id) == []


async def test_the_address_is_signed_too() -> None:
    """A report of one touch cannot be made one of another."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    own = f"{PATH}?text={ticket.enrollment_id}.hello"

    async with a_door(ledger) as client:
        headers = signed(f"{PUBLIC_URL}{PATH}?text={ticket.enrollment_id}.other", TEXT)
        answer = await client.post(own, content=urlencode(TEXT), headers=headers)

    assert answer.status_code == 401
    assert await facts_of(ledger, ticket.enrollment_id) == []


async def test_a_text_of_nobody_we_know_is_answered() -> None:
    """Else Twilio would tell again what never can be kept."""
    async with a_door(MemoryLedger()) as client:
        answer = await post(client, "text=e-000000000000.hello", TEXT)

    assert answer.status_code == 200


async def test_an_opt_out_at_twilio_silences_the_number_for_texts() -> None:
    """Error 21610 of a text: the person has written STOP to the sender, perhaps long before us."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    undelivered = TEXT | {"MessageStatus": "failed", "ErrorCode": "21610"}

    async with a_door(ledger) as client:
        await post(client, f"text={ticket.enrollment_id}.hello", undelivered)

    (row,) = await ledger.suppressions()
    assert (row.address, row.channel) == (ADAS_PHONE, "sms")


async def test_start_lets_texts_out_again_and_nothing_else() -> None:
    """What kept texts alone from the number is off the list; STOP to everything stays."""
    ledger = MemoryLedger()
    silenced = [SuppressionRow(ADAS_PHONE, channel, "x", MONDAY) for channel in ("sms", "call")]
    await ledger.suppress(silenced, Attribution("ana", None, MONDAY))
    start = {"MessageSid": "SM9", "SmsStatus": "received", "Body": " Start ", "From": ADAS_PHONE}

    async with a_door(ledger) as client:
        answer = await post(client, "", start)

    assert answer.status_code == 200
    assert [row.channel for row in await ledger.suppressions()] == ["call"]
    assert (await ledger.suppression_changes())[-1].by == "twilio/SM9"


async def test_stop_still_stops_everything() -> None:
    """The enrollment ends and nobody may enroll the number; START alone does not undo that."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    said = {"SmsStatus": "received", "From": ADAS_PHONE}

    async with a_door(ledger) as client:
        await post(client, "", said | {"MessageSid": "SM1", "Body": "STOP"})
        await post(client, "", said | {"MessageSid": "SM2", "Body": "START"})

    assert [row.fact for row in await ledger.undelivered()] == ["opt_out"]
    assert (ADAS_PHONE, "*") in {(r.address, r.channel) for r in await ledger.suppressions()}
    person = Prospect(id="", email="else@lovelace.example", phone=ADAS_PHONE)
    (answer,) = await ledger.enroll([person], INTRODUCTION.name, MONDAY)
    assert answer == "suppressed"
    assert (await ledger.ticket(ticket.enrollment_id)).enrollment_id == ticket.enrollment_id
