"""What comes back to a mail: by people's mail programs, by a machine that answers for one."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage
from email.utils import make_msgid

from starter.stack.ports import LOOPBACK

AWAY = """\
Sehr geehrte Damen und Herren,

vielen Dank für Ihre Nachricht. Ich bin bis zum 06.12.2026 nicht im Büro und lese keine E-Mails.
Ab dem 07.12.2026 bin ich wieder für Sie da.

Mit freundlichen Grüßen
Ben Röder
"""


def an_answer(to: EmailMessage, words: str) -> EmailMessage:
    """As a mail program writes it: in its thread, above what it quotes."""
    sender, body = to["From"], to.get_body(("plain",))
    quoted = "\n".join(f"> {line}" for line in (body.get_content() if body else "").splitlines())
    answer = _back(to, f"Re: {to['Subject']}")
    answer["References"] = answer["In-Reply-To"]
    answer.set_content(f"{words}\n\nOn Mon, 23 Nov 2026 at 09:12, {sender} wrote:\n\n{quoted}\n")
    return answer


def an_absence(to: EmailMessage) -> EmailMessage:
    """As a mail server writes it while somebody is away (RFC 3834)."""
    answer = _back(to, f"Automatische Antwort: {to['Subject']}")
    answer["Auto-Submitted"] = "auto-replied"
    answer.set_content(AWAY)
    return answer


async def post(port: int, mail: EmailMessage, *, envelope_sender: str | None = None) -> None:
    """Hand the mail to the server there, as its From does or with another envelope sender."""
    await asyncio.to_thread(_post, port, mail, envelope_sender)


def _back(to: EmailMessage, subject: str) -> EmailMessage:
    answer = EmailMessage()
    answer["From"], answer["To"], answer["Subject"] = to["To"], to["From"], subject
    answer["Message-ID"] = make_msgid(domain="lindenhof.example")
    answer["In-Reply-To"] = to["Message-ID"]
    return answer


def _post(port: int, mail: EmailMessage, envelope_sender: str | None) -> None:
    with smtplib.SMTP(LOOPBACK, port, timeout=20) as server:
        server.send_message(mail, from_addr=envelope_sender)
