"""Who does rep work: everybody who may sign in, and the owners of cadences; each once."""

from __future__ import annotations

from collections.abc import Mapping

from console.asked import field
from console.door.guarding import NotAllowed
from console.room import Room
from domain.errors import InvalidProspect
from domain.people.prospects import address_key
from ledger.people.users import Role, User


async def reps(room: Room) -> tuple[str, ...]:
    """Their names, in order."""
    users = [user.email for user in await room.ledger.users() if user.disabled_at is None]
    named = {address_key(name): name for name in (*await room.ledger.owners(), *users)}
    return tuple(named[key] for key in sorted(named))


async def known_rep(room: Room, form: Mapping[str, str]) -> str:
    """The rep whom a form names. Raises `InvalidProspect` for nobody who works here."""
    name = field(form, "rep")
    if name not in await reps(room):
        raise InvalidProspect(f"{name!r} does no work here; choose somebody of the list")
    return name


def refuse_for(user: User, rep: str) -> None:
    """A rep speaks for themselves, a manager for anybody. Raises `NotAllowed`."""
    is_own = address_key(rep) == address_key(user.email)
    if not (is_own or user.role.includes(Role.MANAGER)):
        raise NotAllowed(f"this is {rep}'s to say; ask them or a manager")
