"""A mail that came in, as far as it may be looked at: headers, words, reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.replies.headers import Headers
from domain.replies.parts import Part, parts_of

REPORTS = frozenset(
    {
        "message/delivery-status",  # RFC 3464
        "message/global-delivery-status",  # RFC 6533
        "message/feedback-report",  # RFC 5965
    }
)
RETURNED = frozenset(
    {
        "message/rfc822",
        "text/rfc822-headers",  # RFC 6522
        "message/global",
        "message/global-headers",
    }
)


@dataclass(frozen=True)
class Mail:
    """Its first text in plain and in HTML; of attachments nothing but what they are called.

    `reports` are the groups of fields of a report, `returned` the headers of the mail that it is
    about.
    """

    headers: Headers
    text: str = ""
    html: str = ""
    reports: tuple[Headers, ...] = ()
    returned: Headers = field(default_factory=Headers)
    attachments: tuple[str, ...] = ()

    @property
    def report_type(self) -> str:
        """The type of a multipart/report (RFC 6522), such as `delivery-status`; else empty."""
        kind, _, rest = self.headers.get("content-type").lower().partition(";")
        if kind.strip() != "multipart/report":
            return ""
        named = (each.split("=", 1) for each in rest.split(";") if "=" in each)
        types = (value for name, value in named if name.strip() == "report-type")
        return next(types, "").strip().strip('"') or "delivery-status"


def mail_of(raw: bytes) -> Mail:
    """The mail that these bytes are (RFC 5322). Never raises, and never works for long."""
    parts = list(parts_of(raw))
    return Mail(
        headers=parts[0].top if parts else Headers(),
        text=_first(part.text for part in parts if part.is_words("text/plain")),
        html=_first(part.text for part in parts if part.is_words("text/html")),
        reports=tuple(group for part in parts if part.kind in REPORTS for group in part.groups),
        returned=next((part.groups[0] for part in parts if _is_returned(part)), Headers()),
        attachments=tuple(part.name for part in parts if part.name),
    )


def _is_returned(part: Part) -> bool:
    return part.kind in RETURNED and bool(part.groups)


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text.strip()), "")
