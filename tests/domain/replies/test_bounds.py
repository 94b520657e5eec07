"""Whatever comes in is understood or not, without an error and without end.

The effort is bounded by construction; a test that hangs here is one that fails.
"""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cadence import REPLY_CLASSES
from domain.facts import INBOUND
from domain.replies import reply_text
from domain.replies.own_words import LONGEST_LINE, LONGEST_WORDS, own_words
from domain.replies.parts import DEEPEST, MOST_PARTS, parts_of
from tests.domain.replies.mails import POSTFIX, a_report, failed, understood

MEGABYTE = 1 << 20
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth)
    for depth in range(900)
)
BOMBS = {
    "nested": NESTED + b"\n" * 4 * MEGABYTE,
    "parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 500_000,
    "empty parts": b"Content-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\nContent-Type: multipart/mixed; boundary=c\n\n" * 80_000,
    "headers": b"A: b\n" * 800_000,
    "a long header": b"Subject: " + b"=?utf-8?q?a?= " * 300_000,
    "half words": b"Subject: " + b"=?a?b?c" * 500_000,
    "parameters": b"Content-Type: text/plain; " + b'a="b;";' * 500_000,
    "references": b"References: " + b"<a@b>" * 500_000,
    "no ids": b"References: " + b"a" * MEGABYTE,
    "comments": b"From: " + b"(" * MEGABYTE,
    "quotes": b"From: " + b'"\\' * MEGABYTE,
    "no address": b"From: " + b"a" * MEGABYTE,
    "lines": b"\n" * 8 * MEGABYTE,
    "base64": b"Content-Transfer-Encoding: base64\n\n" + b"QUJD\n" * MEGABYTE,
    "quoted": b"\n" + b"> " * MEGABYTE,
    "attributions": b"\n" + (b"Am " + b"x schrieb " * 400 + b"\n") * 200,
    "signatures": b"\n" + b"x\nThanks, but this is no end of a mail\n" * 2_000,
    "markup": b"Content-Type: text/html\n\n" + b"<div>" * 200_000 + b"x",
    "tables": b"Content-Type: text/html\n\n" + b"<table><tr><td>" * 60_000 + b"x",
    "lists": b"Content-Type: text/html\n\n" + b"<ul><li>" * 60_000 + b"x",
    "unclosed": b"Content-Type: text/html\n\n" + b"<div class='" * 60_000,
    "punycode": b"Content-Type: text/plain; charset=punycode\n\n" + b"a-b" * MEGABYTE,
    "days": b"Auto-Submitted: yes\n\n" + b"until 3 to 4 dec - 5/6 back " * 1_000,
    "words": b"\n" + b"not really that very interested no no no " * 1_000,
    "an old bounce": b"From: MAILER-DAEMON@x\n\nHi. This is the\n\n" + b"<a@b>:\n" * 100_000,
    "a report": a_report(failed("5.0.0", "x" * MEGABYTE) * 3),
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS)
def test_no_mail_keeps_us_busy(raw: bytes) -> None:
    """Megabytes of what is dear to read are cut off, and the rest is understood."""
    meant = understood(raw)

    assert meant is None or meant.fact in INBOUND
    assert len(reply_text(raw)) <= LONGEST_WORDS


def test_parts_are_taken_apart_so_deep_and_so_often() -> None:
    """What lies deeper, or comes later, is not looked at."""
    wide = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 1_000
    boundaries = [part.typed.get_boundary() for part in parts_of(NESTED)]

    assert boundaries == [f"b{DEEPEST}"]
    assert len(list(parts_of(wide))) == MOST_PARTS


@pytest.mark.parametrize(
    "charset", [b"idna", b"undefined", b"a%00b", b"a\0b", b"\xff", b"punycode"]
)
@pytest.mark.parametrize("asked", [b"text/plain; charset", b"multipart/mixed; boundary"])
def test_a_charset_that_is_none_hides_no_reply(asked: bytes, charset: bytes) -> None:
    """A parameter may name its own (RFC 2231); what cannot be read of it is not asked for."""
    raw = b"From: ada@x.example\nContent-Type: " + asked + b"*=" + charset + b"''b\n\nPlease stop."

    meant = understood(raw)

    assert meant is not None
    assert (meant.fact, meant.sender) == ("reply", "ada@x.example")


PIECES = st.sampled_from(
    [
        b"Content-Type: multipart/mixed; boundary=b\n",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n',
        b"Content-Type: message/delivery-status\n",
        b"Content-Type: text/html; charset=utf-16\n",
        b"Content-Type: text/plain; format=flowed; delsp=yes\n",
        b"Content-Type: text/plain; charset*=utf-8''%ff\n",
        b"Content-Type: text/plain; charset*=a%00b''x\n",
        b"Content-Type: multipart/mixed; boundary*=idna''b\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: x-uuencode\n",
        b"Content-Disposition: attachment\n",
        b"From: Ada <ada@lovelace.example>\n",
        b"From: MAILER-DAEMON@x.example\n",
        b"X-Failed-Recipients: a@b, c\n",
        b"Return-Path: <>\n",
        b"Subject: =?utf-8?b?4pi?= opt-out x\n",
        b"Subject: Automatic reply: \xff\n",
        b"Date: Thu, 99 Nov 2026 25:00:00 +9999\n",
        b"In-Reply-To: <e-0123456789ab.a@b>\n",
        b"Auto-Submitted: auto-replied\n",
        b"Final-Recipient: rfc822\nAction: failed\nStatus: 5\n",
        b"Feedback-Type: abuse\n",
        b"\n--b\n",
        b"\n--b--\n",
        b"\n\n",
        POSTFIX.encode(),
        b"On x, y wrote:\n> z\n",
        b"until 31 february, back in 0 weeks, bis 99.99.",
        b"<blockquote><p>",
        base64.b64encode(b"Yes please"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.binary(max_size=40), max_size=14).map(b"".join))
def test_noise_is_understood_or_not(raw: bytes) -> None:
    """Any bytes mean a fact of our vocabulary, or nothing; never an error."""
    meant = understood(raw)

    assert meant is None or meant.fact in INBOUND
    clues = (meant.message_id, meant.sender) if meant else ()
    assert all(clue is None or clue.isprintable() for clue in clues)
    if meant and meant.detail and meant.detail.reply_class:
        assert meant.detail.reply_class in REPLY_CLASSES
        assert 0 <= (meant.detail.confidence or 0) <= 100


HARD = st.sampled_from(
    [
        *("On ", "wrote:", "From: ", "> ", "\n", " ", "Am ", "schrieb ", "--\n", "Thanks,", "x"),
        *("a écrit :", "Von:", "Le ", "El ", "escribió:", "Sent from my ", "_" * 40, "\u00a0", "*"),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(HARD | st.text(max_size=3), max_size=200).map("".join))
def test_words_are_found_in_any_text(text: str) -> None:
    """Own words are part of the text, and never longer."""
    words = own_words(text)

    assert len(words) <= len(text)
    assert set("".join(words.split())) <= set("".join(text.split()))


def test_a_line_is_never_too_long_for_the_library() -> None:
    """Its expressions are cubic in that length: a hundred kilobytes would take hours."""
    assert own_words("Am x schrieb " * 8_000).startswith("Am x schrieb")
    assert LONGEST_LINE < 500
