"""Who may sign in, and as what: for admins. Each deed is kept with who did it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.asked import field, given
from console.door.guarding import Admin, Form
from console.room import Room, TheRoom
from console.views.rendering import done, page
from domain.errors import DrumbeatError
from domain.people.prospect_fields import email_of
from domain.people.prospects import address_key
from ledger.people.users import Role, User

router = APIRouter()


class OwnAccount(DrumbeatError):
    """Another admin has to do this to you, so that there is always one."""


class UnfitRole(DrumbeatError):
    """A user is a rep, a manager or an admin."""


@router.get("/users")
async def users(request: Request, room: TheRoom, user: Admin) -> HTMLResponse:
    """Everybody, by address."""
    rows, changes = await room.ledger.users(), await room.ledger.user_changes()
    return page(request, "users.html", rows=rows, changes=changes, roles=list(Role))


@router.post("/users/add")
async def add(room: TheRoom, user: Admin, form: Form) -> RedirectResponse:
    """Somebody new; without a password they sign in at the provider, or by a link."""
    email, role = email_of(field(form, "email")), _role(form)
    await room.ledger.add_user(email, role, given(form.get("password", "")), *_doing(room, user))
    return done("/users", "user-added")


@router.post("/users/role")
async def role(room: TheRoom, user: Admin, form: Form) -> RedirectResponse:
    """From their next page on they may do what this role may."""
    email, wanted = _another(user, form), _role(form)
    await room.ledger.change_role(email, wanted, *_doing(room, user))
    return done("/users", "user-changed")


@router.post("/users/password")
async def password(room: TheRoom, user: Admin, form: Form) -> RedirectResponse:
    """Another password, with which a disabled user may come back; it ends their sessions."""
    email, wanted = field(form, "email"), field(form, "password")
    await room.ledger.change_password(email, wanted, *_doing(room, user))
    return done("/users", "user-changed")


@router.post("/users/sign-out")
async def sign_out(room: TheRoom, user: Admin, form: Form) -> RedirectResponse:
    """Their sessions and links are over; they may sign in again."""
    await room.ledger.sign_out_everywhere(field(form, "email"), *_doing(room, user))
    return done("/users", "user-signed-out")


@router.post("/users/disable")
async def disable(room: TheRoom, user: Admin, form: Form) -> RedirectResponse:
    """They are out, and let in no more."""
    await room.ledger.disable_user(_another(user, form), *_doing(room, user))
    return done("/users", "user-disabled")


@router.post("/users/link")
async def link(request: Request, room: TheRoom, user: Admin, form: Form) -> HTMLResponse:
    """A link that signs them in once, shown this once."""
    email = field(form, "email")
    token = await room.ledger.make_sign_in_link(email, *_doing(room, user))
    address = f"{room.address}/sign-in/link/{token}"
    return page(request, "user_link.html", email=email, address=address)


def _role(form: Mapping[str, str]) -> Role:
    """Raises `UnfitRole`."""
    try:
        return Role(form.get("role", ""))
    except ValueError:
        raise UnfitRole from None


def _another(user: User, form: Mapping[str, str]) -> str:
    """Somebody else's address. Raises `OwnAccount`."""
    email = field(form, "email")
    if address_key(email) == address_key(user.email):
        raise OwnAccount
    return email


def _doing(room: Room, user: User) -> tuple[str, datetime]:
    """By whom it is kept with the change, and when by the host's clock."""
    return user.email, room.host_now()
