"""The provider's token endpoint: a code or a refresh token against an access token.

RFC 6749 sections 4.1.3, 5 and 6. The client names itself in the form, which both providers take.
No error text of the wire is passed on: it may repeat what was sent, and that is secret.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from activities.transports.oauth.providers import Provider
from domain.mailboxes.credentials import AccessToken, LoginRefused, OAuthClient, ProviderAway

ANSWERS_WITHIN = 20.0
# Of its life: the rest is for clocks, the network, and the conversation that it opens.
FRESH = 0.9
# RFC 6749 section 5.1 asks for a lifetime without demanding it; an hour is what both give.
USUAL_LIFETIME = 3600.0

# RFC 6749 section 5.2, and what Microsoft says where its user has to sign in or consent anew.
ENDED = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})
BUSY = frozenset({"temporarily_unavailable", "server_error"})
TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
_ERROR_NUMBER = re.compile(r"AADSTS\d+")
_ERROR_CODE = re.compile(r"\w{1,60}")


class GrantEnded(LoginRefused):
    """The provider takes the grant no more: revoked, expired, or the password was changed."""


class Granted(BaseModel):
    """A successful answer (RFC 6749 section 5.1)."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: SecretStr
    expires_in: float = USUAL_LIFETIME
    refresh_token: SecretStr = SecretStr("")
    scope: str = ""
    id_token: SecretStr = SecretStr("")

    def access(self, asked_at: float) -> AccessToken:
        """The access token; `asked_at` is the loop's time before the answer came."""
        fresh_until = asked_at + self.expires_in * FRESH
        return AccessToken(self.access_token.get_secret_value(), fresh_until)


@dataclass(frozen=True)
class Grants:
    """One provider's token endpoint, as our registered client speaks to it.

    Both methods raise `GrantEnded`, `LoginRefused` where our own registration is refused, and
    `ProviderAway`.
    """

    provider: Provider
    client: OAuthClient

    async def exchange(self, code: str, verifier: str, redirect_uri: str) -> Granted:
        """What the code of an authorization stands for (RFC 7636 section 4.5)."""
        return await self._granted(
            {
                "grant_type": "authorization_code",
                "code": code,
                "code_verifier": verifier,
                "redirect_uri": redirect_uri,
            }
        )

    async def refresh(self, refresh_token: str) -> Granted:
        """A new access token; with a new refresh token, where the provider rotates them."""
        return await self._granted({"grant_type": "refresh_token", "refresh_token": refresh_token})

    async def _granted(self, form: Mapping[str, str]) -> Granted:
        secret = {"client_secret": self.client.client_secret} if self.client.client_secret else {}
        answer = await self._post({**form, "client_id": self.client.client_id, **secret})
        if answer.is_success:
            return self._read(answer)
        raise self._error(answer)

    async def _post(self, form: Mapping[str, str]) -> httpx.Response:
        try:
            async with asyncio.timeout(ANSWERS_WITHIN), httpx.AsyncClient() as http:
                return await http.post(self.provider.token_url, data=form)
        except (httpx.HTTPError, TimeoutError) as lost:
            raise ProviderAway(f"{self.provider.title} does not answer") from lost

    def _read(self, answer: httpx.Response) -> Granted:
        try:
            return Granted.model_validate_json(answer.content)
        except ValidationError:
            # Not chained: the answer holds tokens.
            raise ProviderAway(f"{self.provider.title} answers what is no grant") from None

    def _error(self, answer: httpx.Response) -> LoginRefused | ProviderAway:
        error = _error_of(answer)
        code, title = str(error.get("error", "")), self.provider.title
        said = _said(code, str(error.get("error_description", "")))
        if code in ENDED:
            return GrantEnded(f"{title} does not take the grant ({said})")
        if code in BUSY or not said or _is_busy(answer.status_code):
            return ProviderAway(f"{title} cannot answer now (HTTP {answer.status_code})")
        name = f"DRUMBEAT_{self.provider.name.upper()}"
        return LoginRefused(f"{title} refuses our client ({said}); check {name}_CLIENT_ID, _SECRET")


def _is_busy(status: int) -> bool:
    return status >= _SERVER_ERROR or status == TOO_MANY_REQUESTS


def _error_of(answer: httpx.Response) -> dict[str, Any]:
    try:
        error = answer.json()
    except ValueError:
        return {}
    return error if isinstance(error, dict) else {}


def _said(code: str, description: str) -> str:
    """The error's code, with the number by which Microsoft lists it; nothing that is free text."""
    number = _ERROR_NUMBER.search(description)
    named = code if _ERROR_CODE.fullmatch(code) else ""
    return " ".join(filter(None, (named, number[0] if number else "")))
