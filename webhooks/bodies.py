"""The raw bytes of a request, within limits; nothing here knows what they mean."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.requests import ClientDisconnect

from webhooks.errors import BodyTooLarge, BodyTooSlow, CompressedBody, MalformedEvent

BODY_LIMIT = 256 * 1024
BODY_WITHIN = 30.0


async def body_of(request: Request, limit: int = BODY_LIMIT) -> bytes:
    """The raw body, never holding more than the limit and one chunk of it.

    Raises `CompressedBody` for any Content-Encoding: so the limit is that of the text as well.
    """
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise CompressedBody
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WITHIN):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise BodyTooLarge(f"The body is larger than {limit // 1024} KiB.")
    except TimeoutError:
        raise BodyTooSlow from None
    except ClientDisconnect:
        raise MalformedEvent("body: was cut short") from None
    return bytes(body)
