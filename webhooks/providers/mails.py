"""What the mail providers tell alike: mails that come in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.ports import InboundEvent
from domain.replies import Mail, meaning_of, words_of
from webhooks.providers.provider import MAIL_LIMIT, Clues, Posted, Provider
from webhooks.signing import Login


@dataclass(frozen=True)
class MailDoor(Provider):
    """Mails that come in, posted under a login; `keys` are those that sign opt-out tokens."""

    login: Login
    keys: Sequence[str] = field(default=(), repr=False)

    def body_limit(self, headers: Mapping[str, str]) -> int:
        """A whole mail, from whoever has the login."""
        self.login.refuse_others(headers)
        return MAIL_LIMIT

    def heard(self, posted: Posted, event_id: str, mail: Mail) -> tuple[InboundEvent, ...]:
        """What the mail means, if anything, as `domain.replies` understands it."""
        meant = meaning_of(mail, (), self.keys, posted.at)
        if meant is None:
            return ()
        clues = Clues(meant.enrollment_id, meant.message_id, meant.sender)
        event = self.event(posted, event_id, meant.fact, clues, meant.detail)
        words = words_of(mail) or None
        told = replace(event, referral=meant.referral, is_private=meant.is_by_list, words=words)
        return (told,)
