"""`drumbeat user`: who may sign in to the console, and as what."""

from __future__ import annotations

import asyncio
import getpass
import sys
from typing import Annotated

import typer

from config.host_clock import host_now
from config.settings import load_settings
from domain.people.prospect_fields import email_of
from ledger.people.changes import COMMAND_LINE, UserChange
from ledger.people.passwords import refuse_unfit
from ledger.people.users import Role, User
from starter.errors import BadInput
from starter.output import AsJson, moment, print_json, print_line, print_table
from starter.session import opened_ledger

app = typer.Typer(
    help="Users of the console: add, list, role, disable, passwd, link.", no_args_is_help=True
)

Email = Annotated[str, typer.Argument(help="Mail address, by which they sign in.")]


@app.command(epilog="Example: drumbeat user add ana@northwind.example --role manager")
def add(
    email: Email,
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.REP,
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They sign in at the provider, or by a link.")
    ] = False,
) -> None:
    """Let somebody sign in. The password is asked for, or read as one line of standard input."""
    known = email_of(email)
    password = None if no_password else _password()
    asyncio.run(_add(known, role, password))
    print_line(f"{known} may sign in as {role}")


@app.command("list", epilog="Example: drumbeat user list --json")
def list_(
    changes: Annotated[
        bool, typer.Option("--changes", help="Who has last changed what of whom, and when.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Everybody who may sign in, or might once."""
    if changes:
        _print_changes(asyncio.run(_changes()), as_json)
        return
    rows = asyncio.run(_listed())
    if as_json:
        print_json(rows)
        return
    print_table(
        ("user", "role", "password", "since", "disabled"),
        [
            (
                row.email,
                row.role.value,
                "yes" if row.has_password else None,
                moment(row.created_at),
                moment(row.disabled_at),
            )
            for row in rows
        ],
        "no users; `drumbeat user add ADDRESS --role admin`",
    )


@app.command(epilog="Example: drumbeat user role ana@northwind.example manager")
def role(
    email: Email, role: Annotated[Role, typer.Argument(help="What they may do from now on.")]
) -> None:
    """Give somebody another role."""
    asyncio.run(_change_role(email, role))
    print_line(f"{email} has the role {role}")


@app.command(epilog="Example: drumbeat user disable ana@northwind.example")
def disable(email: Email) -> None:
    """Sign somebody out everywhere, and let them in no more; what they did stays theirs."""
    asyncio.run(_disable(email))
    print_line(f"{email} may not sign in any more")


@app.command(epilog="Example: drumbeat user passwd ana@northwind.example")
def passwd(email: Email) -> None:
    """Give somebody another password; it ends their sessions, and lets a disabled user back in."""
    asyncio.run(_change_password(email, _password()))
    print_line(f"{email} has another password")


@app.command(epilog="Example: drumbeat user link ana@northwind.example")
def link(email: Email) -> None:
    """Print a link that signs somebody in once, within a day."""
    print_line(asyncio.run(_link(email)))


def _print_changes(changes: tuple[UserChange, ...], as_json: bool) -> None:
    if as_json:
        print_json(changes)
        return
    print_table(
        ("user", "change", "role", "by", "at"),
        [(each.email, each.change, each.role, each.by, moment(each.at)) for each in changes],
        "nobody has changed a user",
    )


def _password() -> str:
    """Typed twice without being shown, or one line of standard input; never an argument."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = getpass.getpass("Password: ")
        if getpass.getpass("Again: ") != password:
            raise BadInput("the two are not the same; nothing was changed")
    refuse_unfit(password)
    return password


async def _add(email: str, role: Role, password: str | None) -> None:
    async with opened_ledger(load_settings()) as ledger:
        await ledger.add_user(email, role, password, COMMAND_LINE, host_now())


async def _listed() -> tuple[User, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.users()


async def _changes() -> tuple[UserChange, ...]:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.user_changes()


async def _disable(email: str) -> None:
    async with opened_ledger(load_settings()) as ledger:
        await ledger.disable_user(email, COMMAND_LINE, host_now())


async def _change_role(email: str, role: Role) -> None:
    async with opened_ledger(load_settings()) as ledger:
        await ledger.change_role(email, role, COMMAND_LINE, host_now())


async def _change_password(email: str, password: str) -> None:
    async with opened_ledger(load_settings()) as ledger:
        await ledger.change_password(email, password, COMMAND_LINE, host_now())


async def _link(email: str) -> str:
    settings = load_settings()
    async with opened_ledger(settings) as ledger:
        token = await ledger.make_sign_in_link(email, COMMAND_LINE, host_now())
    return f"{settings.console_address}/sign-in/link/{token}"
