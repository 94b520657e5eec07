"""Texts on real parts: a cadence sends them by a local Twilio, which reports, and people answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

import httpx
import pytest

from domain.cadence import Cadence
from domain.facts import Fact, TextReported, TouchInDoubt, TouchPerformed, TouchSkipped
from domain.people.prospects import Prospect
from ledger.records import EnrollmentRow
from ledger.sql import SqlLedger
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.house import House, a_house, eventually, facts_of, until_ended
from tests.twilio_server import (
    DIES,
    SENDER,
    SID,
    TOKEN,
    Asked,
    TwilioServer,
    a_twilio,
    error,
    signed,
)

SPEED = 30_000.0
PUBLIC_URL = "https://drumbeat.example"
PHONES = {
    "ada@lindenhof.example": "+4930901821",
    "ben@lindenhof.example": "+4930901822",
    "cleo@lindenhof.example": "+4930901823",
    "dora@lindenhof.example": "+4930901824",
}
ADA, BEN, CLEO, DORA = PHONES
_Kind = TypeVar("_Kind")


@dataclass(frozen=True)
class Outcome:
    """How it ended for each, what Twilio was asked, and who is on the list."""

    rows: Mapping[str, EnrollmentRow]
    facts: Mapping[str, Sequence[Fact]]
    mails: Mapping[str, int]
    asked: Sequence[Asked]
    suppressed: frozenset[tuple[str, str]]

    def end_of(self, address: str) -> tuple[str, str | None]:
        return self.rows[address].state, self.rows[address].reason

    def told(self, address: str, kind: type[_Kind]) -> list[_Kind]:
        return [fact for fact in self.facts[address] if isinstance(fact, kind)]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    return asyncio.run(_played(tmp_path_factory.mktemp("texts")))


def test_each_text_goes_once_with_its_words(outcome: Outcome) -> None:
    """Whatever Twilio answered: one request for each person, on the very number."""
    assert sorted(asked.form["To"] for asked in outcome.asked) == sorted(PHONES.values())
    assert {asked.form["Body"] for asked in outcome.asked} == {"Shall I call at nine?"}


def test_who_is_delivered_to_goes_on(outcome: Outcome) -> None:
    """The report is on the touch, and the mail of the days after follows."""
    (performed, _) = outcome.told(BEN, TouchPerformed)
    reported = outcome.told(BEN, TextReported)

    assert performed.receipt is not None
    assert [fact.status for fact in reported] == ["sent", "delivered"]
    assert {fact.sid for fact in reported} == {performed.receipt}
    assert outcome.mails[BEN] == 1
    assert outcome.end_of(BEN) == ("finished", "completed")


def test_stop_stops_everything(outcome: Outcome) -> None:
    """The cadence ends at once, no mail follows, and the number is on the list for all."""
    assert outcome.end_of(ADA) == ("opted_out", "opted_out")
    assert outcome.mails[ADA] == 0
    assert (PHONES[ADA], "*") in outcome.suppressed


def test_a_landline_gets_no_text_and_a_mail(outcome: Outcome) -> None:
    """Error 21614: the touch is left out, the number takes no more texts, the cadence goes on."""
    (skipped,) = outcome.told(CLEO, TouchSkipped)

    assert skipped.reason == "no_mobile_number"
    assert (PHONES[CLEO], "sms") in outcome.suppressed
    assert outcome.mails[CLEO] == 1


def test_a_lost_answer_is_in_doubt_until_the_text_is_reported(outcome: Outcome) -> None:
    """It is not sent again; Twilio's report says that it was taken, and the cadence went on."""
    (doubt,) = outcome.told(DORA, TouchInDoubt)
    resolved = outcome.told(DORA, TouchPerformed)[0]

    assert doubt.step == resolved.step == "text"
    assert resolved.by == "the provider"
    assert outcome.mails[DORA] == 1


async def _played(folder: Path) -> Outcome:
    answers = {PHONES[CLEO]: error(400, 21614), PHONES[DORA]: replace(DIES, takes=True)}
    async with a_twilio(answers=answers) as twilio:
        more = {
            "DRUMBEAT_PUBLIC_URL": PUBLIC_URL,
            "DRUMBEAT_TWILIO_ACCOUNT": SID,
            "DRUMBEAT_TWILIO_TOKEN": TOKEN,
            "DRUMBEAT_TWILIO_TEXTS_FROM": SENDER,
            "DRUMBEAT_TWILIO_URL": twilio.url,
        }
        async with a_house(folder, SPEED, more=more) as house, house.ledger() as ledger:
            await _texted(house, ledger, twilio)
            return await _outcome(house, ledger, twilio)


async def _texted(house: House, ledger: SqlLedger, twilio: TwilioServer) -> None:
    """All are sent a text; Twilio reports what it took, and Ada wants no more."""
    await house.enroll(ledger, _text_and_mail(), [_person(address) for address in PHONES])
    house.start_worker()
    house.start_webhooks()
    await eventually(lambda: len(twilio.asked) == len(PHONES), 60, "not all were sent a text")
    url = f"http://127.0.0.1:{house.ports['webhooks']}"
    async with httpx.AsyncClient(base_url=url) as client:
        await _until_served(client)
        stop = {"MessageSid": "SM9", "SmsStatus": "received", "Body": "Stop", "From": PHONES[ADA]}
        await _post(client, f"{PUBLIC_URL}/webhooks/twilio", stop)
        for number, asked in enumerate(twilio.asked, 1):
            if asked.form["To"] != PHONES[CLEO]:
                await _report(client, asked, f"SM{number:032x}")
    await until_ended(ledger, 120)


def _text_and_mail() -> Cadence:
    text = a_step(id="text", channel="sms", review=False, text="Shall I call at nine?")
    mail = a_step(id="mail", channel="email", day=5)
    return a_cadence(steps=[text, mail], rules={"window": "00:30-23:30"})


def _person(address: str) -> Prospect:
    return a_prospect(id=address, email=address, phone=PHONES[address], linkedin_url=None)


async def _until_served(client: httpx.AsyncClient) -> None:
    for _ in range(200):
        try:
            await client.get("/healthz")
        except httpx.ConnectError:
            await asyncio.sleep(0.1)
        else:
            return
    raise AssertionError("the webhook server did not come up")


async def _report(client: httpx.AsyncClient, asked: Asked, sid: str) -> None:
    """As Twilio posts to the address that it was given with the text."""
    for status in ("sent", "delivered"):
        form = {"MessageSid": sid, "MessageStatus": status, "To": asked.form["To"]}
        await _post(client, asked.form["StatusCallback"], form)


async def _post(client: httpx.AsyncClient, url: str, form: Mapping[str, str]) -> None:
    path = url.removeprefix(PUBLIC_URL)
    answer = await client.post(path, content=urlencode(form), headers=signed(url, form))
    assert answer.status_code == 200


async def _outcome(house: House, ledger: SqlLedger, twilio: TwilioServer) -> Outcome:
    rows = {row.prospect: row for row in await ledger.enrollments()}
    tickets = {p: await ledger.ticket(row.enrollment) for p, row in rows.items()}
    return Outcome(
        rows,
        {p: await facts_of(ledger, ticket) for p, ticket in tickets.items()},
        {p: sum(p in mail["To"] for mail in house.mailbox.mails) for p in rows},
        tuple(twilio.asked),
        frozenset((row.address, row.channel) for row in await ledger.suppressions()),
    )
