"""Click links of mails: whoever follows one is led on, to where the mail itself had linked.

A person is waiting, so nothing that fails here is in their way. That a machine has followed a link
is told as what it is, and sets nothing in motion (`domain.mail.engagement`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response

from domain.errors import LedgerUnavailable
from domain.facts import Detail
from domain.mail.click_link import ClickLink, link_of
from domain.mail.engagement import kind_of_click
from domain.ports import InboundEvent, Ingress
from webhooks.pages import UNSHARED, page
from webhooks.signing import digest_of

PATH = "/c/{token}"
PROVIDER = "click_link"
# Longer nobody waits for our own bookkeeping.
WITHIN = 2.0

log = structlog.stdlib.get_logger(__name__)


def serve_clicks(
    app: FastAPI, ingress: Ingress, now: Callable[[], datetime], keys: Sequence[str]
) -> None:
    """Serve the links that one of the keys, each long enough, has signed."""

    @app.api_route(PATH, methods=["GET", "HEAD"], include_in_schema=False)
    async def follow(token: str, request: Request) -> Response:
        link = link_of(keys, token)
        if link is None:
            log.warning("click_refused")
            return _unknown()
        kind = kind_of_click(request.headers.get("user-agent", ""), request.method)
        await _tell(ingress, _event(link, kind, now()))
        return Response(None, HTTPStatus.FOUND, {"Location": link.url, **UNSHARED})


async def _tell(ingress: Ingress, event: InboundEvent) -> None:
    """Have the click stored; where that cannot be done in time, it is lost and the log says so."""
    try:
        async with asyncio.timeout(WITHIN):
            verdict, _ = await ingress.ingest(event)
    except (LedgerUnavailable, TimeoutError):
        log.warning("click_lost", enrollment=event.enrollment_id)
        return
    log.info("click_ingested", enrollment=event.enrollment_id, verdict=verdict.value)


def _event(link: ClickLink, kind: str, at: datetime) -> InboundEvent:
    """The same event for whatever follows the same link within a minute, each kind by itself.

    Browsers and mail programs ask more than once for what a person has clicked once.
    """
    named = digest_of(link.enrollment_id, link.step, link.url)
    return InboundEvent(
        provider=PROVIDER,
        event_id=f"{named}/{kind}/{at:%Y-%m-%dT%H:%M}",
        fact="engagement",
        received_at=at,
        raw=link.url.encode(),
        enrollment_id=link.enrollment_id,
        detail=Detail(kind=kind, step=link.step),
        clicked_at=at,
    )


def _unknown() -> Response:
    return page(
        HTTPStatus.NOT_FOUND,
        "This link is not complete",
        "<p>It leads nowhere. Please open the link in the mail itself once more; if you typed or "
        "copied it, take care that its end is not cut off.</p>",
    )
