"""Sessions and links: random tokens, of which the ledger keeps the hash alone.

A token has 256 random bits, so a plain SHA-256 of it cannot be turned round.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlalchemy import Connection, bindparam, delete, insert, or_, select, update

from ledger.people.users import User, user_of
from ledger.schema import sessions, sign_in_links, users

# OWASP ASVS 5.0, 7.3: signed out after so long without a request, and after so long at all.
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
LINK_LASTS = timedelta(hours=24)
# Not every request is written down.
NOTED_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class SignedIn:
    """Who holds a session, and when that was last written down."""

    user: User
    seen_at: datetime

    def is_due(self, at: datetime) -> bool:
        """Whether it is time to write down again that they are here."""
        return at - self.seen_at > NOTED_EVERY


_SIGNED_IN = (
    select(users, sessions.c.seen_at)
    .join(sessions, sessions.c.user_id == users.c.id)
    .where(
        sessions.c.digest == bindparam("digest"),
        sessions.c.seen_at > bindparam("idle_since"),
        sessions.c.started_at > bindparam("started_since"),
        users.c.disabled_at.is_(None),
    )
)
_EXPIRED = delete(sessions).where(
    or_(
        sessions.c.seen_at <= bindparam("idle_since"),
        sessions.c.started_at <= bindparam("started_since"),
    )
)
_SEEN = (
    update(sessions)
    .where(sessions.c.digest == bindparam("session"))
    .values(seen_at=bindparam("at"))
)
_END = delete(sessions).where(sessions.c.digest == bindparam("session"))
_USE = (
    delete(sign_in_links)
    .where(sign_in_links.c.digest == bindparam("link"))
    .returning(sign_in_links.c.user_id, sign_in_links.c.expires_at)
)


def begin(connection: Connection, user_id: str, at: datetime) -> str:
    """The token of a new session; what has expired is cleared away."""
    connection.execute(_EXPIRED, _limits(at))
    token = token_urlsafe(32)
    row = {"digest": digest_of(token), "user_id": user_id, "started_at": at, "seen_at": at}
    connection.execute(insert(sessions), row)
    return token


def signed_in(connection: Connection, token: str, at: datetime) -> SignedIn | None:
    """Who holds this token, while it is good."""
    wanted = {"digest": digest_of(token), **_limits(at)}
    row = connection.execute(_SIGNED_IN, wanted).mappings().one_or_none()
    return SignedIn(user_of(row), row["seen_at"]) if row else None


def note_seen(connection: Connection, token: str, at: datetime) -> None:
    """They are still there."""
    connection.execute(_SEEN, {"session": digest_of(token), "at": at})


def end(connection: Connection, token: str) -> None:
    """The token is good no more."""
    connection.execute(_END, {"session": digest_of(token)})


def make_link(connection: Connection, user_id: str, at: datetime) -> str:
    """The token of a link that lets this user in once, within `LINK_LASTS`."""
    token = token_urlsafe(32)
    row = {"digest": digest_of(token), "user_id": user_id, "expires_at": at + LINK_LASTS}
    connection.execute(insert(sign_in_links), row)
    return token


def use_link(connection: Connection, token: str, at: datetime) -> str | None:
    """The token of the session that the link leads to; None for one that is not good, or was."""
    found = connection.execute(_USE, {"link": digest_of(token)}).one_or_none()
    if found is None or found.expires_at <= at:
        return None
    return begin(connection, found.user_id, at)


def digest_of(token: str) -> str:
    """What the ledger keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _limits(at: datetime) -> dict[str, datetime]:
    return {"idle_since": at - IDLE, "started_since": at - ABSOLUTE}
