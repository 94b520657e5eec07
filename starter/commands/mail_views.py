"""How a mail reads: for a person, and as one JSON document."""

from __future__ import annotations

from activities.mail.reading import read_mail
from starter.output import print_line

# What a reader looks for; the rest is for machines.
SHOWN = (
    *("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("List-Unsubscribe", "List-Unsubscribe-Post", "DKIM-Signature"),
)


def document_of(message: bytes) -> dict[str, object]:
    """The mail's headers in their order, its texts, what it carries, and the message itself."""
    mail = read_mail(message)
    return {
        "headers": [{"name": name, "value": value} for name, value in mail.headers],
        "text": mail.text,
        "html": mail.html,
        "files": [
            {"name": file.name, "type": file.kind, "bytes": file.size, "how": file.how}
            for file in mail.files
        ],
        "message": message.decode(),
    }


def print_mail(message: bytes) -> None:
    """The headers that people know, the text, and what goes with it."""
    mail = read_mail(message)
    for name in SHOWN:
        if value := mail.header(name):
            print_line(f"{name}: {value}")
    print_line(f"\n{(mail.text or '').rstrip()}")
    if mail.html is not None:
        print_line("\nHTML: yes; --open shows it")
    for file in mail.files:
        print_line(f"{file.how}: {file.name} ({file.kind}, {file.size} bytes)")
