"""The first admin of a console on this machine, and a link by which a newcomer gets in."""

from __future__ import annotations

from config.host_clock import host_now
from config.settings import Settings
from ledger.people.changes import COMMAND_LINE
from ledger.people.users import Role, User
from ledger.sql import SqlLedger
from starter.session import opened_ledger

FIRST = "admin@localhost"


async def way_in(settings: Settings) -> str:
    """A link into the console that works once and for a day; as the first admin there is."""
    async with opened_ledger(settings) as ledger:
        admin = await _first_admin(ledger)
        token = await ledger.make_sign_in_link(admin.email, COMMAND_LINE, host_now())
    return f"{settings.console_address}/sign-in/link/{token}"


async def _first_admin(ledger: SqlLedger) -> User:
    """Made where there is none; without a password, so that nobody can guess one."""
    admins = (user for user in await ledger.users() if user.role is Role.ADMIN)
    found = next((user for user in admins if user.disabled_at is None), None)
    return found or await ledger.add_user(FIRST, Role.ADMIN, None, COMMAND_LINE, host_now())
