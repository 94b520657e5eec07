"""One mail, understood: the fact that it is, or that it is none."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.facts import Detail
from domain.mail.opt_out_link import opted_out_by, token_in_subject
from domain.people.prospects import Prospect
from domain.replies.answers import answer_in, is_short_opt_out
from domain.replies.bounces import bounce_in, is_report
from domain.replies.clues import (
    answered_by,
    enrollment_addressed,
    is_one_of,
    returned_by,
    step_of,
)
from domain.replies.complaints import is_complaint
from domain.replies.machines import is_list_mail
from domain.replies.mail import Mail, mail_of


@dataclass(frozen=True)
class Understood:
    """What a mail means: one of `facts.INBOUND`, and whom it is about.

    `message_id` is the mail of ours that it is about; `sender` the bare address of who wrote, of a
    report nobody's; `enrollment_id` what an opt-out token or an address of ours names; `referral`
    the person whom a reply names as the right one. Anybody who knows an address can write a report,
    so that only a mail of ours shows whom it is about. What came by way of a list, and names no
    mail of ours, `is_by_list`: it is about nobody but who wrote it.
    """

    fact: str
    message_id: str | None = None
    sender: str | None = None
    enrollment_id: str | None = None
    detail: Detail | None = None
    referral: Prospect | None = None
    is_by_list: bool = False


def understand(
    raw: bytes, own: Collection[str], keys: Sequence[str], at: datetime
) -> Understood | None:
    """What this message (RFC 5322) means; None where that is nothing to a cadence.

    `own` are the bare addresses of our sending mailboxes, whose mails are our own copies; `keys`
    sign opt-out tokens; days such as `next Monday` count from `at`, in Drumbeat time.
    Whatever the bytes are, it raises nothing and is done within about a second.
    """
    return meaning_of(mail_of(raw), own, keys, at)


def meaning_of(
    mail: Mail, own: Collection[str], keys: Sequence[str], at: datetime
) -> Understood | None:
    """As `understand`, of a mail that a provider has taken apart."""
    if enrollment_id := _opted_out(mail, keys):
        about = answered_by(mail.headers)
        return Understood("opt_out", about, _sender(mail), enrollment_id)
    if _is_own(mail, own):
        return None
    if is_report(mail):
        return _reported(mail)
    about = answered_by(mail.headers)
    enrollment_id = None if step_of(about) else enrollment_addressed(mail.headers, own)
    answer = answer_in(mail, at, [*own, *mail.headers.addresses("from")])
    detail = answer.detail(step_of(about))
    meant = Understood("reply", about, _sender(mail), enrollment_id, detail, answer.referral)
    is_ours = step_of(about) or enrollment_id
    return meant if is_ours or not is_list_mail(mail.headers) else _by_list(meant, mail)


def _by_list(meant: Understood, mail: Mail) -> Understood | None:
    """An answer that a relay or a list may have robbed of its clues, or a short opt-out."""
    is_answer = meant.message_id or is_short_opt_out(mail)
    return replace(meant, message_id=None, is_by_list=True) if is_answer else None


def _sender(mail: Mail) -> str | None:
    return next(mail.headers.addresses("from"), None)


def _opted_out(mail: Mail, keys: Sequence[str]) -> str | None:
    """The enrollment whose token stands in the subject, signed with one of these keys."""
    token = token_in_subject(mail.headers.words("subject"))
    return opted_out_by(keys, token) if token else None


def _is_own(mail: Mail, own: Collection[str]) -> bool:
    """Whether a mailbox of ours wrote it, under whatever tag."""
    return is_one_of(own, _sender(mail) or "")


def _reported(mail: Mail) -> Understood | None:
    """What a mail server says of a mail of ours; nothing, where it is late or was read."""
    about = returned_by(mail)
    step = step_of(about)
    if is_complaint(mail):
        return Understood("opt_out", about)
    bounce = bounce_in(mail)
    if bounce is None or bounce.fact is None:
        return None
    detail = Detail(step=step) if step else None
    return Understood(bounce.fact, about, detail=detail)
