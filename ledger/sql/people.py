"""Users and sessions on a database: one method, one transaction, and no password in any."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy import Connection

from ledger.database.engine import Database
from ledger.people import attempts, changes, sessions, users
from ledger.people.changes import Changed, UserChange, noted
from ledger.people.passwords import is_right, kept_of
from ledger.people.sessions import SignedIn
from ledger.people.users import Role, User


class SqlPeople:
    """The part of `SqlLedger` that knows who works here. Instants are the host's."""

    _database: Database

    async def add_user(
        self, email: str, role: Role, password: str | None, by: str, at: datetime
    ) -> User:
        """A new user, who can sign in by this password. Raises `UserExists`, `UnfitPassword`."""
        kept = await asyncio.to_thread(kept_of, password) if password is not None else None
        change = UserChange(email, Changed.ADDED, role, by, at)
        return await self._database.run(noted, change, users.add, email, role, kept, at)

    async def users(self) -> tuple[User, ...]:
        """Everybody, by address."""
        return await self._database.read(users.listed)

    async def user_changes(self) -> tuple[UserChange, ...]:
        """Who has changed what of whom, the newest first."""
        return await self._database.read(changes.latest)

    async def disable_user(self, email: str, by: str, at: datetime) -> None:
        """They are signed out everywhere, and let in no more. Raises `UnknownUser`."""
        change = UserChange(email, Changed.DISABLED, None, by, at)
        await self._database.run(noted, change, users.disable, email, at)

    async def change_role(self, email: str, role: Role, by: str, at: datetime) -> None:
        """They may do other things from now on. Raises `UnknownUser`."""
        change = UserChange(email, Changed.ROLE, role, by, at)
        await self._database.run(noted, change, users.change_role, email, role)

    async def sign_out_everywhere(self, email: str, by: str, at: datetime) -> None:
        """Their sessions and links are over. Raises `UnknownUser`."""
        change = UserChange(email, Changed.SIGNED_OUT, None, by, at)
        await self._database.run(noted, change, users.sign_out, email)

    async def change_password(self, email: str, password: str, by: str, at: datetime) -> None:
        """Another password; sessions by the one before end. Raises `UnknownUser`."""
        kept = await asyncio.to_thread(kept_of, password)
        change = UserChange(email, Changed.PASSWORD, None, by, at)
        await self._database.run(noted, change, users.keep_password, email, kept)

    async def sign_in(self, email: str, password: str, address: str, at: datetime) -> str | None:
        """The token of a new session; None for a wrong password or nobody of that name.

        Both take as long. `address` is where the try comes from. Raises `TooManyAttempts`.
        """
        await self._database.run(attempts.note, email, address, at)
        known = await self._database.read(users.known, email)
        kept = known[1] if known else None
        if not await asyncio.to_thread(is_right, password, kept) or known is None:
            return None
        return await self._database.run(_let_in, known[0], at)

    async def sign_in_as(self, email: str, at: datetime) -> str | None:
        """The token of a session of who has proved elsewhere to be this; None for nobody."""
        known = await self._database.read(users.known, email)
        return await self._database.run(_let_in, known[0], at) if known else None

    async def make_sign_in_link(self, email: str, by: str, at: datetime) -> str:
        """The token of a link that lets this user in once. Raises `UnknownUser`."""
        change = UserChange(email, Changed.LINK, None, by, at)
        return await self._database.run(noted, change, _link_for, email, at)

    async def use_sign_in_link(self, token: str, at: datetime) -> str | None:
        """The token of the session that the link leads to, once."""
        return await self._database.run(sessions.use_link, token, at)

    async def signed_in(self, token: str, at: datetime) -> SignedIn | None:
        """Who holds this session, while it is good."""
        return await self._database.read(sessions.signed_in, token, at)

    async def note_seen(self, token: str, at: datetime) -> None:
        """They are still there, so the session does not grow idle."""
        await self._database.run(sessions.note_seen, token, at)

    async def sign_out(self, token: str) -> None:
        """The session is over."""
        await self._database.run(sessions.end, token)


def _let_in(connection: Connection, user: User, at: datetime) -> str:
    attempts.forget(connection, user.email)
    return sessions.begin(connection, user.id, at)


def _link_for(connection: Connection, email: str, at: datetime) -> str:
    return sessions.make_link(connection, users.user(connection, email).id, at)
