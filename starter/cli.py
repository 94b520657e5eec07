"""The `drumbeat` command: every command group, and how each kind of error ends the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.main import get_command

from domain.errors import DrumbeatError
from starter import (
    cadence_commands,
    catcher_command,
    doctor,
    enroll,
    enrollment_commands,
    ledger_commands,
    processes,
    signal_command,
    task_commands,
    up,
)
from starter.errors import exit_code_of

# Typer carries its own copy of click and does not export the parent of its usage errors.
_UsageError = typer.BadParameter.__mro__[1]

EPILOG = """Examples:

drumbeat up · drumbeat cadence publish my-cadence.yaml · drumbeat enroll people.csv --cadence
my-cadence · drumbeat enrollment list · drumbeat ledger verify"""

app = typer.Typer(
    name="drumbeat",
    help="Sales cadences that cannot be lost: every enrollment is a durable workflow.",
    epilog=EPILOG,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.add_typer(cadence_commands.app, name="cadence")
app.add_typer(enrollment_commands.app, name="enrollment")
app.add_typer(task_commands.app, name="task")
app.add_typer(ledger_commands.app, name="ledger")
for command in (
    up.up,
    enroll.enroll,
    signal_command.signal,
    doctor.doctor,
    processes.worker,
    processes.webhooks,
    catcher_command.catcher,
):
    app.command()(command)


def run(arguments: Sequence[str]) -> int:
    """Carry out one command line; the exit code: 0 done, 1 failed, 2 bad input."""
    try:
        code = get_command(app)(list(arguments), prog_name="drumbeat", standalone_mode=False)
    except _UsageError as error:
        return _say(error.format_message(), 2)
    except DrumbeatError as error:
        return _say(str(error), exit_code_of(error))
    except (KeyboardInterrupt, typer.Abort):
        return _say("stopped", 130)
    return code if isinstance(code, int) else 0


def main() -> None:
    """The process's outermost frame."""
    try:
        code = run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has gone, as in `drumbeat enrollment list | head`; say nothing on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def _say(words: str, code: int) -> int:
    if words:
        print(words, file=sys.stderr)
    return code
