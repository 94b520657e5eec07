"""What a provider is to the door, and a request as it came."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import Response
from fastapi.responses import JSONResponse

from domain.cadence import ZONES
from domain.facts import Detail, Report
from domain.ports import InboundEvent
from webhooks.bodies import BODY_LIMIT

# A batch of SendGrid has up to 768 KB, a message of SNS 256 KB before it is quoted.
BATCH_LIMIT = 1024 * 1024
# Mails with their attachments, as the providers cut them off (Postmark 35 MB, SendGrid 30 MB).
MAIL_LIMIT = 40 * 1024 * 1024
# As the ledger makes them: a parameter of a link that anybody may change is nothing else.
ENROLLMENT_ID = re.compile(r"e-[0-9a-f]{12}")


@dataclass(frozen=True)
class Posted:
    """A request of which nothing is believed yet.

    `url` is the address as the sender called it, `at` Drumbeat time, `host_at` the host's, by which
    the age of a signature is measured.
    """

    body: bytes
    headers: Mapping[str, str]
    url: str
    at: datetime
    host_at: datetime


@dataclass(frozen=True)
class Clues:
    """Whom an event is about, as far as its provider says, in the order they are tried."""

    enrollment_id: str | None = None
    message_id: str | None = None
    email: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Reported:
    """What a provider says of a text or a call that it was handed for this enrollment."""

    enrollment_id: str
    fact: Report


@dataclass(frozen=True)
class WantsTexts:
    """Somebody at this number, who had wanted no more texts, wants them again."""

    phone: str
    event_id: str


# What a request can tell.
Told = InboundEvent | Reported | WantsTexts


class Provider(ABC):
    """Somebody who tells us by webhook what happened."""

    name: ClassVar[str]

    def body_limit(self, headers: Mapping[str, str]) -> int:
        """How many bytes may be read.

        Raises `InvalidSignature` where the headers alone say that it is somebody else.
        """
        return BODY_LIMIT

    @abstractmethod
    async def events(self, posted: Posted) -> tuple[Told, ...]:
        """What happened; nothing, where it is no matter of ours.

        Raises `InvalidSignature` unless the request is the provider's own, before anything of it is
        understood, and `MalformedEvent` where it then makes no sense. The same event, delivered
        again, has the same id.
        """

    def answer(self, told: list[dict[str, str | None]]) -> Response:
        """What a request is told whose events were stored; `told` is what became of each."""
        return JSONResponse({"events": told}, 202)

    def event(
        self,
        posted: Posted,
        event_id: str,
        fact: str,
        clues: Clues,
        detail: Detail | None = None,
        raw: bytes | None = None,
    ) -> InboundEvent:
        """One event of this provider; `raw` is its part of a body that holds several."""
        return InboundEvent(
            provider=self.name,
            event_id=event_id,
            fact=fact,
            received_at=posted.at,
            raw=posted.body if raw is None else raw,
            detail=detail,
            **vars(clues),
        )


def zone_of_invitee(zone: object) -> Detail | None:
    """What a provider says of the invitee's time zone, where it is one."""
    return Detail(timezone=zone) if isinstance(zone, str) and zone in ZONES else None


def enrollment_in(parameter: object) -> str | None:
    """The enrollment that a tracking parameter names, if it does."""
    is_id = isinstance(parameter, str) and ENROLLMENT_ID.fullmatch(parameter)
    return str(parameter) if is_id else None
