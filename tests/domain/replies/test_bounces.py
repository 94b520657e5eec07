"""What mail servers report: who was not reached, and whose fault that is."""

from __future__ import annotations

import pytest

from domain.facts import INBOUND, Detail
from domain.replies import Understood
from domain.replies.bounces import bounce_in
from domain.replies.mail import mail_of
from tests.domain.replies.mails import (
    ADA,
    OURS,
    a_mail,
    a_multipart,
    a_report,
    failed,
    heard,
    understood,
)

GOOGLE = (
    "550-5.1.1 The email account that you tried to reach does not exist. Please try\n"
    " 550-5.1.1 double-checking the recipient's email address for typos. 550 5.1.1"
)
EXCHANGE = (
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@lovelace.example not found by SMTP"
)
MICROSOFT_EDGE = "550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02.protection]"
GONE = "Host or domain name not found. Name service error for name=lovelace.example type=AAAA"


def recipient_of(raw: bytes) -> str | None:
    """To whom the mail went that a report is about."""
    bounce = bounce_in(mail_of(raw))
    return bounce.recipient if bounce else None


@pytest.mark.parametrize(
    ("fields", "fact"),
    [
        (failed("5.1.1", "550 5.1.1 <ada@lovelace.example>: User unknown"), "bounce"),
        (failed("5.1.1", GOOGLE), "bounce"),
        (failed("5.1.10", EXCHANGE), "bounce"),
        (failed("5.4.1", MICROSOFT_EDGE), "bounce"),
        (failed("5.4.4", GONE), "bounce"),
        (failed("5.1.2"), "bounce"),
        (failed("5.0.0", "550 5.1.1 no such user"), "bounce"),
        (failed("5.0.0", "550 unknown user"), "bounce"),
        (failed("5.2.1 (mailbox disabled)"), "bounce"),
        (failed("5.2.2", "552 5.2.2 over quota"), "soft_bounce"),
        (failed("5.0.0", "552 mailbox full"), "soft_bounce"),
        (failed("4.4.1", "connect to mx.lovelace.example: timed out"), "soft_bounce"),
        (failed("4.2.2", "452 4.2.2 over quota"), "soft_bounce"),
        (failed("5.0.0", "451 4.7.1 greylisted, try later"), "soft_bounce"),
        (failed("5.3.4", "552 5.3.4 message too big"), "soft_bounce"),
        (failed("5.6.7", "553 5.6.7 no SMTPUTF8"), "soft_bounce"),
        (failed("5.0.0", "554 transaction failed"), "soft_bounce"),
        (failed("5.7.1", "550 5.7.1 blocked, see https://rbl.example"), None),
        (failed("5.0.0", "554 message rejected as spam"), None),
        (failed("5.1.8", "553 5.1.8 sender address rejected"), None),
        (failed("4.4.1", action="delayed"), None),
        (failed("2.0.0", action="delivered"), None),
        (failed("2.0.0", action="relayed"), None),
        (failed("2.0.0", action="expanded (to a list)"), None),
        ("Reporting-MTA: dns; mx.northwind.example\n", None),
    ],
)
def test_whose_fault_a_report_is(fields: str, fact: str | None) -> None:
    """What is about the address is for good, what is about us is nothing of the person."""
    meant = understood(a_report(fields))

    if fact is None:
        assert meant is None
    else:
        assert fact in INBOUND
        assert meant == Understood(fact, OURS, detail=Detail(step="mail-2"))


def test_the_mail_that_came_back_goes_before_what_the_report_answers() -> None:
    """Exchange answers some mail of the thread; the one that it returns is the one that failed."""
    headers = (
        "From: MAILER-DAEMON@mx.northwind.example",
        "In-Reply-To: <e-0123456789ab.mail-1@northwind.example>",
    )
    raw = a_multipart(
        "report; report-type=delivery-status",
        f"Content-Type: message/delivery-status\n\n{failed('5.1.1')}",
        f"Content-Type: message/rfc822\n\nMessage-ID: {OURS}\nSubject: Docks\n\nHello Ada",
        headers=headers,
    )

    assert heard(raw).message_id == OURS


def test_the_address_that_was_written_to_is_the_recipient() -> None:
    """An alias leads elsewhere; it is the alias that we know."""
    fields = failed("5.1.1", to="a.lovelace@other.example").replace(
        "Final-", f"Original-Recipient: rfc822;{ADA}\nFinal-"
    )

    assert recipient_of(a_report(fields)) == ADA


def test_of_several_recipients_the_one_that_failed() -> None:
    """One was reached and one was not."""
    reached = "\nFinal-Recipient: rfc822; bob@x.example\nAction: delivered\nStatus: 2.0.0\n"
    fields = failed("5.1.1").partition("\n\n")
    both = f"{fields[0]}\n{reached}\n{fields[2]}"

    assert recipient_of(a_report(both)) == ADA


EXIM = f"""This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {ADA}
    host mx.lovelace.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{ADA}>:
    550 5.1.1 No such user here

------ This is a copy of the message, including all the headers. ------

Message-ID: {OURS}
Subject: Docks, and no spam
"""
QMAIL = f"""Hi. This is the qmail-send program at mx.northwind.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{ADA}>:
192.0.2.1 does not like recipient.
Remote host said: 550 sorry, no mailbox here by that name (#5.1.1)
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <robin@northwind.example>
Message-ID: {OURS}
"""
FULL = QMAIL.replace("550 sorry, no mailbox here by that name (#5.1.1)", "552 mailbox is full")


@pytest.mark.parametrize(
    ("raw", "fact"),
    [
        (a_mail(EXIM, f"X-Failed-Recipients: {ADA}", sender="Mailer-Daemon@mx.example"), "bounce"),
        (a_mail(QMAIL, "Return-Path: <>", sender="MAILER-DAEMON@mx.northwind.example"), "bounce"),
        (a_mail(QMAIL, "Return-Path: <>", sender="postmaster@mx.northwind.example"), "bounce"),
        (a_mail(FULL, sender="MAILER-DAEMON@mx.northwind.example"), "soft_bounce"),
    ],
    ids=["exim", "qmail", "qmail as postmaster", "qmail, full"],
)
def test_servers_that_know_no_reports(raw: bytes, fact: str) -> None:
    """What they wrote before there was a standard names the recipient and, in words, the reason."""
    meant = heard(raw)

    assert (meant.fact, meant.message_id, recipient_of(raw)) == (fact, OURS, ADA)


@pytest.mark.parametrize(
    "raw",
    [
        a_mail("Your mail could not be delivered yet.", sender="MAILER-DAEMON@mx.example"),
        a_mail("", sender="MAILER-DAEMON@mx.example"),
        a_report("", text="", kind="disposition-notification"),
        a_report("Disposition: manual-action/MDN; displayed", kind="disposition-notification"),
    ],
)
def test_what_is_neither_a_bounce_nor_an_answer(raw: bytes) -> None:
    """A server that says nothing of a failure, and a receipt that somebody has read a mail."""
    assert understood(raw) is None


@pytest.mark.parametrize(
    ("kind", "fact"), [("abuse", "opt_out"), ("opt-out", "opt_out"), ("not-spam", None)]
)
def test_a_complaint_is_an_opt_out(kind: str, fact: str | None) -> None:
    """Who takes us for spam wants no more mail (RFC 5965)."""
    fields = f"Feedback-Type: {kind}\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <{ADA}>\n"

    meant = understood(a_report(fields, kind="feedback-report"))

    assert meant == (Understood(fact, OURS) if fact else None)


FORGED = a_report(failed("5.1.1"), about="<1@evil.example>")
COMPLAINT = f"Feedback-Type: abuse\nOriginal-Rcpt-To: <{ADA}>\n"


@pytest.mark.parametrize(
    ("raw", "fact", "about"),
    [
        (FORGED, "bounce", "<1@evil.example>"),
        (FORGED.replace(b"Message-ID", b"X-Id"), "bounce", None),
        (a_report(failed("4.2.2"), about="<1@evil.example>"), "soft_bounce", "<1@evil.example>"),
        (
            a_report(COMPLAINT, kind="feedback-report", about="<1@evil.example>"),
            "opt_out",
            "<1@evil.example>",
        ),
        (
            a_mail("", f"X-Failed-Recipients: {ADA}", "In-Reply-To: <1@evil.example>"),
            "soft_bounce",
            "<1@evil.example>",
        ),
    ],
    ids=["report", "nameless", "temporary", "complaint", "no standard"],
)
def test_a_report_of_no_mail_of_ours_is_about_nobody(
    raw: bytes, fact: str, about: str | None
) -> None:
    """Anybody can write one who knows an address."""
    assert understood(raw) == Understood(fact, about, None)


def test_a_postmaster_may_answer_as_anybody() -> None:
    """Where what they write is no report."""
    assert heard(a_mail("Not interested.", sender="postmaster@lovelace.example")).fact == "reply"


def test_a_fault_of_ours_is_told_to_who_asks() -> None:
    """It says nothing of the person, and yet something of the mailbox."""
    bounce = bounce_in(mail_of(a_report(failed("5.7.1", "550 5.7.1 blocked"))))

    assert bounce is not None
    assert (bounce.fault, bounce.recipient, bounce.fact) == ("mailbox_fault", ADA, None)
