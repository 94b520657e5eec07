"""Click links, through a real server: people are led on, and nobody is led astray."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import httpx
import pytest
import structlog

from domain.errors import LedgerUnavailable
from domain.facts import Detail
from domain.mail.click_link import LONGEST_TARGET, ClickLink
from domain.ports import InboundEvent, Ingested
from ledger.memory import MemoryLedger
from tests.webhooks.door import KEY, MONDAY, ShippedLedger, WatchedIngress, enrolled, served_door
from webhooks import clicks

PAGE = "https://northwind.example/docks?a=1&b=2#top"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0"}


def path_to(url: str = PAGE, enrollment_id: str = "e-1", step: str = "hello") -> str:
    return f"/c/{ClickLink(enrollment_id, step, url).token(KEY)}"


@dataclass
class LedgerAway(MemoryLedger):
    """An ingress whose ledger cannot be reached, or does not answer."""

    answers: bool = True
    asked: list[InboundEvent] = field(default_factory=list)

    async def ingest(self, event: InboundEvent) -> tuple[Ingested, str | None]:
        self.asked.append(event)
        if not self.answers:
            await asyncio.sleep(60)
        raise LedgerUnavailable


async def test_a_click_leads_on_and_is_heard(ledger: ShippedLedger) -> None:
    """One redirect, to where the mail had linked; the click is an event of its step."""
    ticket = await enrolled(ledger)

    async with served_door(ledger) as client:
        answer = await client.get(path_to(enrollment_id=ticket.enrollment_id), headers=BROWSER)

    assert (answer.status_code, answer.headers["location"]) == (302, PAGE)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    (row,) = await ledger.undelivered(10)
    assert (row.fact, row.received_at) == ("engagement", MONDAY)
    assert row.detail == Detail(kind="click", step="hello")


async def test_clicks_within_a_minute_are_one(ledger: ShippedLedger) -> None:
    """Of one link; another link is another click."""
    ticket = await enrolled(ledger)
    paths = [path_to(url, ticket.enrollment_id) for url in (PAGE, PAGE, "https://b.example/")]

    async with served_door(ledger) as client:
        for path in paths:
            assert (await client.get(path, headers=BROWSER)).status_code == 302

    assert len(await ledger.undelivered(10)) == 2


@pytest.mark.parametrize(
    ("method", "headers"),
    [("HEAD", BROWSER), ("GET", {"User-Agent": "curl/8.5.0"}), ("GET", {"User-Agent": ""})],
)
async def test_a_machine_is_led_on_too(method: str, headers: dict[str, str]) -> None:
    """A scanner has to see where the link leads; its click is kept as what it is."""
    ingress = WatchedIngress(MemoryLedger())

    async with served_door(ingress) as client:
        answer = await client.request(method, path_to(), headers=headers)

    assert (answer.status_code, answer.headers["location"]) == (302, PAGE)
    (event,) = ingress.events
    assert event.detail == Detail(kind="machine_click", step="hello")


@pytest.mark.parametrize(
    "path",
    [
        "/c/abc",
        path_to()[:-1],
        path_to()[:-1] + ("A" if path_to()[-1] != "A" else "B"),
        path_to("javascript:alert(1)"),
        path_to("https://a.example/\r\nSet-Cookie: a=b"),
        path_to("//evil.example"),
        path_to(f"https://a.example/{'a' * LONGEST_TARGET}"),
        f"/c/{ClickLink('e-1', 'hello', PAGE).token('another key of thirty-two characters')}",
    ],
)
async def test_what_we_have_not_written_leads_nowhere(path: str) -> None:
    """A page that says so, never a redirect; nothing is heard."""
    ingress = WatchedIngress(MemoryLedger())

    async with served_door(ingress) as client:
        answer = await client.get(path, headers=BROWSER)

    assert answer.status_code == 404
    assert "location" not in answer.headers
    assert "This link is not complete" in answer.text
    assert ingress.events == []


async def test_a_host_of_any_script_is_led_to() -> None:
    """The header is ASCII, as DNS has the name."""
    url = "https://xn--bcher-kva.example/k%C3%A4se"

    async with served_door(MemoryLedger()) as client:
        answer = await client.get(path_to(url), headers=BROWSER)

    assert answer.headers["location"] == url


@pytest.mark.parametrize("answers", [True, False], ids=["away", "silent"])
async def test_a_person_is_led_on_without_a_ledger(
    answers: bool,  # noqa: FBT001 -- one case each
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The click is lost, the log says of whom, and the reader sees the page."""
    monkeypatch.setattr(clicks, "WITHIN", 0.05)
    ingress = LedgerAway(answers)

    with structlog.testing.capture_logs() as logs:
        async with served_door(ingress) as client:
            answer = await client.get(path_to(), headers=BROWSER)

    assert (answer.status_code, answer.headers["location"]) == (302, PAGE)
    assert len(ingress.asked) == 1
    assert {"event": "click_lost", "enrollment": "e-1", "log_level": "warning"} in logs


async def test_no_secret_stands_in_the_log(ledger: ShippedLedger) -> None:
    """Neither the token nor where it leads."""
    ticket = await enrolled(ledger)
    path = path_to(enrollment_id=ticket.enrollment_id)

    with structlog.testing.capture_logs() as logs:
        async with served_door(ledger) as client:
            await client.get(path, headers=BROWSER)
            await client.get(path[:-1], headers=BROWSER)

    assert path.removeprefix("/c/")[:-1] not in str(logs)
    assert PAGE not in str(logs)


async def test_other_methods_are_refused() -> None:
    """A link is followed, and nothing else."""
    async with served_door(MemoryLedger()) as client:
        answers = [await client.request(method, path_to()) for method in ("POST", "PUT", "DELETE")]

    assert {answer.status_code for answer in answers} == {httpx.codes.METHOD_NOT_ALLOWED}
