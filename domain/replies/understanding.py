"""One mail, understood: the fact that it is, or that it is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.facts import Detail
from domain.opt_out_link import opted_out_by, token_in_subject
from domain.prospects import Prospect, address_key
from domain.replies.headers import Headers, headers_of


@dataclass(frozen=True)
class Understood:
    """What a mail means: one of `facts.INBOUND`, and whom it is about.

    `message_id` is the mail of ours that it is about; `sender` the bare address of who wrote, of a
    bounce the recipient that failed; `enrollment_id` what a token of ours names; `referral` the
    person whom a reply names as the right one.
    """

    fact: str
    message_id: str | None = None
    sender: str | None = None
    enrollment_id: str | None = None
    detail: Detail | None = None
    referral: Prospect | None = None


def understand(
    raw: bytes, own: Collection[str], keys: Sequence[str], at: datetime
) -> Understood | None:
    """What this message (RFC 5322) means; None where that is nothing to a cadence.

    `own` are the addresses of our sending mailboxes, whose mails are our own copies; `keys` are
    those that sign opt-out tokens; dates of return count from `at`, in Drumbeat time. Never raises.
    """
    return meaning_of(headers_of(raw), own, keys, at)


def meaning_of(
    headers: Headers, own: Collection[str], keys: Sequence[str], at: datetime
) -> Understood | None:
    """As `understand`, of a mail that somebody else has parsed."""
    if headers.sender and address_key(headers.sender) in {address_key(each) for each in own}:
        return None
    token = token_in_subject(headers.subject)
    if enrollment_id := token and opted_out_by(keys, token):
        return Understood("opt_out", headers.answered, headers.sender, enrollment_id)
    if headers.is_report:
        return None
    detail = Detail(reply_class="out_of_office") if headers.is_automatic else None
    return Understood("reply", headers.answered, headers.sender, detail=detail)
