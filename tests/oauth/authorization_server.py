"""A real authorization server on loopback: consent, codes bound by PKCE, refresh, rotation, end.

RFC 6749, RFC 7636 (S256 only), and the introspection of RFC 7662 that a mail server asks.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from urllib.parse import parse_qsl, urlencode

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from activities.transports.oauth.grants import Grants
from activities.transports.oauth.providers import GOOGLE, Provider
from domain.mailboxes.credentials import OAuthClient

ROBIN = "robin@northwind.example"
CLIENT = OAuthClient("google", "drumbeat-client", "not-so-secret")


@dataclass
class AuthorizationServer:
    """What it grants to whom, and everything secret that it has ever handed out."""

    account: str = ROBIN
    lifetime: float = 3600.0
    rotates: bool = True
    denies: str = ""
    withholds: frozenset[str] = frozenset()
    leaves_out: str = ""
    claims: dict[str, str] = field(default_factory=dict)
    status: int = 200
    port: int = 0
    renewals: int = 0
    renewed: asyncio.Event = field(default_factory=asyncio.Event)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    refresh_tokens: set[str] = field(default_factory=set)
    access_tokens: dict[str, float] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def grants(self, provider: Provider = GOOGLE, client: OAuthClient = CLIENT) -> Grants:
        """The provider with its endpoints here."""
        here = replace(
            provider,
            authorize_url=f"{self.url}/authorize",
            token_url=f"{self.url}/token",
        )
        return Grants(here, replace(client, provider=provider.name))

    def lets_in(self, user: str, token: str) -> bool:
        """Whether a mail server may open the user's mailbox for the bearer of the token."""
        now = asyncio.get_running_loop().time()
        return user == self.account and now < self.access_tokens.get(token, 0.0)

    def grant(self) -> str:
        """A refresh token, as if somebody had consented."""
        return self._refresh_token()

    def said_in(self, text: str) -> list[str]:
        """Which of its secrets stand there, as they are or as XOAUTH2 carries them."""
        logins = (f"user={self.account}\x01auth=Bearer {one}\x01\x01" for one in self.secrets)
        carried = (base64.b64encode(login.encode()).decode() for login in logins)
        return [secret for secret in (*self.secrets, *carried) if secret in text]

    def expire(self) -> None:
        """Every access token ends before its time."""
        self.access_tokens.clear()

    def revoke(self) -> None:
        """The owner takes everything back."""
        self.expire()
        self.refresh_tokens.clear()

    # What comes in

    def authorize(self, query: Mapping[str, str]) -> str:
        """Where the browser is sent on: the consent is given at once, or denied."""
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT.client_id
        assert query["code_challenge_method"] == "S256"
        answer = {"state": query["state"]}
        if self.denies:
            return f"{query['redirect_uri']}?{urlencode({**answer, 'error': self.denies})}"
        code = self._secret()
        self.codes[code] = dict(query)
        return f"{query['redirect_uri']}?{urlencode({**answer, 'code': code})}"

    def token(self, form: Mapping[str, str]) -> tuple[int, dict[str, object]]:
        """The token endpoint."""
        if self.status != 200:
            return self.status, {"error": "server_error"}
        client = (form.get("client_id"), form.get("client_secret", ""))
        if client != (CLIENT.client_id, CLIENT.client_secret):
            return 401, {"error": "invalid_client", "error_description": f"{form}"}
        if form["grant_type"] == "refresh_token":
            return self._refreshed(form["refresh_token"])
        asked = self.codes.pop(form["code"], None)
        if asked is None or not _fits(asked, form):
            return 400, {"error": "invalid_grant", "error_description": f"{form}"}
        return 200, self._granted(asked["scope"], self._refresh_token())

    def _refreshed(self, refresh_token: str) -> tuple[int, dict[str, object]]:
        if refresh_token not in self.refresh_tokens:
            said = f"AADSTS70008: {refresh_token} has expired"
            return 400, {"error": "invalid_grant", "error_description": said}
        self.renewals += 1
        self.renewed.set()
        if not self.rotates:
            return 200, self._granted("", None)
        self.refresh_tokens.discard(refresh_token)
        return 200, self._granted("", self._refresh_token())

    def _granted(self, scope: str, refresh_token: str | None) -> dict[str, object]:
        access_token = self._secret()
        ends = asyncio.get_running_loop().time() + self.lifetime
        self.access_tokens[access_token] = ends
        granted = {
            "access_token": access_token,
            "token_type": "Bearer",
            "expires_in": self.lifetime,
            "refresh_token": refresh_token,
            "scope": scope.replace(self.leaves_out, "") if self.leaves_out else scope,
            "id_token": self._id_token() if "openid" in scope else None,
        }
        return {k: v for k, v in granted.items() if v is not None and k not in self.withholds}

    def _id_token(self) -> str:
        claims = {"aud": CLIENT.client_id, "email": self.account, **self.claims}
        parts = ({"alg": "none"}, claims)
        return ".".join(_base64(json.dumps(part).encode()) for part in parts) + "."

    def _refresh_token(self) -> str:
        token = self._secret()
        self.refresh_tokens.add(token)
        return token

    def _secret(self) -> str:
        self.secrets.append(token_urlsafe(32))
        return self.secrets[-1]


def _fits(asked: Mapping[str, str], form: Mapping[str, str]) -> bool:
    challenge = _base64(hashlib.sha256(form["code_verifier"].encode()).digest())
    same_place = asked["redirect_uri"] == form["redirect_uri"]
    return same_place and asked["code_challenge"] == challenge


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _app(state: AuthorizationServer) -> FastAPI:
    app = FastAPI()

    @app.get("/authorize")
    async def authorize(request: Request) -> Response:
        return RedirectResponse(state.authorize(request.query_params), 302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        status, answer = state.token(await _form(request))
        return JSONResponse(answer, status)

    @app.post("/introspect")
    async def introspect(request: Request) -> Response:
        if state.status != 200:
            return Response(status_code=state.status)
        bearer = (await _form(request))["token"]
        active = state.lets_in(state.account, bearer)
        return JSONResponse({"active": active, "username": state.account})

    return app


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode()))


@asynccontextmanager
async def an_authorization_server() -> AsyncIterator[AuthorizationServer]:
    """Listens on loopback, on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    state = AuthorizationServer(port=listener.getsockname()[1])
    config = uvicorn.Config(_app(state), log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        yield state
    finally:
        server.should_exit = True
        await serving
