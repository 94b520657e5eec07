"""Which enrollment an inbound event is about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from domain.facts import STOPPING
from domain.ports import InboundEvent, Ingested
from ledger import facts
from ledger.database.among import among
from ledger.facts import Standing
from ledger.inbound.colleagues import colleagues_of
from ledger.rules.addresses import address_key, message_id_forms
from ledger.rules.answering import is_answer
from ledger.rules.silencing import asks_in_own_name
from ledger.schema import claims, enrollments, prospects

_BY_ID = select(enrollments.c.id, enrollments.c.is_open, enrollments.c.prospect_id).where(
    enrollments.c.id == bindparam("wanted")
)
_BY_MESSAGE = (
    select(enrollments.c.id, enrollments.c.is_open, enrollments.c.prospect_id)
    .join(claims, claims.c.enrollment_id == enrollments.c.id)
    .where(among(claims.c.message_id, "wanted"))
)
_OPEN_OF = (
    select(enrollments.c.id, enrollments.c.is_open)
    .where(enrollments.c.is_open, among(enrollments.c.prospect_id, "who"))
    .order_by(enrollments.c.enrolled_at.desc(), enrollments.c.id)
)
_BY_EMAIL = (
    select(enrollments.c.id, enrollments.c.is_open)
    .join(prospects, prospects.c.id == enrollments.c.prospect_id)
    .where(prospects.c.email_key == bindparam("wanted"))
    .order_by(enrollments.c.is_open.desc(), enrollments.c.enrolled_at.desc(), enrollments.c.id)
    .limit(1)
)
_ON_PHONE = select(prospects.c.id).where(prospects.c.phone == bindparam("wanted")).limit(2)
_OF_ONE = (
    select(enrollments.c.id, enrollments.c.is_open)
    .where(enrollments.c.prospect_id == bindparam("who"))
    .order_by(enrollments.c.is_open.desc(), enrollments.c.enrolled_at.desc(), enrollments.c.id)
    .limit(1)
)


@dataclass(frozen=True)
class About:
    """The enrollment that an event is about, its row locked, and those of colleagues who hear it.

    The colleagues are open, and locked too.
    """

    standing: Standing
    colleagues: Sequence[str] = ()

    @property
    def enrollment_id(self) -> str:
        return self.standing.enrollment_id

    @property
    def verdict(self) -> Ingested:
        return Ingested.TOO_LATE if self.standing.fold.state.is_ended else Ingested.ACCEPTED


def about(connection: Connection, event: InboundEvent) -> About | None:
    """The enrollment that the event is about, and who else hears of it; all of them locked."""
    matched = match(connection, event)
    if matched is None:
        return None
    hearing = colleagues_of(connection, matched) if is_answer(event) else ()
    still_open = facts.lock_all(connection, [matched, *hearing]) if hearing else []
    standing = _standing(connection, event, matched)
    return About(standing, [one for one in still_open if one != matched])


def match(connection: Connection, event: InboundEvent) -> str | None:
    """The enrollment that the clues lead to, None if they lead nowhere.

    The id named; else that of the answered mail, of the address or of the telephone, an open one
    before an ended one: who answers an old mail, books by its link or opts out by it, stops the
    cadence that runs now. Before all of these comes the address of somebody who opts out: the mail
    that they answer may have been forwarded to them.
    """
    own = _by_email(connection, event.email) if asks_in_own_name(event) else []
    if own:
        return own[0][0]
    if event.enrollment_id and (named := _named(connection, event)):
        return named
    found = [
        *_by_message(connection, event.message_id),
        *_by_email(connection, event.email),
        *_by_phone(connection, event.phone),
    ]
    is_open = [enrollment_id for enrollment_id, is_open in found if is_open]
    return next(iter([*is_open, *(enrollment_id for enrollment_id, _ in found)]), None)


def _standing(connection: Connection, event: InboundEvent, matched: str) -> Standing:
    """The enrollment that was matched, its row locked."""
    standing = facts.lock(connection, matched)
    if not standing.fold.state.is_ended:
        return standing
    # It may have ended, and the next begun, while we waited for its row.
    present = match(connection, event)
    return standing if present in (None, matched) else facts.lock(connection, present)


def _named(connection: Connection, event: InboundEvent) -> str | None:
    """It, or the one that its prospect is in now where it has ended and the event stops."""
    row = connection.execute(_BY_ID, {"wanted": event.enrollment_id}).one_or_none()
    if row is None:
        return None
    named: str = row.id
    if row.is_open or event.fact not in STOPPING:
        return named
    return connection.scalar(_OPEN_OF, {"who": [row.prospect_id]}) or named


def _by_message(connection: Connection, message_id: str | None) -> list[tuple[str, bool]]:
    """The enrollment whose mail was answered, and the one its prospect is in now."""
    if not message_id:
        return []
    answered = connection.execute(_BY_MESSAGE, {"wanted": message_id_forms(message_id)}).all()
    if not answered:
        return []
    present = connection.execute(_OPEN_OF, {"who": [row.prospect_id for row in answered]})
    return [(row.id, row.is_open) for row in (*answered, *present)]


def _by_email(connection: Connection, email: str | None) -> list[tuple[str, bool]]:
    if not email:
        return []
    rows = connection.execute(_BY_EMAIL, {"wanted": address_key(email)})
    return [(row.id, row.is_open) for row in rows]


def _by_phone(connection: Connection, phone: str | None) -> list[tuple[str, bool]]:
    """Nothing where colleagues share the telephone: which of them it was, a person has to say."""
    who = connection.scalars(_ON_PHONE, {"wanted": phone}).all() if phone else ()
    if len(who) != 1:
        return []
    return [(row.id, row.is_open) for row in connection.execute(_OF_ONE, {"who": who[0]})]
