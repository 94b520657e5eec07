"""Every page of the console over 100,000 enrollments and 1,000,000 facts: how long it takes.

And a whole cadence paused and resumed from there, with all of them in it.

The process as it is run, over HTTP, one request after the other, on SQLite and on PostgreSQL. A
page that is new is measured by itself; only what its address names has to be said here.
`python -m bench.console` measures this alone.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from fastapi.routing import APIRoute

from bench.crowd import ROBIN, a_crowd
from bench.installation import our_console
from bench.multiplying import gather, multiply
from config.host_clock import host_now
from config.settings import Settings
from console.app import PAGES
from console.door.cookies import SESSION
from ledger import migrate, open_ledger
from ledger.people.users import Role
from ledger.sql import SqlLedger
from starter.stack.ports import LOOPBACK, free_port, is_answering
from tests.postgres import a_postgres_server

TIMES = 1_000
WARM = 2
REQUESTS = 40
MEDIAN_MS = 200.0
P95_MS = 500.0
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
# What is no page, or of something that the process itself has begun; reports are `bench.reports`'.
NO_PAGE = ("{change}", "/html", "/analytics")
# The same pages as people look at them.
ASKED = (
    *("/today?owner=everybody", "/today?by=local", "/today?by=channel&owner=" + ROBIN),
    *("/enrollments?q=pat7", "/enrollments?q=zzz", "/enrollments?account=Company+3-17"),
    *("/enrollments?state=active", "/enrollments?state=paused&reason=needs_attention"),
    *("/enrollments?cadence={name}&step={step}", "/enrollments?owner=" + ROBIN),
    *(
        "/enrollments?order=next",
        "/enrollments?state=active&order=next",
        "/enrollments?before={day}",
    ),
    *("/changes?cadence={name}", "/changes?state=active", "/changes?before={day}"),
    *("/changes?owner=" + ROBIN, "/changes?q=pat7", "/changes?account=Company+3-17"),
    *("/absences?first={day}&last={day}", "/absences?first={day}&last={day}&stand_in=bo"),
    *("/prospects?q=pat7", "/prospects?q=zzz", "/accounts?q=company", "/suppressions?q=zzz"),
)


@dataclass(frozen=True)
class Page:
    """Milliseconds from the request to the last byte."""

    p50: float
    p95: float

    @property
    def is_soon(self) -> bool:
        """Whether it keeps what was promised."""
        return self.p50 < MEDIAN_MS and self.p95 < P95_MS


async def measure_console(times: int = TIMES) -> dict[str, object]:
    """Every page on both databases, and which of them were late."""
    found: dict[str, dict[str, Page]] = {}
    counts: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as folder, a_postgres_server() as server:
        urls = {"sqlite": f"sqlite:///{folder}/ledger.sqlite3", "postgresql": server.new_database()}
        for name, url in urls.items():
            counts, found[name] = await _measured(Path(folder), url, times)
    return {
        "pages": _plain(found),
        "slowest": {
            name: max(pages, key=lambda at: pages[at].p50) for name, pages in found.items()
        },
        "late": [
            f"{name} {at}"
            for name, pages in found.items()
            for at, page in pages.items()
            if not page.is_soon
        ],
        "conditions": {**counts, "requests": REQUESTS, "cores": os.cpu_count()},
    }


async def _measured(folder: Path, url: str, times: int) -> tuple[dict[str, int], dict[str, Page]]:
    migrate(url)
    ledger = open_ledger(url)
    try:
        await a_crowd(ledger, host_now())
        named = await _named(ledger)
        counts = await asyncio.to_thread(multiply, url, times)
        _say(f"{url.partition(':')[0]}: {counts}")
        token = await _let_in(ledger)
        async with _a_console(folder, url) as port:
            with _asking(port, token) as client:
                pages = {at: _page(client, at) for at in _addresses(named)}
                gathered = await asyncio.to_thread(gather, url, named["name"], named["version"])
                paused = _paused_whole(client, f"/cadences/{named['name']}")
        return {**counts, "in_the_paused_cadence": gathered}, {**pages, **paused}
    finally:
        await ledger.close()


async def _let_in(ledger: SqlLedger) -> str:
    """Robin may see everything, and has the tasks of one rep."""
    await ledger.add_user(ROBIN, Role.ADMIN, None, "the bench", host_now())
    token = await ledger.sign_in_as(ROBIN, host_now())
    if token is None:
        raise RuntimeError("nobody was let in")
    return token


@asynccontextmanager
async def _a_console(folder: Path, url: str) -> AsyncIterator[int]:
    """The process as in production; Temporal is away, which no page needs."""
    port = free_port()
    settings = Settings(
        home=folder,
        database_url=url,
        temporal_address=f"{LOOPBACK}:{free_port()}",
        console_port=port,
        log_level="WARNING",
    )
    with our_console(settings):
        while not await is_answering(port):  # noqa: ASYNC110 -- another process opens it
            await asyncio.sleep(0.05)
        yield port


async def _named(ledger: SqlLedger) -> dict[str, str]:
    """Somebody whose call is Robin's to make, and who has had a mail."""
    for task in await ledger.tasks(ROBIN):
        mails = (await ledger.surroundings(task.enrollment)).mails
        if mails:
            enrollee = await ledger.enrollee(task.enrollment)
            return {
                "enrollment": task.enrollment,
                "task": task.task,
                "step": mails[0].step,
                "name": enrollee.cadence.name,
                "version": enrollee.published.version,
                "prospect": enrollee.prospect.id,
                "day": f"{host_now():%Y-%m-%d}",
            }
    raise RuntimeError("nobody of the crowd has a task and a mail")


def _addresses(named: Mapping[str, str]) -> list[str]:
    """Of every page, with somebody of the crowd in it."""
    paths = [path for path in _paths() if not any(part in path for part in NO_PAGE)]
    return [path.format(**named) for path in (*paths, *ASKED)]


def _paths() -> Iterator[str]:
    for pages in PAGES:
        for route in pages.router.routes:
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                yield route.path


def _asking(port: int, token: str) -> httpx.Client:
    address, cookies = f"http://{LOOPBACK}:{port}", {SESSION: token}
    return httpx.Client(base_url=address, cookies=cookies, timeout=60)


def _page(client: httpx.Client, address: str) -> Page:
    times = [_took(client, "GET", address) for _ in range(WARM + REQUESTS)]
    return _told(address, times[WARM:])


def _paused_whole(client: httpx.Client, address: str) -> dict[str, Page]:
    """The cadence that everybody is in: looked at, paused and resumed, again and again."""
    csrf = _CSRF.search(client.get(address).text)
    form = {"csrf": csrf[1] if csrf else ""}
    asked = (("GET", ""), ("POST", "/pause"), ("GET", ""), ("POST", "/resume"))
    times: dict[str, list[float]] = {}
    for _ in range(WARM + REQUESTS):
        for method, deed in asked:
            took = _took(client, method, f"{address}{deed}", form)
            times.setdefault(f"{method} {address}{deed}, everybody in it", []).append(took)
    return {name: _told(name, each[WARM:]) for name, each in times.items()}


def _took(
    client: httpx.Client, method: str, address: str, form: Mapping[str, str] | None = None
) -> float:
    began = time.perf_counter()
    answer = client.request(method, address, data=form if method == "POST" else None)
    took = (time.perf_counter() - began) * 1_000
    if answer.status_code != (httpx.codes.OK if method == "GET" else httpx.codes.SEE_OTHER):
        raise RuntimeError(f"{address} answers {answer.status_code}")
    return took


def _told(address: str, times: Sequence[float]) -> Page:
    page = Page(statistics.median(times), statistics.quantiles(times, n=20)[18])
    _say(f"{page.p50:7.1f} {page.p95:7.1f} ms  {address}")
    return page


def _plain(found: Mapping[str, Mapping[str, Page]]) -> dict[str, dict[str, dict[str, float]]]:
    return {
        name: {
            at: {"p50": round(page.p50, 1), "p95": round(page.p95, 1)} for at, page in pages.items()
        }
        for name, pages in found.items()
    }


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure_console()), indent=2))
