"""Reads to Temporal's UI what is encrypted, for managers who are signed in here.

Temporal's UI asks in the name of the person before it, from its own address
(https://docs.temporal.io/production-deployment/data-encryption#set-your-codec-server-endpoints-with-web-ui-and-cli).
It is answered only to that address, and only where keys are set.
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from google.protobuf.json_format import MessageToDict, Parse, ParseError
from temporalio.api.common.v1 import Payload, Payloads
from temporalio.converter import PayloadCodec

from console.door.cookies import SESSION, cookie
from console.door.guarding import LARGEST_FORM, NotAllowed, NotSignedIn, UnfitForm, body_of
from console.room import Room, TheRoom
from ledger.people.users import Role

# A page of a history in one request.
LARGEST_PAGE = 64 * LARGEST_FORM


def origin_of(room: Room) -> str:
    """The address of Temporal's UI as a browser names it."""
    url = urlsplit(room.temporal_ui)
    return f"{url.scheme}://{url.netloc}"


async def temporal_ui(request: Request, room: TheRoom) -> dict[str, str]:
    """What lets Temporal's UI read the answer. Raises `NotAllowed` for who asks from elsewhere."""
    if not room.temporal_ui or request.headers.get("origin") != origin_of(room):
        raise NotAllowed("only the Temporal UI of DRUMBEAT_TEMPORAL_UI_URL may ask this")
    return {
        "Access-Control-Allow-Origin": origin_of(room),
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Headers": "content-type,x-namespace,authorization",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Vary": "Origin",
    }


FromTemporalUi = Annotated[dict[str, str], Depends(temporal_ui)]


def codec_server(codec: PayloadCodec) -> APIRouter:
    """The route by which Temporal's UI has this codec read."""
    router = APIRouter()

    @router.options("/codec/decode")
    async def may_ask(headers: FromTemporalUi) -> Response:
        """The browser's question before it asks."""
        return Response(status_code=204, headers=headers)

    @router.post("/codec/decode")
    async def decode(request: Request, room: TheRoom, headers: FromTemporalUi) -> JSONResponse:
        """The payloads as they were before they were encrypted."""
        await _refuse_who_may_not(request, room)
        payloads = await codec.decode(await _asked(request))
        answer = MessageToDict(Payloads(payloads=payloads))
        return JSONResponse({"payloads": answer.get("payloads", [])}, headers=headers)

    return router


async def _refuse_who_may_not(request: Request, room: Room) -> None:
    token = cookie(request, room, SESSION)
    found = await room.ledger.signed_in(token, room.host_now()) if token else None
    if found is None:
        raise NotSignedIn
    if not found.user.role.includes(Role.MANAGER):
        raise NotAllowed("what is encrypted is shown to managers")


async def _asked(request: Request) -> list[Payload]:
    body = await body_of(request, LARGEST_PAGE)
    try:
        return list(Parse(body, Payloads()).payloads)
    except ParseError as error:
        raise UnfitForm from error
