"""How a mail reads: for a person, and as one JSON document."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage

from starter.output import print_line

# What a reader looks for; the rest is for machines.
SHOWN = (
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "DKIM-Signature"),
)


def document_of(message: bytes) -> dict[str, object]:
    """The mail's headers in their order, its texts, what it carries, and the message itself."""
    mail = _parsed(message)
    return {
        "headers": [{"name": name, "value": _one_line(value)} for name, value in mail.items()],
        "text": _text(mail, "plain"),
        "html": _text(mail, "html"),
        "files": [_file(part) for part in _files(mail)],
        "message": message.decode(),
    }


def print_mail(message: bytes) -> None:
    """The headers that people know, the text, and what goes with it."""
    mail = _parsed(message)
    for name in SHOWN:
        if value := mail[name]:
            print_line(f"{name}: {_one_line(value)}")
    print_line(f"\n{(_text(mail, 'plain') or '').rstrip()}")
    if _text(mail, "html") is not None:
        print_line("\nHTML: yes; --open shows it")
    for part in _files(mail):
        file = _file(part)
        print_line(f"{file['how']}: {file['name']} ({file['type']}, {file['bytes']} bytes)")


def _parsed(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.SMTPUTF8)


def _text(mail: EmailMessage, kind: str) -> str | None:
    part = mail.get_body((kind,))
    if part is None or not isinstance(part, EmailMessage):
        return None
    return "\n".join(str(part.get_content()).splitlines())


def _files(mail: EmailMessage) -> Iterator[EmailMessage]:
    return (part for part in mail.walk() if part.get_filename())


def _file(part: EmailMessage) -> dict[str, object]:
    content = part.get_payload(decode=True)
    return {
        "name": part.get_filename(),
        "type": part.get_content_type(),
        "bytes": len(content) if isinstance(content, bytes) else 0,
        "how": "shown" if part.get_content_disposition() == "inline" else "attached",
    }


def _one_line(value: object) -> str:
    return " ".join(str(value).split())
