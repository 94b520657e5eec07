"""One attempt to be granted access: its address, its secrets, and what its answer must hold.

Authorization code with PKCE (RFC 7636, S256) in the browser of the mailbox's owner, who is sent
back to this machine (RFC 8252).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from activities.transports.oauth.grants import Granted
from activities.transports.oauth.providers import Provider
from domain.mailboxes.credentials import LoginRefused, OAuthClient


def _secret() -> str:
    """64 characters that nobody guesses, of those that RFC 7636 section 4.1 allows."""
    return token_urlsafe(48)


@dataclass(frozen=True)
class Authorization:
    """One attempt; `redirect_uri` is where its answer is awaited."""

    provider: Provider
    client: OAuthClient
    mailbox: str
    redirect_uri: str
    state: str = field(default_factory=_secret, repr=False)
    verifier: str = field(default_factory=_secret, repr=False)

    @property
    def url(self) -> str:
        """Where the owner of the mailbox consents (RFC 6749 section 4.1.1)."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(self.provider.scopes),
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "login_hint": self.mailbox,
            **self.provider.parameters,
        }
        return f"{self.provider.authorize_url}?{urlencode(asked)}"

    def code_of(self, answer: Mapping[str, str]) -> str:
        """The code in the answer. Raises `LoginRefused` for one of another attempt, or for a no."""
        if not hmac.compare_digest(answer.get("state", "").encode(), self.state.encode()):
            raise LoginRefused("the answer in the browser is not to this attempt; start again")
        if error := answer.get("error"):
            raise LoginRefused(f"{self.provider.title} grants nothing: {_shown(error)}")
        if code := answer.get("code"):
            return code
        raise LoginRefused(f"{self.provider.title} answers without a code")

    def accept(self, granted: Granted) -> str:
        """The account that granted. Raises `LoginRefused` where this is not what was asked for."""
        scopes = granted.scope.casefold().split()
        missing = [each for each in self.provider.mail_scopes if each.casefold() not in scopes]
        # RFC 6749 section 5.1: no scope in the answer means all that was asked for.
        if scopes and missing:
            lacks = " and ".join(missing)
            raise LoginRefused(f"the consent leaves out {lacks}; start again and grant all of it")
        if not granted.refresh_token:
            raise LoginRefused(f"{self.provider.title} gives no refresh token; start again")
        return self._account(granted)

    def _account(self, granted: Granted) -> str:
        """Claims that come straight from the provider over TLS need no check of their signature.

        OpenID Connect Core section 3.1.3.7, point 6. They only tell early, and clearly, that
        somebody else was signed in: what proves the account is that the mail server lets it in.
        """
        claims = _claims(granted.id_token.get_secret_value())
        names = [str(claims[name]) for name in self.provider.account_claims if claims.get(name)]
        if self.client.client_id != claims.get("aud") or not names:
            raise LoginRefused(f"{self.provider.title} does not say whose account it is")
        if self.mailbox not in {name.casefold() for name in names}:
            found = _shown(names[0])
            raise LoginRefused(f"the account is {found}, not {self.mailbox}; start again")
        return names[0]


def _claims(id_token: str) -> Mapping[str, Any]:
    """What the token says (RFC 7519 section 3); nothing where it is none."""
    body = id_token.split(".")[1:2]
    try:
        claims = json.loads(base64.urlsafe_b64decode(body[0] + "==")) if body else {}
    except ValueError:
        return {}
    return claims if isinstance(claims, dict) else {}


def _shown(text: str) -> str:
    """The provider's word on one short line."""
    return "".join(each for each in text if each.isprintable())[:100]
