"""The two cookies: of the session, and of the forms that come before it.

A form carries a token that is the keyed hash of its cookie. Another site can have the browser send
the cookie, but cannot read it, and so cannot make the token.
"""

from __future__ import annotations

import hmac
from secrets import token_urlsafe

from fastapi import Request, Response

from console.room import Room
from ledger.people.sessions import ABSOLUTE

SESSION = "drumbeat-session"
VISIT = "drumbeat-visit"
# Where a sign-on at the provider stands; it has to come back from there.
SIGN_ON = "drumbeat-sign-on"
_PURPOSE = b"drumbeat form 1"


def cookie(request: Request, room: Room, name: str) -> str:
    """The cookie's value; empty without one."""
    return request.cookies.get(_name(room, name), "")


def set_cookie(
    response: Response, room: Room, name: str, value: str, lasts: int | None = None
) -> None:
    """Give the browser this cookie, which no script reads and no other site sends with a form."""
    response.set_cookie(
        _name(room, name),
        value,
        max_age=lasts,
        path="/",
        secure=room.is_secure,
        httponly=True,
        samesite="lax",
    )


def drop_cookie(response: Response, room: Room, name: str) -> None:
    """Have the browser forget it."""
    response.delete_cookie(
        _name(room, name), path="/", secure=room.is_secure, httponly=True, samesite="lax"
    )


def begin_session(response: Response, room: Room, token: str) -> None:
    """A new session in place of whatever the browser had."""
    set_cookie(response, room, SESSION, token, int(ABSOLUTE.total_seconds()))
    drop_cookie(response, room, VISIT)


def form_token(value: str) -> str:
    """What a form carries under the cookie of this value."""
    return hmac.digest(value.encode(), _PURPOSE, "sha256").hex()


def is_form_token(value: str, given: str) -> bool:
    """Whether a form carries what belongs to the cookie; no cookie, no form."""
    return bool(value) and hmac.compare_digest(form_token(value).encode(), given.encode())


def new_visit() -> str:
    """The value of a cookie for who is not signed in."""
    return token_urlsafe(32)


def _name(room: Room, name: str) -> str:
    """`__Host-` binds a cookie to this very host (RFC 6265bis, 4.1.3.2); it needs https."""
    return f"__Host-{name}" if room.is_secure else name
