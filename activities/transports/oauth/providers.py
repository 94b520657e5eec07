"""Google and Microsoft: where each grants access to mail, for what it must be asked, what it says.

Google: https://developers.google.com/identity/protocols/oauth2/native-app and
https://developers.google.com/gmail/imap/xoauth2-protocol (the scope of IMAP and SMTP).
Microsoft: https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-auth-code-flow and
https://learn.microsoft.com/en-us/exchange/client-developer/legacy-protocols/
how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth (the scopes of IMAP and SMTP).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from domain.mailboxes.credentials import OAuthClient, ProviderName


@dataclass(frozen=True)
class Provider:
    """One provider's facts; `{tenant}` in its addresses is whose accounts are let in.

    `mail_scopes` must be granted, `other_scopes` are asked for besides; `account_claims` are the
    claims of the ID token that name the account. `loopback` is the name of this machine that the
    provider takes in a redirect with any port (RFC 8252 section 7.3).
    """

    name: ProviderName
    title: str
    authorize_url: str
    token_url: str
    mail_scopes: tuple[str, ...]
    other_scopes: tuple[str, ...]
    account_claims: tuple[str, ...]
    loopback: str
    parameters: Mapping[str, str] = field(default_factory=dict)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Everything that is asked for."""
        return (*self.mail_scopes, *self.other_scopes)


GOOGLE = Provider(
    name="google",
    title="Google",
    authorize_url="https://accounts.google.com/o/oauth2/v2/auth",
    token_url="https://oauth2.googleapis.com/token",  # noqa: S106 -- an address
    mail_scopes=("https://mail.google.com/",),
    other_scopes=("openid", "email"),
    account_claims=("email",),
    loopback="127.0.0.1",
    # Without both Google gives a refresh token only to who consents for the first time.
    parameters=MappingProxyType({"access_type": "offline", "prompt": "consent"}),
)

MICROSOFT = Provider(
    name="microsoft",
    title="Microsoft",
    authorize_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/authorize",
    token_url="https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",  # noqa: S106 -- an address
    mail_scopes=(
        "https://outlook.office.com/SMTP.Send",
        "https://outlook.office.com/IMAP.AccessAsUser.All",
    ),
    other_scopes=("offline_access", "openid", "profile", "email"),
    # The name one signs in with need not be the address; `email` is, where the account has one.
    account_claims=("preferred_username", "email"),
    # The portal takes http://localhost and no 127.0.0.1 (learn.microsoft.com, "Redirect URI").
    loopback="localhost",
    parameters=MappingProxyType({"response_mode": "query", "prompt": "select_account"}),
)

PROVIDERS: Mapping[ProviderName, Provider] = {"google": GOOGLE, "microsoft": MICROSOFT}


def provider_of(client: OAuthClient) -> Provider:
    """The provider at which this client is registered, for its tenant."""
    provider = PROVIDERS[client.provider]
    return replace(
        provider,
        authorize_url=provider.authorize_url.replace("{tenant}", client.tenant),
        token_url=provider.token_url.replace("{tenant}", client.tenant),
    )
