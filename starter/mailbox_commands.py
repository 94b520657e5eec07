"""`drumbeat mailbox`: the mailboxes that mail goes out from."""

from __future__ import annotations

import typer

from starter.mailbox_connect import connect

app = typer.Typer(help="Sending mailboxes: connect.", no_args_is_help=True)
app.command(epilog="Example: drumbeat mailbox connect google robin@northwind.example")(connect)
