"""One step's mail for one prospect, as the worker would write it now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import repeat
from pathlib import Path

from activities.mail import Author, Letterhead, MailFile, message_id_of
from config.host_clock import host_now
from config.mailboxes import load_mailboxes, signing_keys
from config.settings import InvalidSettings, Settings
from domain.cadence import (
    AnyStep,
    Cadence,
    CadenceFile,
    Variants,
    contents_of,
    email_of,
    thread_before,
)
from domain.cadence.mail_files import kind_of
from domain.errors import MissingVariable
from domain.experiments import assign
from domain.mail.threads import Correspondence, SentMail
from domain.mailboxes import able_for
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from starter.errors import BadInput
from starter.files.library import read_cadence_file
from starter.files.prospects import read_prospects
from starter.session import opened_ledger
from starter.simulation.simulating import identified

ENROLLMENT = "preview"


@dataclass(frozen=True)
class Preview:
    """The message, and what is to be known about it."""

    step: str
    message: bytes
    remarks: tuple[str, ...]


async def preview_of(
    settings: Settings, cadence: str, step: str, address: str, csv: Path | None
) -> Preview:
    """The step's mail for whoever has this address, in the CSV or else in the ledger.

    Raises `BadInput`, and whatever is wrong with cadence, CSV or settings.
    """
    file = read_cadence_file(cadence)
    _refuse_other_steps(file.cadence, step)
    person = _in_file(csv, address) if csv else await _in_ledger(settings, address)
    variants = assign(file.cadence, person)
    enrollee = Enrollee(ENROLLMENT, person, file.cadence, variants)
    message = _written(settings, file, enrollee, step)
    return Preview(step, message, tuple(_remarks(settings, variants)))


def _written(settings: Settings, file: CadenceFile, enrollee: Enrollee, step: str) -> bytes:
    author = _author(settings, enrollee.cadence)
    try:
        thread = _as_sent(author, enrollee, step)
        files = tuple(_files(file, enrollee, step))
        return author.written(author.mail(enrollee, step, host_now(), thread, files))
    except MissingVariable as missing:
        words = f"{enrollee.prospect.address} has no {missing.variable!r}, which {step} needs"
        raise BadInput(f"{words}; such a mail becomes a rep's task") from missing
    except ValueError as unfit:
        raise BadInput(f"{step} for {enrollee.prospect.address}: {unfit}") from unfit


def _as_sent(author: Author, enrollee: Enrollee, step: str) -> Correspondence:
    """The thread as if every mail before had gone out."""
    at, before = host_now(), thread_before(enrollee.cadence, step)
    ids = (message_id_of(ENROLLMENT, each, author.address) for each in before)
    return Correspondence(tuple(map(SentMail, before, ids, repeat(None), repeat(at))))


def _files(file: CadenceFile, enrollee: Enrollee, step: str) -> Iterator[MailFile]:
    for name in email_of(enrollee.cadence, step).files:
        content = file.contents[file.cadence.digests[name]]
        yield MailFile(name, kind_of(name), content)


def _author(settings: Settings, cadence: Cadence) -> Author:
    """Who writes for the cadence's owner, its links as they are written.

    Raises `InvalidSettings` and `NoMailbox`.
    """
    mailboxes = [entry.mailbox for entry in load_mailboxes(settings)]
    first, *_ = able_for(mailboxes, cadence.owner)
    key = settings.secret_key.get_secret_value()
    try:
        letterhead = Letterhead.of(key, settings.public_url, signing_keys(settings))
    except ValueError as error:
        raise InvalidSettings(f"mails cannot be written: {error}") from error
    return Author(first.sender, replace(letterhead, clicks=None))


def _remarks(settings: Settings, variants: Variants) -> Iterator[str]:
    if not settings.secret_key.get_secret_value():
        yield "without DRUMBEAT_SECRET_KEY the mail has no opt-out link"
    elif not settings.public_url:
        yield "without DRUMBEAT_PUBLIC_URL the mail has no opt-out link"
    for experiment, variant in variants.items():
        yield f"as variant {variant} of {experiment}"


def _refuse_other_steps(cadence: Cadence, step: str) -> None:
    by_mail = [each.id for each in cadence.steps if _says_by_mail(each)]
    if step in by_mail:
        return
    near = get_close_matches(step, by_mail, n=1)
    right = f"did you mean {near[0]}?" if near else f"steps by mail are: {', '.join(by_mail)}"
    raise BadInput(f"{cadence.name} has no step {step!r} by mail; {right}")


def _says_by_mail(step: AnyStep) -> bool:
    return any(content.channel == "email" for _, content in contents_of(step, ()))


def _in_file(csv: Path, address: str) -> Prospect:
    rows = identified(read_prospects(csv).prospects)
    return _found(rows, address, str(csv))


async def _in_ledger(settings: Settings, address: str) -> Prospect:
    async with opened_ledger(settings) as ledger:
        known = await ledger.enrollments()
        rows = [row for row in known if row.prospect.casefold() == address.casefold()]
        people = [(await ledger.enrollee(row.enrollment)).prospect for row in rows[-1:]]
    return _found(people, address, "the ledger")


def _found(people: Sequence[Prospect], address: str, where: str) -> Prospect:
    by_address = {person.email.casefold(): person for person in people if person.email}
    if address.casefold() in by_address:
        return by_address[address.casefold()]
    near = get_close_matches(address, by_address, n=1)
    right = f"did you mean {near[0]}?" if near else "give one that stands there"
    raise BadInput(f"--prospect {address!r} does not stand in {where}; {right}")
