"""`drumbeat mail`: mails before they go out and after."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from ledger.records import MailRow
from starter.commands import in_doubt
from starter.commands.mail_views import document_of, print_mail
from starter.errors import BadInput
from starter.mailboxes.previews import Preview, preview_of
from starter.output import AsJson, notice, print_json, print_line
from starter.session import opened_ledger

app = typer.Typer(help="Mails: see them before they go out and after.", no_args_is_help=True)
app.add_typer(in_doubt.app, name="in-doubt")

Raw = Annotated[bool, typer.Option("--raw", help="Print the bytes as they went over the wire.")]


@app.command(
    epilog="Example: drumbeat mail preview outbound-eight-touch day-1-email "
    "--prospect ada@example.com --prospects examples/prospects.csv --open"
)
def preview(  # noqa: PLR0913, PLR0917 -- each is an option of the command line
    cadence: Annotated[str, typer.Argument(help="A cadence file, or a shipped cadence.")],
    step: Annotated[str, typer.Argument(help="Id of a step by mail.")],
    prospect: Annotated[str, typer.Option(metavar="EMAIL", help="For whom it is written.")],
    prospects: Annotated[
        Path | None, typer.Option(help="CSV as for `drumbeat enroll`; without it, the ledger.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the message.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the mail program.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write a step's mail as it would go out now, and send nothing.

    With a CSV no ledger is needed. Of a thread, the earlier mails are taken as sent.
    """
    preview = asyncio.run(preview_of(load_settings(), cadence, step, prospect, prospects))
    for remark in preview.remarks:
        notice(remark)
    _write(preview, out, open_)
    if as_json:
        print_json(document_of(preview.message))
    elif out is None and not open_:
        print_mail(preview.message)


@app.command(epilog="Example: drumbeat mail show e-1a2b3c4d5e6f day-1-email")
def show(
    enrollment: Annotated[str, typer.Argument(help="Enrollment id.")],
    step: Annotated[str, typer.Argument(help="Id of a step by mail.")],
    raw: Raw = False,
    as_json: AsJson = False,
) -> None:
    """What was sent, from the bytes that were kept before they went out."""
    row = asyncio.run(_mail(enrollment, step))
    if as_json:
        print_json({"state": row.state, "recipient": row.recipient, **document_of(row.message)})
    elif raw:
        typer.echo(row.message, nl=False)
    else:
        print_line(f"{row.state}, to {row.recipient}\n")
        print_mail(row.message)


async def _mail(enrollment: str, step: str) -> MailRow:
    async with opened_ledger(load_settings()) as ledger:
        return await ledger.mail(enrollment, step)


def _write(preview: Preview, out: Path | None, open_: bool) -> None:
    if out is None and not open_:
        return
    file = out or Path(tempfile.mkdtemp(prefix="drumbeat-")) / f"{preview.step}.eml"
    try:
        file.write_bytes(preview.message)
    except OSError as error:
        raise BadInput(f"--out {file}: cannot be written ({error.strerror})") from error
    notice(f"written to {file}")
    if open_ and typer.launch(str(file)):
        notice("no program opens it here; give the file to a mail program")
