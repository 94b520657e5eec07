"""An OpenID provider on loopback: discovery, codes bound by PKCE, signed ID tokens, its keys."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, urlencode

import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from config.host_clock import host_now

CLIENT, SECRET = "console", "the client's secret"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class OpenIdProvider:
    """Who signs in there, and what is wrong with its word for it."""

    email: str = "robin@northwind.example"
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: KEY)
    algorithm: str = "RS256"
    named: str = ""
    port: int = 0
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def says(self) -> dict[str, str]:
        return {
            "issuer": self.named or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def consent(self, asked: dict[str, str]) -> str:
        """Where the browser goes on: whoever it is consents at once."""
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert {"openid", "email"} <= set(asked["scope"].split())
        code = token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, str] | None:
        asked = self.codes.pop(form["code"], None)
        if asked is None or (form["client_id"], form["client_secret"]) != (CLIENT, SECRET):
            return None
        if create_s256_code_challenge(form["code_verifier"]) != asked["code_challenge"]:
            return None
        return {"access_token": "a", "token_type": "Bearer", "id_token": self._id_token(asked)}

    def _id_token(self, asked: dict[str, str]) -> str:
        now = int(host_now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": self.email,
            "email_verified": True,
            **self.claims,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm == "HS256":
            return jwt.encode({"alg": "HS256"}, kept, _shared(self.key), algorithms=["HS256"])
        return jwt.encode({"alg": self.algorithm, "kid": "one"}, kept, self.key)


def _shared(key: RSAKey) -> Any:  # noqa: ANN401 -- a key of the library
    """The public key taken for a secret, as in the oldest trick against signed tokens."""
    return OctKey.import_key(key.as_pem(private=False))


@asynccontextmanager
async def an_openid_provider() -> AsyncIterator[OpenIdProvider]:
    """Listens on loopback, on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    provider = OpenIdProvider(port=listener.getsockname()[1])
    config = uvicorn.Config(_app(provider), log_config=None, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve(sockets=[listener]))
    try:
        yield provider
    finally:
        server.should_exit = True
        await serving


def _app(provider: OpenIdProvider) -> FastAPI:
    app = FastAPI()

    @app.get("/.well-known/openid-configuration")
    async def says() -> dict[str, str]:
        return provider.says()

    @app.get("/authorize")
    async def authorize(request: Request) -> Response:
        return RedirectResponse(provider.consent(dict(request.query_params)), 302)

    @app.post("/token")
    async def token(request: Request) -> Response:
        granted = provider.token(dict(parse_qsl((await request.body()).decode())))
        return JSONResponse(granted or {"error": "invalid_grant"}, 200 if granted else 400)

    @app.get("/keys")
    async def keys() -> dict[str, Any]:
        return {"keys": [KEY.as_dict(private=False)]}

    return app
