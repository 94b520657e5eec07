"""The `drumbeat` command: every command group, and how each kind of error ends the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated

import structlog
import typer
from typer.main import get_command

from config.release import this_release
from config.running import leave
from config.settings import InvalidSettings, Settings, load_settings
from config.telemetry.logs import configure_logs
from domain.errors import DrumbeatError, UnknownEnrollment
from domain.mail.doubts import UnknownDoubt
from ledger.records import NotSuppressed, UnknownEvent, UnknownMail, UnknownTask
from starter.commands import (
    cadence,
    catcher,
    doctor,
    enroll,
    enrollment,
    experiment,
    findings,
    forecast,
    inbox,
    ledger,
    mail,
    mailbox,
    outcome,
    report,
    seed,
    signal,
    simulate,
    suppression,
    task,
    temporal,
    up,
    upgrade,
    user,
)
from starter.demo import command as demo
from starter.errors import exit_code_of
from starter.output import print_line
from starter.stack import processes

EPILOG = """Examples:

drumbeat up

drumbeat enroll people.csv --cadence outbound-eight-touch

drumbeat enrollment list

drumbeat ledger verify"""

# What the ledger cannot know: where the command line lists what there is.
WAYS_OUT: dict[type[DrumbeatError], str] = {
    UnknownEnrollment: "; `drumbeat enrollment list` has the ids",
    UnknownTask: "; `drumbeat task list` has the ids",
    UnknownEvent: "; `drumbeat inbox list` has the numbers",
    NotSuppressed: "; `drumbeat suppression list` has those that are",
    UnknownDoubt: "; `drumbeat mail in-doubt list` has those that are",
    UnknownMail: "; `drumbeat enrollment show ENROLLMENT` has the touches",
}

log = structlog.stdlib.get_logger("starter")

app = typer.Typer(
    name="drumbeat",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(cadence.app, name="cadence")
app.add_typer(enrollment.app, name="enrollment")
app.add_typer(experiment.app, name="experiment")
app.add_typer(task.app, name="task")
app.add_typer(mail.app, name="mail")
app.add_typer(inbox.app, name="inbox")
app.add_typer(suppression.app, name="suppression")
app.add_typer(mailbox.app, name="mailbox")
app.add_typer(user.app, name="user")
app.add_typer(outcome.app, name="outcome")
app.add_typer(ledger.app, name="ledger")
app.add_typer(temporal.app, name="temporal")
app.add_typer(upgrade.app, name="upgrade")
for command in (
    demo.demo,
    up.up,
    simulate.simulate,
    enroll.enroll,
    signal.signal,
    forecast.forecast,
    findings.findings,
    report.report,
    seed.seed,
    doctor.doctor,
    processes.worker,
    processes.webhooks,
    processes.console,
    catcher.catcher,
):
    app.command()(command)


def _show_version(is_asked: bool) -> None:
    if is_asked:
        print_line(f"drumbeat {this_release()}")
        raise typer.Exit


@app.callback()
def drumbeat(
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_show_version,
            is_eager=True,
            help="Say which release this is, of which commit, built when.",
        ),
    ] = False,
) -> None:
    """Sales cadences that cannot be lost: every enrollment is a durable workflow."""


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code: 0 done, 1 failed, 2 bad input."""
    try:
        code = get_command(app)(list(arguments), prog_name="drumbeat", standalone_mode=False)
    except typer.TyperException as error:
        return _say(_with_way_out(error), error.exit_code)
    except DrumbeatError as error:
        return _say(f"{error}{WAYS_OUT.get(type(error), '')}", exit_code_of(error))
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped", 130)
    return code if isinstance(code, int) else 0


def main() -> None:
    """The process's outermost frame: whatever goes wrong is one line, and the rest is logged."""
    _quiet_logs()
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone, as in `drumbeat enrollment list | head`; say nothing on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except Exception as error:
        log.debug("the command failed", exc_info=True)
        code = _say(f"failed unexpectedly, DRUMBEAT_LOG_LEVEL=DEBUG says where: {error!r}", 1)
    leave(code)


def _quiet_logs() -> None:
    """Commands speak for themselves; only who asks for DEBUG gets more than warnings."""
    try:
        settings = load_settings()
    except InvalidSettings:
        settings = Settings.model_construct()
    level = "DEBUG" if settings.log_level.upper() == "DEBUG" else "WARNING"
    configure_logs(settings.model_copy(update={"log_level": level}))


def _with_way_out(error: typer.TyperException) -> str:
    """What is wrong with the command line, and where what would be right is written."""
    words, context = error.format_message(), getattr(error, "ctx", None)
    if not words or context is None:
        return words
    return f"{words.rstrip('.')}; see `{context.command_path} --help`"


def _say(words: str, code: int) -> int:
    if words:
        print(words, file=sys.stderr)
    return code
