"""Dots, line ends and codes: small rules with large consequences."""

from __future__ import annotations

import pytest
from aiosmtplib import SMTPResponse
from hypothesis import given
from hypothesis import strategies as st

from activities.transports.smtp_text import enhanced_of, on_the_wire, reply_of
from tests.smtp_server import unstuffed


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (b"", b".\r\n"),
        (b".", b"..\r\n.\r\n"),
        (b"a\n.\nb", b"a\r\n..\r\nb\r\n.\r\n"),
        (b".a\r..b\r\n", b"..a\r\n...b\r\n.\r\n"),
        (b"a.b\r\n\r\n", b"a.b\r\n\r\n.\r\n"),
    ],
)
def test_dots_are_doubled_and_lines_end_in_crlf(message: bytes, wire: bytes) -> None:
    """RFC 5321 section 4.5.2, by example."""
    assert on_the_wire(message) == wire


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"..", b"a", b" "])).map(b"".join))
def test_no_message_ends_early_or_changes(message: bytes) -> None:
    """The end stands at the end only, and the receiver gets the very lines."""
    wire = on_the_wire(message)

    assert (b"\r\n" + wire).count(b"\r\n.\r\n") == 1
    lines = message.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    whole = lines if not lines or lines.endswith(b"\n") else lines + b"\n"
    assert unstuffed(wire).replace(b"\r\n", b"\n") == whole


@pytest.mark.parametrize(
    ("code", "reply", "enhanced"),
    [
        (550, "5.1.1 no such user", "5.1.1"),
        (550, "5.7.26 DMARC", "5.7.26"),
        (421, "4.7.0", "4.7.0"),
        (550, "no such user 5.1.1", ""),
        (550, "5.1.1.1 is no code", ""),
        (550, "4.1.1 of another class", ""),
        (250, "ok", ""),
        (0, "", ""),
    ],
)
def test_the_enhanced_code_begins_the_reply(code: int, reply: str, enhanced: str) -> None:
    """RFC 2034 section 4: first in the text, and of the class of the code."""
    assert enhanced_of(code, reply) == enhanced


def test_a_reply_is_one_line_that_can_be_stored() -> None:
    """Whatever bytes a server sends, what is kept is text."""
    reply = reply_of(SMTPResponse(550, "first\nsecond \udcff" + "x" * 9000))

    assert reply.startswith("550 first second ?x")
    assert len(reply) == 500
