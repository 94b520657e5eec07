"""Signing in at an OpenID provider (OpenID Connect Core 1.0, authorization code with PKCE).

What comes back counts only with the state, the nonce and the verifier that this browser was given,
and names somebody by an address that the provider has verified. Whoever is no user here stays out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from secrets import token_urlsafe
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from domain.errors import DrumbeatError

SCOPE = "openid email"
ALGORITHMS = ["RS256", "ES256", "PS256"]
ANSWER_WITHIN = 10.0
BACK = "/sign-in/provider/back"
# How far the provider's clock may be from ours, in seconds.
LEEWAY = 60


class SignOnFailed(DrumbeatError):
    """Signing in at the provider did not work; try again."""


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
    client_secret: str
    address: str

    async def begin(self, next_: str) -> tuple[str, Begun]:
        """Where to send the browser, and what it has to bring back. Raises `SignOnFailed`."""
        begun = Begun(token_urlsafe(24), token_urlsafe(24), token_urlsafe(48), next_)
        async with self._client() as client:
            known = await self._discovered(client)
            where, _ = client.create_authorization_url(
                known["authorization_endpoint"],
                state=begun.state,
                nonce=begun.nonce,
                code_verifier=begun.verifier,
            )
        return str(where), begun

    async def finish(self, begun: Begun, given: Mapping[str, str]) -> str:
        """The verified address of who has signed in there. Raises `SignOnFailed`."""
        if given.get("state") != begun.state or not given.get("code"):
            raise SignOnFailed
        # RFC 9207: another provider's answer is not ours.
        if given.get("iss", self.issuer) != self.issuer:
            raise SignOnFailed
        async with self._client() as client:
            try:
                known = await self._discovered(client)
                token = await client.fetch_token(
                    known["token_endpoint"], code=given["code"], code_verifier=begun.verifier
                )
                keys = (await client.get(known["jwks_uri"], withhold_token=True)).json()
            except (AuthlibBaseError, httpx.HTTPError, ValueError, KeyError) as error:
                raise SignOnFailed from error
        return self._address_in(str(token.get("id_token", "")), keys, begun.nonce)

    def _address_in(self, id_token: str, keys: Any, nonce: str) -> str:  # noqa: ANN401 -- whatever came
        """Section 3.1.3.7: signed by the provider, for us, now, for this very sign-in."""
        try:
            claims = jwt.decode(id_token, KeySet.import_key_set(keys), ALGORITHMS).claims
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self.client_id},
                exp={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(claims)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            raise SignOnFailed from error
        if claims.get("email_verified") is not True or not claims.get("email"):
            raise SignOnFailed("the provider has not verified your mail address")
        return str(claims["email"])

    async def _discovered(self, client: AsyncOAuth2Client) -> dict[str, str]:
        """What the provider says of itself (OpenID Connect Discovery 1.0, section 4)."""
        where = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            answer = await client.get(where, withhold_token=True)
            known: dict[str, str] = answer.raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise SignOnFailed("the sign-in provider does not answer; try again") from error
        if known.get("issuer") != self.issuer:
            raise SignOnFailed("the sign-in provider is not the one of DRUMBEAT_OIDC_ISSUER")
        return known

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.client_id,
            self.client_secret or None,
            scope=SCOPE,
            redirect_uri=f"{self.address}{BACK}",
            code_challenge_method="S256",
            timeout=ANSWER_WITHIN,
            trust_env=False,
        )
