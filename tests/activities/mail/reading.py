"""Mails to write, and mails read back by Python's own parser, which must find nothing amiss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from hypothesis import strategies as st

from activities.mail import Mail
from domain.cadence import Compliance
from domain.rendering import RenderedEmail

COMPLIANCE = Compliance(postal_address="1 Harbour Street\nBergen", opt_out="Reply <no> & I stop.")
A_MAIL = Mail(
    sender="Robin Vale <robin@northwind.example>",
    recipient="ada@example.com",
    at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    message_id="<e-1.intro@northwind.example>",
    words=RenderedEmail("Hello", "Hi Ada,\none question.", None),
    compliance=COMPLIANCE,
)
# Line and paragraph ends of every kind, dots, boundaries, words that look encoded.
NASTY = st.text(
    st.one_of(
        st.sampled_from('\r\n\t\x00\x0b\x0c\x1c\x85\u2028.=?-_:, <>@"\\;'),
        st.characters(exclude_categories=["Cs"]),
    )
) | st.sampled_from(["=?utf-8?q?a?=", "a\r\nBcc: x@evil.example", "\r\n\r\nbody", "x" * 2000, "."])


def a_mail(
    subject: str = "Hello",
    text: str | None = "Hi Ada,",
    html: str | None = None,
    **fields: Any,  # noqa: ANN401 -- whatever a mail has
) -> Mail:
    return replace(A_MAIL, words=RenderedEmail(subject, text, html), **fields)


def parsed(message: bytes) -> EmailMessage:
    """As a receiver reads it; any defect that the parser notes fails the test."""
    for rules in (policy.default, policy.SMTP):
        defects = [*defects_in(message_from_bytes(message, policy=rules))]
        assert defects == []
    return message_from_bytes(message, policy=policy.default)


def defects_in(mail: EmailMessage) -> Iterator[object]:
    for part in mail.walk():
        yield from part.defects
        for value in part.values():
            yield from getattr(value, "defects", ())
        if not part.is_multipart():
            part.get_content()


def text_of(mail: EmailMessage, kind: str = "plain") -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def unix(text: str) -> str:
    return re.sub("\r\n|\r|\n", "\n", text)


def lines_of(message: bytes) -> list[str]:
    """The headers as they stand on the wire."""
    return message.partition(b"\r\n\r\n")[0].decode().split("\r\n")
