"""The opt-out link of every mail: one POST opts out at once, a GET shows a page with a button.

RFC 8058: mail programs POST `List-Unsubscribe=One-Click` to the link, with no cookie, no question
and no redirect. A GET changes nothing (section 3.1), because scanners follow links.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus

import structlog
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from domain.errors import LedgerUnavailable
from domain.mail.opt_out_link import opted_out_by
from domain.ports import InboundEvent, Ingress
from webhooks.pages import page

PATH = "/opt-out/{token}"
PROVIDER = "opt_out_link"

log = structlog.stdlib.get_logger(__name__)


def _question() -> HTMLResponse:
    return page(
        HTTPStatus.OK,
        "Stop hearing from us?",
        "<p>One click, and we do not write to you or call you again.</p>",
        # Without an action it goes to this very address; the field is the one of RFC 8058.
        '<form method="post">',
        '<button name="List-Unsubscribe" value="One-Click">Yes, stop</button>',
        "</form>",
    )


def _done() -> HTMLResponse:
    return page(
        HTTPStatus.OK,
        "You will not hear from us again",
        "<p>It is done, and it is in force already. You can close this page.</p>",
    )


def _unknown() -> HTMLResponse:
    return page(
        HTTPStatus.NOT_FOUND,
        "This link is not complete",
        "<p>Nothing was changed. Please open the link in the mail itself once more; if you typed "
        "or copied it, take care that its end is not cut off.</p>",
    )


def _later() -> HTMLResponse:
    return page(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "Not done yet",
        "<p>We could not write it down just now. Please try again in a minute.</p>",
        headers={"Retry-After": "60"},
    )


def serve_opt_out(
    app: FastAPI, ingress: Ingress, now: Callable[[], datetime], keys: Sequence[str]
) -> None:
    """Serve the links that one of the keys has signed. Raises `ValueError` for a key too short."""
    opted_out_by(keys, "")

    @app.api_route(PATH, methods=["GET", "HEAD"], include_in_schema=False)
    async def ask(token: str) -> HTMLResponse:
        return _question() if opted_out_by(keys, token) else _unknown()

    @app.post(PATH, include_in_schema=False)
    async def opt_out(token: str) -> HTMLResponse:
        # What the body says is not read: the token alone says who, and a POST says that they mean
        # it.
        enrollment_id = opted_out_by(keys, token)
        if enrollment_id is None:
            log.warning("opt_out_refused")
            return _unknown()
        try:
            verdict, matched = await ingress.ingest(_event(enrollment_id, token, now()))
        except LedgerUnavailable:
            log.warning("opt_out_put_off", enrollment=enrollment_id)
            return _later()
        log.info("opt_out_accepted", enrollment=enrollment_id, verdict=verdict.value)
        return _done() if matched else _unknown()


def _event(enrollment_id: str, token: str, at: datetime) -> InboundEvent:
    """The same event however often the link is used, so a second POST is a duplicate."""
    return InboundEvent(
        provider=PROVIDER,
        event_id=enrollment_id,
        fact="opt_out",
        received_at=at,
        raw=token.encode(),
        enrollment_id=enrollment_id,
    )
