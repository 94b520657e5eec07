"""The opt-out link, through a real server: one POST is enough, a GET changes nothing."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import httpx
import pytest
import structlog

from domain.errors import LedgerUnavailable
from domain.mail.opt_out_link import opt_out_token
from domain.people.prospects import Prospect
from domain.ports import InboundEvent, Ingested, Refusal
from ledger.memory import MemoryLedger
from ledger.records import NotEnrolled, Ticket
from tests.contracts.scene import a_request
from tests.webhooks.door import (
    ADA,
    INTRODUCTION,
    KEY,
    MONDAY,
    ShippedLedger,
    ended,
    enrolled,
    served_door,
)

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
BODIES = {
    "form": {"data": ONE_CLICK},
    "multipart": {"files": {"List-Unsubscribe": (None, "One-Click")}},
    "nothing": {},
    "something else": {"content": b"\xff" * 1_000_000},
}


class Seen(HTMLParser):
    """The tags of a page with their attributes, and its words."""

    def __init__(self, page: httpx.Response) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


class LedgerAway(MemoryLedger):
    """An ingress whose ledger cannot be reached."""

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        raise LedgerUnavailable


def fields_of(button: dict[str, str | None]) -> dict[str, str]:
    """What a browser sends for a button that was pressed."""
    return {str(button["name"]): str(button["value"])}


def link_of(ticket: Ticket) -> str:
    return f"/opt-out/{opt_out_token(KEY, ticket.enrollment_id)}"


async def may_enroll(ledger: ShippedLedger) -> bool:
    (answer,) = await ledger.enroll([Prospect(id="", email=ADA)], INTRODUCTION.name, MONDAY, True)
    return answer is not NotEnrolled.SUPPRESSED


@pytest.mark.parametrize("body", BODIES.values(), ids=list(BODIES))
async def test_one_post_opts_out(ledger: ShippedLedger, body: dict[str, object]) -> None:
    """RFC 8058: at once, with no cookie and no redirect, whatever the body is written in."""
    ticket = await enrolled(ledger)

    async with served_door(ledger) as client:
        answer = await client.post(link_of(ticket), **body)  # type: ignore[arg-type]  # -- one of the bodies above

    assert (answer.status_code, answer.history, "set-cookie" in answer.headers) == (200, [], False)
    assert "You will not hear from us again" in Seen(answer).words
    claim = await ledger.reserve(a_request(ticket.enrollment_id, step="hello", recipient=ADA))
    assert claim is Refusal.STOP_PENDING
    (row,) = await ledger.undelivered(10)
    source = f"opt_out_link/{ticket.enrollment_id}"
    assert (row.fact, row.source_id, row.received_at) == ("opt_out", source, MONDAY)
    await ended(ledger, ticket)
    assert not await may_enroll(ledger)


async def test_a_get_changes_nothing(ledger: ShippedLedger) -> None:
    """A scanner that follows the link sees a page, and the prospect stays enrolled."""
    ticket = await enrolled(ledger)

    async with served_door(ledger) as client:
        page = await client.get(link_of(ticket))
        head = await client.head(link_of(ticket))

    assert (page.status_code, head.status_code, head.text) == (200, 200, "")
    assert await ledger.undelivered(10) == ()
    await ended(ledger, ticket)
    assert await may_enroll(ledger)


async def test_the_button_of_the_page_opts_out(ledger: ShippedLedger) -> None:
    """What a browser does with the page: it posts the button's field to the page's own address."""
    ticket = await enrolled(ledger)

    async with served_door(ledger) as client:
        page = Seen(await client.get(link_of(ticket)))
        (form,), (button,) = page.all("form"), page.all("button")
        answer = await client.post(link_of(ticket), data=fields_of(button))

    assert form == {"method": "post"}
    assert button == {"name": "List-Unsubscribe", "value": "One-Click"}
    assert answer.status_code == 200
    assert [row.fact for row in await ledger.undelivered(10)] == ["opt_out"]


async def test_pages_load_nothing_and_stay_nowhere() -> None:
    """No script, nothing from elsewhere, no index, no cache, no referrer, no personal data."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)

    async with served_door(ledger) as client:
        pages = [
            await client.get(link_of(ticket)),
            await client.post(link_of(ticket)),
            await client.get("/opt-out/nonsense"),
        ]

    for page in pages:
        seen = Seen(page)
        assert {name for name, _ in seen.tags} <= {
            *("html", "head", "meta", "title", "style", "body", "main", "h1", "p", "strong"),
            *("form", "button"),
        }
        assert seen.all("html") == [{"lang": "en"}]
        assert not {"src", "href", "style", "onclick"} & {
            name for _, attributes in seen.tags for name in attributes
        }
        assert page.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src '")
        assert page.headers["Cache-Control"] == "no-store"
        assert page.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert page.headers["Referrer-Policy"] == "no-referrer"
        for personal in (ADA, "ada", ticket.enrollment_id, link_of(ticket).rpartition("/")[2]):
            assert personal not in page.text.lower()


async def test_a_token_of_nobody_is_told_what_to_do(ledger: ShippedLedger) -> None:
    """A link cut short, made up, or of somebody whom this ledger never knew: 404, nothing done."""
    ticket = await enrolled(ledger)
    link = link_of(ticket)
    stranger = f"/opt-out/{opt_out_token(KEY, 'e-unknown')}"

    async with served_door(ledger) as client:
        answers = [
            await client.post(bad) for bad in (link[:-1], link + "A", "/opt-out/x", stranger)
        ]
        page = await client.get(link[:-1])

    assert [answer.status_code for answer in answers] == [404] * 4
    for answer in (*answers, page):
        assert "open the link in the mail itself once more" in Seen(answer).words
        assert Seen(answer).all("form") == []
    assert await ledger.undelivered(10) == ()


async def test_the_link_of_an_old_key_still_works(ledger: ShippedLedger) -> None:
    """The key was changed after the mail had gone out: page and POST are as before."""
    ticket = await enrolled(ledger)

    async with served_door(ledger, keys=(KEY[::-1], KEY)) as client:
        answers = [await client.get(link_of(ticket)), await client.post(link_of(ticket))]

    assert [answer.status_code for answer in answers] == [200, 200]
    (row,) = await ledger.undelivered(10)
    assert row.fact == "opt_out"


async def test_no_page_promises_what_nothing_reads() -> None:
    """Words in an answer are read by no program of ours, so no page asks for them."""
    ticket = await enrolled(MemoryLedger())

    async with served_door(LedgerAway()) as client:
        pages = [await client.post(link_of(ticket)), await client.get("/opt-out/x")]

    assert not any("answer the mail" in Seen(page).words for page in pages)


async def test_a_second_post_is_as_the_first(ledger: ShippedLedger) -> None:
    """One event, one row, the same page."""
    ticket = await enrolled(ledger)

    async with served_door(ledger) as client:
        first = await client.post(link_of(ticket), data=ONE_CLICK)
        second = await client.post(link_of(ticket), data=ONE_CLICK)

    assert (first.status_code, first.text) == (second.status_code, second.text)
    assert len(await ledger.undelivered(10)) == 1


async def test_the_link_of_an_old_mail_still_works(ledger: ShippedLedger) -> None:
    """After the end nobody is signaled, and the person is never enrolled again."""
    ticket = await enrolled(ledger)
    await ended(ledger, ticket)

    async with served_door(ledger) as client:
        answer = await client.post(link_of(ticket))

    assert answer.status_code == 200
    assert await ledger.undelivered(10) == ()
    assert not await may_enroll(ledger)


async def test_the_link_of_an_old_mail_ends_what_runs_now(ledger: ShippedLedger) -> None:
    """Who opts out by a mail of last month's cadence means this month's too."""
    old = await enrolled(ledger)
    await ended(ledger, old)
    (present,) = await ledger.enroll([Prospect(id="", email=ADA)], INTRODUCTION.name, MONDAY, True)
    assert isinstance(present, Ticket)

    async with served_door(ledger) as client:
        await client.post(link_of(old))

    (row,) = await ledger.undelivered(10)
    assert row.enrollment_id == present.enrollment_id
    claim = await ledger.reserve(a_request(present.enrollment_id, step="hello", recipient=ADA))
    assert claim is Refusal.STOP_PENDING


async def test_a_ledger_that_is_away_is_no_yes() -> None:
    """Nothing is confirmed that was not stored; mail programs and people are told to come again."""
    ticket = await enrolled(MemoryLedger())

    async with served_door(LedgerAway()) as client:
        answer = await client.post(link_of(ticket))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    assert "Not done yet" in Seen(answer).words


async def test_without_a_key_there_is_no_such_page(ledger: ShippedLedger) -> None:
    """Where nothing is signed, nothing can be proven."""
    ticket = await enrolled(ledger)

    async with served_door(ledger, keys=()) as client:
        answers = [await client.get(link_of(ticket)), await client.post(link_of(ticket))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert await ledger.undelivered(10) == ()


async def test_logs_hold_no_token() -> None:
    """Whoever reads the logs can opt nobody out."""
    ledger = MemoryLedger()
    ticket = await enrolled(ledger)
    token = link_of(ticket).rpartition("/")[2]

    with structlog.testing.capture_logs() as lines:
        async with served_door(ledger) as client:
            await client.post(link_of(ticket))
            await client.post(link_of(ticket)[:-1])

    assert [line["event"] for line in lines] == ["opt_out_accepted", "opt_out_refused"]
    assert lines[0]["enrollment"] == ticket.enrollment_id
    assert token[:-1] not in json.dumps(lines)
