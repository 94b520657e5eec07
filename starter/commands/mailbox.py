"""`drumbeat mailbox`: how much each has sent, what holds it back, whether it can send at all."""

from __future__ import annotations

import asyncio
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Annotated

import typer

from activities.transports.routes import Routes, routes_of
from config.host_clock import host_now
from config.mailbox_file import MailboxEntry
from config.mailboxes import load_mailboxes
from config.oauth import accounts_of
from config.settings import Settings, load_settings
from domain.mailboxes import domain_of
from domain.ports import Accepted, Delivery, Rejected, Unanswered
from starter.commands.connect import connect
from starter.errors import Failed
from starter.mailboxes.entries import entry_of
from starter.mailboxes.listing import COLUMNS, Standing, standings
from starter.output import AsJson, print_json, print_line, print_table
from starter.session import host_clock, opened_ledger

app = typer.Typer(
    help="Sending mailboxes: connect, list, pause, resume, test.", no_args_is_help=True
)

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="The mailbox's bare address.")]


@app.command("list", epilog="Example: drumbeat mailbox list --json")
def list_(as_json: AsJson = False) -> None:
    """How much each mailbox has sent today, who waits for it, when it was read, what holds it."""
    found = asyncio.run(_standings(load_settings()))
    if as_json:
        print_json([each.document() for each in found])
        return
    print_table(COLUMNS, [each.cells() for each in found], "no mailboxes")


@app.command(epilog="Example: drumbeat mailbox pause robin@northwind.example --reason vacation")
def pause(
    address: Address,
    reason: Annotated[str, typer.Option(help="Why; told to everybody who waits.")] = "by hand",
) -> None:
    """Send nothing by this mailbox until it is resumed; touches that are due wait."""
    settings = load_settings()
    bare = entry_of(settings, address).bare
    asyncio.run(_pause(settings, bare, reason))
    print_line(f"{bare} is paused: {reason}")


@app.command(epilog="Example: drumbeat mailbox resume robin@northwind.example")
def resume(address: Address) -> None:
    """Send by this mailbox again; what waits goes at its next look, in turns."""
    settings = load_settings()
    bare = entry_of(settings, address).bare
    was_paused = asyncio.run(_resume(settings, bare))
    print_line(f"{bare} is resumed" if was_paused else f"{bare} was not paused")


@app.command(
    "test", epilog="Example: drumbeat mailbox test robin@northwind.example --to me@b.example"
)
def try_out(
    address: Address,
    to: Annotated[str | None, typer.Option(help="Send one mail there, too.")] = None,
) -> None:
    """Connect to the mailbox's server and log in; with --to, send one mail."""
    settings = load_settings()
    entry = entry_of(settings, address)
    print_line(asyncio.run(_tried(settings, entry, to)))


app.command(epilog="Example: drumbeat mailbox connect google robin@northwind.example")(connect)


async def _standings(settings: Settings) -> tuple[Standing, ...]:
    entries = load_mailboxes(settings)
    async with opened_ledger(settings) as ledger:
        return await standings(ledger, entries)


async def _pause(settings: Settings, address: str, reason: str) -> None:
    async with opened_ledger(settings) as ledger:
        await ledger.pause_mailbox(address, reason, None, (await host_clock(ledger)).now())


async def _resume(settings: Settings, address: str) -> bool:
    async with opened_ledger(settings) as ledger:
        return await ledger.resume_mailbox(address)


async def _tried(settings: Settings, entry: MailboxEntry, to: str | None) -> str:
    accounts = accounts_of(settings, [entry])
    async with opened_ledger(settings) as ledger:
        routes = routes_of(accounts, ledger, (await host_clock(ledger)).now)
        try:
            return await (_sent(routes, entry, to) if to else _reached(routes, entry))
        finally:
            await routes.aclose()


async def _reached(routes: Routes, entry: MailboxEntry) -> str:
    """Raises `Failed` with what the server said."""
    rejected = await routes.reach(entry.bare)
    if rejected is not None:
        raise Failed(f"{_at(entry)} does not let {entry.bare} in: {rejected.reply}")
    return f"{_at(entry)} lets {entry.bare} in"


async def _sent(routes: Routes, entry: MailboxEntry, to: str) -> str:
    """Raises `Failed` with what the server said."""
    delivery = await routes.send(entry.bare, to, _a_mail(entry, to, host_now()), _go_ahead)
    if isinstance(delivery, Accepted):
        return f"{_at(entry)} took a mail from {entry.bare} to {to}: {delivery.reply}"
    raise Failed(f"{_at(entry)} did not take a mail from {entry.bare} to {to}: {_said(delivery)}")


async def _go_ahead() -> None:
    """No touch of anybody: nothing can be against it."""


def _a_mail(entry: MailboxEntry, to: str, now: datetime) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Date"] = entry.address, to, format_datetime(now)
    mail["Subject"] = "Drumbeat can send from this mailbox"
    mail["Message-ID"] = make_msgid(domain=domain_of(entry.bare))
    mail.set_content("This mail was sent by `drumbeat mailbox test`. Nobody has to answer it.\n")
    return mail.as_bytes()


def _said(delivery: Delivery) -> str:
    match delivery:
        case Rejected(reply=reply):
            return reply
        case Unanswered(reason=reason):
            return f"no answer after the body ({reason}); it may have arrived"
        case _:
            return "it was not sent"


def _at(entry: MailboxEntry) -> str:
    return f"{entry.smtp.host}:{entry.smtp.port}"
