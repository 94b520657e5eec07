"""The few answers that the door asks of others: small, quick, from the very address named."""

from __future__ import annotations

import httpx

from webhooks.errors import ProviderUnavailable

LARGEST = 64 * 1024
WITHIN = 5.0


async def fetch(url: str) -> bytes | None:
    """What the address answers with a 200, None where it has nothing; no redirect is followed.

    Raises `ProviderUnavailable` where nothing sound answers.
    """
    try:
        async with (
            httpx.AsyncClient(timeout=WITHIN, follow_redirects=False) as client,
            client.stream("GET", url) as answer,
        ):
            found = bytearray()
            async for chunk in answer.aiter_bytes():
                found += chunk
                if len(found) > LARGEST:
                    raise ProviderUnavailable
    except httpx.HTTPError as error:
        raise ProviderUnavailable from error
    if answer.is_server_error:
        raise ProviderUnavailable
    return bytes(found) if answer.status_code == httpx.codes.OK else None
