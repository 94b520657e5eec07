"""Signing in at an OpenID provider (OpenID Connect Core 1.0, authorization code with PKCE).

What comes back counts only with the state, the nonce and the verifier that this browser was given,
and names somebody by an address that the provider has verified. Whoever is no user here stays out.
The rules are Authlib's; its HTTP client is deprecated, so the wire is plain httpx.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Mapping
from dataclasses import asdict, dataclass, field
from secrets import token_urlsafe
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ValidationError

from domain.errors import DrumbeatError

SCOPE = "openid email"
ALGORITHMS = ["RS256", "ES256", "PS256"]
ANSWER_WITHIN = 10.0
BACK = "/sign-in/provider/back"
# How far the provider's clock may be from ours, in seconds.
LEEWAY = 60
AWAY = "the sign-in provider does not answer as it should; try again"


class SignOnFailed(DrumbeatError):
    """Signing in at the provider did not work; try again."""


class Provider(BaseModel):
    """What we need of what a provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass(frozen=True)
class Begun:
    """What this browser has to bring back, and where it wanted to go."""

    state: str
    nonce: str
    verifier: str
    next: str

    def as_text(self) -> str:
        """As it is kept in a cookie."""
        return json.dumps(asdict(self))

    @classmethod
    def from_text(cls, text: str) -> Begun:
        """What `as_text` wrote. Raises `SignOnFailed` for anything else."""
        try:
            given = json.loads(text)
            return cls(**{name: str(given[name]) for name in cls.__dataclass_fields__})
        except (ValueError, KeyError, TypeError) as error:
            raise SignOnFailed("this sign-in did not begin here; try again") from error


@dataclass(frozen=True)
class SignOn:
    """A client of one provider; `address` is where people reach the console."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    address: str

    async def begin(self, next_: str) -> tuple[str, Begun]:
        """Where to send the browser, and what it has to bring back. Raises `SignOnFailed`."""
        begun = Begun(token_urlsafe(24), token_urlsafe(24), token_urlsafe(48), next_)
        async with _http() as http:
            known = await self._discovered(http)
        where = prepare_grant_uri(
            known.authorization_endpoint,
            self.client_id,
            "code",
            redirect_uri=self._back,
            scope=SCOPE,
            state=begun.state,
            nonce=begun.nonce,
            code_challenge=create_s256_code_challenge(begun.verifier),
            code_challenge_method="S256",
        )
        return str(where), begun

    async def finish(self, begun: Begun, given: Mapping[str, str]) -> str:
        """The verified address of who has signed in there. Raises `SignOnFailed`."""
        is_ours = hmac.compare_digest(given.get("state", "").encode(), begun.state.encode())
        # RFC 9207: the answer of another provider is not for us.
        if not is_ours or not given.get("code") or given.get("iss", self.issuer) != self.issuer:
            raise SignOnFailed
        async with _http() as http:
            known = await self._discovered(http)
            id_token = await self._id_token(http, known, given["code"], begun.verifier)
            keys = await _json(http.get(known.jwks_uri))
        return self._address_in(id_token, keys, begun.nonce)

    @property
    def _back(self) -> str:
        return f"{self.address}{BACK}"

    async def _discovered(self, http: httpx.AsyncClient) -> Provider:
        """What the provider says of itself (OpenID Connect Discovery 1.0, section 4)."""
        where = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            known = Provider.model_validate(await _json(http.get(where)))
        except ValidationError as error:
            raise SignOnFailed(AWAY) from error
        if known.issuer != self.issuer:
            raise SignOnFailed("the sign-in provider is not the one of DRUMBEAT_OIDC_ISSUER")
        return known

    async def _id_token(
        self, http: httpx.AsyncClient, known: Provider, code: str, verifier: str
    ) -> str:
        """Section 3.1.3.1; the client names itself in the form, which every provider takes."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "client_id": self.client_id,
            "code_verifier": verifier,
            **({"client_secret": self.client_secret} if self.client_secret else {}),
        }
        granted = await _json(http.post(known.token_endpoint, data=form))
        return str(granted.get("id_token", ""))

    def _address_in(self, id_token: str, keys: Any, nonce: str) -> str:  # noqa: ANN401 -- whatever came
        """Section 3.1.3.7: signed by the provider, for us, now, for this very sign-in."""
        rules = {name: {"essential": True, "value": value} for name, value in self._wanted.items()}
        try:
            token = jwt.decode(id_token, KeySet.import_key_set(keys), ALGORITHMS)
            asked = {"nonce": nonce, "client_id": self.client_id}
            CodeIDToken(token.claims, token.header, rules, asked).validate(leeway=LEEWAY)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignOnFailed from error
        if token.claims.get("email_verified") is not True or not token.claims.get("email"):
            raise SignOnFailed("the provider has not verified your mail address")
        return str(token.claims["email"])

    @property
    def _wanted(self) -> Mapping[str, str]:
        return {"iss": self.issuer, "aud": self.client_id}


def _http() -> httpx.AsyncClient:
    """The provider is where its issuer says; no proxy of this machine's reads along."""
    return httpx.AsyncClient(timeout=ANSWER_WITHIN, trust_env=False)


async def _json(asked: Awaitable[httpx.Response]) -> dict[str, Any]:
    """The answer as one JSON object. Raises `SignOnFailed`; what was sent is in no message."""
    try:
        answer = (await asked).raise_for_status().json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignOnFailed(AWAY) from error
    if not isinstance(answer, dict):
        raise SignOnFailed(AWAY)
    return answer
