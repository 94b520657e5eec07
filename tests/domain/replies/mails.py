"""Mails as they come in, each as short as what it shows."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.replies import Understood, understand

ADA = "ada@lovelace.example"
ROBIN = "robin@northwind.example"
ENROLLMENT = "e-0123456789ab"
OURS = f"<{ENROLLMENT}.mail-2@northwind.example>"
KEY = "k" * 32
# A Thursday.
NOON = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)

POSTFIX = "This is the mail system at host mx.lovelace.example.\n\nI'm sorry to inform you"


def a_mail(text: str = "", *headers: str, sender: str = f"Ada Lovelace <{ADA}>") -> bytes:
    """A mail of Ada's in plain text; of a header that stands twice the given one counts."""
    lines = (*headers, f"From: {sender}", "Subject: Re: Docks", f"In-Reply-To: {OURS}")
    return ("\n".join(lines) + f"\n\n{text}").encode()


def a_multipart(kind: str, *parts: str, headers: tuple[str, ...] = ()) -> bytes:
    """A mail of parts, each with its own headers, blank line and content."""
    top = (*headers, f"From: {ADA}", f'Content-Type: multipart/{kind}; boundary="=_b"')
    body = "".join(f"--=_b\n{part}\n" for part in parts)
    return ("\n".join(top) + f"\n\n{body}--=_b--\n").encode()


def a_report(
    fields: str, *, text: str = POSTFIX, about: str = OURS, kind: str = "delivery-status"
) -> bytes:
    """A report of a mail server (RFC 6522) with these fields, about a mail of ours."""
    return a_multipart(
        f"report; report-type={kind}",
        f"Content-Type: text/plain\n\n{text}",
        f"Content-Type: message/{kind}\n\n{fields}",
        f"Content-Type: text/rfc822-headers\n\nTo: {ADA}\nMessage-ID: {about}\nSubject: Docks",
        headers=("From: MAILER-DAEMON@mx.northwind.example", "Return-Path: <>"),
    )


def failed(status: str, diagnostic: str = "", *, action: str = "failed", to: str = ADA) -> str:
    """The fields of one recipient (RFC 3464)."""
    said = f"\nDiagnostic-Code: smtp; {diagnostic}" if diagnostic else ""
    recipient = f"Final-Recipient: rfc822; {to}\nAction: {action}\nStatus: {status}{said}"
    return f"Reporting-MTA: dns; mx.northwind.example\n\n{recipient}\n"


def understood(raw: bytes) -> Understood | None:
    """As a mailbox of Robin's understands it."""
    return understand(raw, {ROBIN}, (KEY,), NOON)


def heard(raw: bytes) -> Understood:
    """As `understood`, of what does mean something."""
    meant = understood(raw)
    assert meant is not None
    return meant
