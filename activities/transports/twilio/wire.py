"""One request to Twilio and the one thing that has to be known of it: what became of it.

Twilio has no idempotency key. What ends before the connection stands was never asked. After that
only an answer tells: 2xx with the new resource's sid, or 4xx, which Twilio has not carried out (429
included). All else, 5xx too, leaves it in doubt. Each request has a connection of its own, as one
that was kept may turn out dead only once the request is on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from domain.ports import Answer, Declined, Taken, Unanswered, Unreached
from domain.telephony.account import TwilioAccount

VERSION = "2010-04-01"
# Seconds: to connect, and for each read and write.
CONNECT_WITHIN = 10.0
ANSWER_WITHIN = 60.0

_NEVER_ASKED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol)


class TwilioWire:
    """The account's resources; nothing is asked twice."""

    def __init__(self, account: TwilioAccount, answer_within: float = ANSWER_WITHIN) -> None:
        self.account = account
        self._client = httpx.AsyncClient(
            base_url=f"{account.url.rstrip('/')}/{VERSION}/Accounts/{account.sid}/",
            auth=(account.user, account.secret),
            timeout=httpx.Timeout(answer_within, connect=CONNECT_WITHIN),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
        )

    async def post(self, resource: str, form: Mapping[str, str | list[str]]) -> Answer:
        """Ask for one thing; parameters without a value are left out."""
        given = {name: value for name, value in form.items() if value}
        try:
            answer = await self._client.post(resource, data=given)
        except _NEVER_ASKED as error:
            return Unreached(type(error).__name__)
        except httpx.HTTPError as error:
            return Unanswered(type(error).__name__)
        return _answer_of(answer)

    async def aclose(self) -> None:
        """Let go of the connections."""
        await self._client.aclose()


def _answer_of(answer: httpx.Response) -> Answer:
    """What an answer says; only one that names what it made says that it was made."""
    told = _told(answer)
    if answer.is_success and isinstance(sid := told.get("sid"), str):
        return Taken(sid)
    if answer.is_client_error and answer.status_code != HTTPStatus.REQUEST_TIMEOUT:
        code = told.get("code")
        return Declined(answer.status_code, code if isinstance(code, int) else None)
    return Unanswered(f"HTTP {answer.status_code}")


def _told(answer: httpx.Response) -> Mapping[str, Any]:
    """The document of the answer; empty where it is none."""
    try:
        told = answer.json()
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
