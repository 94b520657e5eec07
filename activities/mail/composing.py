"""From an enrollment's step to its mail: words, thread, files, and what the settings add."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from activities.mail.click_links import ClickLinks, Trail
from activities.mail.mail import Mail, MailFile
from activities.mail.message import build_message
from activities.mail.opt_out import OptOut
from activities.mail.signing import Signer
from domain.cadence import email_of, thread_before
from domain.cadence.mail_files import kind_of
from domain.mail.mail_addresses import address_of, known_as, message_id_of
from domain.mail.threads import Correspondence
from domain.mailboxes import SigningKey
from domain.people.enrollee import Enrollee
from domain.ports import Ledger
from domain.rendering import words_by_mail


@dataclass(frozen=True)
class Letterhead:
    """What settings put on mails: ways out, signatures by bare address, how links are followed.

    Whether they are, a cadence says.
    """

    opt_out: OptOut | None = None
    signers: Mapping[str, Signer] = field(default_factory=dict)
    clicks: ClickLinks | None = None

    @classmethod
    def of(cls, secret_key: str, public_url: str, keys: Mapping[str, SigningKey]) -> Letterhead:
        """The letterhead of an installation; `keys` are by bare address, casefolded.

        Without a public URL there is no way out by link: a mail alone might be read by nobody. No
        link is followed then either.

        Raises `ValueError` for a secret key, a URL or a signing key that cannot be used.
        """
        signers = {address: _signer(address, key) for address, key in keys.items()}
        if not (secret_key and public_url):
            return cls(None, signers)
        return cls(OptOut(secret_key, public_url), signers, ClickLinks(secret_key, public_url))


@dataclass(frozen=True)
class Author:
    """Writes the mails of one mailbox, such as `Robin Vale <robin@northwind.example>`.

    Raises `ValueError` for a mailbox, a recipient or a link that no header can hold.
    """

    mailbox: str
    letterhead: Letterhead = Letterhead()

    @property
    def address(self) -> str:
        """The bare address."""
        return address_of(self.mailbox)

    def mail(
        self,
        enrollee: Enrollee,
        step: str,
        at: datetime,
        thread: Correspondence,
        files: Sequence[MailFile],
    ) -> Mail:
        """The step's mail, dated `at`, in its thread so far. Raises as `words_by_mail`."""
        words = words_by_mail(enrollee, step)
        opt_out = self.letterhead.opt_out
        return Mail(
            sender=self.mailbox,
            recipient=enrollee.prospect.email or "",
            at=at,
            message_id=message_id_of(enrollee.enrollment_id, step, self.address),
            words=replace(words, subject=thread.subject(words.subject)),
            compliance=enrollee.cadence.compliance,
            thread=thread.ids,
            way_out=opt_out.way_of(enrollee.enrollment_id, self.address) if opt_out else None,
            files=tuple(files),
            trail=self._trail(enrollee, step),
        )

    def _trail(self, enrollee: Enrollee, step: str) -> Trail | None:
        clicks, cadence = self.letterhead.clicks, enrollee.cadence
        is_followed = clicks and cadence.tracks_clicks(email_of(cadence, step))
        return clicks.of(enrollee.enrollment_id, step) if clicks and is_followed else None

    def written(self, mail: Mail) -> bytes:
        """The mail's bytes, signed where the mailbox has a key."""
        return build_message(mail, self.letterhead.signers.get(known_as(self.mailbox)))


def _signer(address: str, key: SigningKey) -> Signer:
    try:
        return Signer.of(key)
    except ValueError as error:
        raise ValueError(f"the DKIM key of {address}: {error}") from error


async def thread_so_far(ledger: Ledger, enrollee: Enrollee, step: str) -> Correspondence:
    """What the step's mail follows; nothing where it begins a thread."""
    before = thread_before(enrollee.cadence, step)
    if not before:
        return Correspondence()
    return (await ledger.correspondence(enrollee.enrollment_id)).within(before)


async def files_of(ledger: Ledger, enrollee: Enrollee, step: str) -> tuple[MailFile, ...]:
    """What the step's mail carries. Raises `UnknownFile`."""
    cadence = enrollee.cadence
    names = email_of(cadence, step).files
    contents = [await ledger.file(cadence.digests[name]) for name in names]
    return tuple(
        MailFile(name, kind_of(name), content)
        for name, content in zip(names, contents, strict=True)
    )
