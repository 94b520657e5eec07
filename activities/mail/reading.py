"""Reads a mail back from its bytes, whatever they are: nothing in it is trusted or fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(frozen=True)
class CarriedFile:
    """What goes with a mail: its name, kind and size in bytes, `shown` or `attached`."""

    name: str
    kind: str
    size: int
    how: str


@dataclass(frozen=True)
class ReadMail:
    """The headers in their order, each in one line; the texts, None where there is none."""

    headers: tuple[tuple[str, str], ...]
    text: str | None
    html: str | None
    files: tuple[CarriedFile, ...]

    def header(self, name: str) -> str | None:
        """The first header of this name."""
        found = (value for key, value in self.headers if key.casefold() == name.casefold())
        return next(found, None)


def read_mail(message: bytes) -> ReadMail:
    """The mail that these bytes are."""
    mail = message_from_bytes(message, policy=policy.SMTPUTF8)
    headers = tuple((name, _one_line(value)) for name, value in mail.items())
    return ReadMail(headers, _text(mail, "plain"), _text(mail, "html"), tuple(_files(mail)))


def _text(mail: EmailMessage, kind: str) -> str | None:
    part = mail.get_body((kind,))
    if part is None or not isinstance(part, EmailMessage):
        return None
    return "\n".join(_decoded(part).splitlines())


def _decoded(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except LookupError:
        # A charset that nobody knows: the bytes are shown as far as they are text.
        content = part.get_payload(decode=True)
        return content.decode(errors="replace") if isinstance(content, bytes) else ""


def _files(mail: EmailMessage) -> Iterator[CarriedFile]:
    for part in mail.walk():
        if name := part.get_filename():
            content = part.get_payload(decode=True)
            size = len(content) if isinstance(content, bytes) else 0
            how = "shown" if part.get_content_disposition() == "inline" else "attached"
            yield CarriedFile(name, part.get_content_type(), size, how)


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
