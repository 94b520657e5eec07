"""A route for each provider that is set up: verify, match and store, answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from fastapi import FastAPI, Request, Response

from config.host_clock import host_now
from domain.ports import InboundEvent, Ingested, Ingress, source_of
from webhooks.bodies import body_of
from webhooks.providers.provider import Posted, Provider, Reported, Told, WantsTexts

log = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True)
class Providers:
    """The providers that are set up, by their paths below `/webhooks/`.

    `public_url` is the address by which the world calls us, which some signatures cover.
    """

    by_path: Mapping[str, Provider] = field(default_factory=dict)
    public_url: str = ""


def serve_providers(
    app: FastAPI, ingress: Ingress, now: Callable[[], datetime], providers: Providers
) -> None:
    """Serve each provider under its path; `now` is Drumbeat time."""

    def receiver(provider: Provider) -> Callable[[Request], Awaitable[Response]]:
        async def receive(request: Request) -> Response:
            body = await body_of(request, provider.body_limit(request.headers))
            url = _called(request, providers.public_url)
            posted = Posted(body, request.headers, url, now(), host_now())
            events = await provider.events(posted)
            # All or nothing: what fails here is sent again whole, and what was stored is known.
            told = [await _taken(ingress, each, provider.name, posted.at) for each in events]
            return provider.answer(told)

        return receive

    for path, provider in providers.by_path.items():
        app.post(f"/webhooks/{path}", include_in_schema=False)(receiver(provider))


def _called(request: Request, public_url: str) -> str:
    """The address as the sender called it, which a proxy may have changed on the way."""
    base = public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
    path = request.scope.get("raw_path", request.url.path.encode()).decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    return f"{base}{path}?{query}" if query else f"{base}{path}"


async def _taken(
    ingress: Ingress, told: Told, provider: str, at: datetime
) -> dict[str, str | None]:
    """What became of what was told, as the answer says it."""
    match told:
        case InboundEvent():
            return await _ingested(ingress, told)
        case Reported(enrollment, fact):
            verdict = await ingress.report(enrollment, fact)
            log.info("webhook_reported", provider=provider, fact=fact.key, verdict=verdict.value)
            return {"verdict": verdict.value, "enrollment": enrollment}
        case WantsTexts(phone, event_id):
            was_silent = await ingress.allow_texts(phone, source_of(provider, event_id), at)
            log.info("webhook_texts_wanted", provider=provider, was_silent=was_silent)
            return {"verdict": Ingested.ACCEPTED.value, "enrollment": None}


async def _ingested(ingress: Ingress, event: InboundEvent) -> dict[str, str | None]:
    """What became of an event."""
    verdict, enrollment = await ingress.ingest(event)
    log.info(
        "webhook_ingested",
        provider=event.provider,
        event_id=event.event_id,
        fact=event.fact,
        verdict=verdict.value,
        enrollment=enrollment,
    )
    return {"verdict": verdict.value, "enrollment": enrollment}
