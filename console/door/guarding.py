"""Who is let in, and what their forms have to carry: the one dependency of every page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from console.door.cookies import SESSION, VISIT, cookie, form_token, is_form_token
from console.room import Room, TheRoom
from domain.errors import DrumbeatError
from domain.people.prospects import address_key
from ledger.people.users import Role, User

LARGEST_FORM = 64 * 1024
MOST_FIELDS = 50
CSRF = "csrf"
LIVE = "x-drumbeat-live"
READING = frozenset({"GET", "HEAD"})


class NotSignedIn(DrumbeatError):
    """Nobody is signed in."""


class NotAllowed(DrumbeatError):
    """This is not for you to do; ask somebody who may."""


class ForeignForm(DrumbeatError):
    """This form did not come from this page, or has grown old; open the page again."""


class UnfitForm(DrumbeatError):
    """This form cannot be read."""


async def signed_in(request: Request, room: TheRoom) -> User:
    """Who is signed in; their form, if there is one, has been checked and read.

    Raises `NotSignedIn`, and `ForeignForm` for a form without the token of this session.
    """
    token = cookie(request, room, SESSION)
    now = room.host_now()
    found = await room.ledger.signed_in(token, now) if token else None
    if found is None:
        raise NotSignedIn
    # A page that keeps itself up to date is nobody who works.
    if found.is_due(now) and LIVE not in request.headers:
        await room.ledger.note_seen(token, now)
    request.state.user = found.user
    request.state.csrf = form_token(token)
    await _check_form(request, token)
    return found.user


async def visiting(request: Request, room: TheRoom) -> None:
    """A form of somebody who is not signed in carries the token of their visit."""
    await _check_form(request, cookie(request, room, VISIT))


async def _check_form(request: Request, token: str) -> None:
    if request.method in READING:
        return
    form = await _read(request)
    if not is_form_token(token, form.get(CSRF, "")):
        raise ForeignForm
    request.state.form = form


async def _read(request: Request) -> Mapping[str, str]:
    """The fields of a small form. Raises `UnfitForm`."""
    body = await body_of(request, LARGEST_FORM)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise UnfitForm from error


async def body_of(request: Request, largest: int) -> bytes:
    """What was sent, of so many bytes at most. Raises `UnfitForm`."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > largest:
            raise UnfitForm
    return body


def _form_of(request: Request) -> Mapping[str, str]:
    form: Mapping[str, str] = request.state.form
    return form


SignedIn = Annotated[User, Depends(signed_in)]
Form = Annotated[Mapping[str, str], Depends(_form_of)]


def at_least(role: Role) -> Callable[[User], User]:
    """A dependency on who has this role or one that includes it. Raises `NotAllowed`."""

    def refuse_others(user: SignedIn) -> User:
        if not user.role.includes(role):
            raise NotAllowed(f"this needs a {role}; you are signed in as {user.role}")
        return user

    return refuse_others


Manager = Annotated[User, Depends(at_least(Role.MANAGER))]
Admin = Annotated[User, Depends(at_least(Role.ADMIN))]


def may_act_on(user: User, owner: str | None) -> bool:
    """A rep acts on what is theirs or nobody's; managers act on everything."""
    is_theirs = owner is None or address_key(owner) == address_key(user.email)
    return is_theirs or user.role.includes(Role.MANAGER)


async def refuse_others(room: Room, user: User, enrollment_id: str) -> None:
    """Raises `NotAllowed` for a rep who acts on another's enrollment, and `UnknownEnrollment`."""
    enrollee = await room.ledger.enrollee(enrollment_id)
    if not may_act_on(user, enrollee.cadence.owner):
        raise NotAllowed(f"this enrollment is {enrollee.cadence.owner}'s; ask them or a manager")
