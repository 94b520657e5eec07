"""The commands of `drumbeat` that a text names, and whether there are such commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import typer.core
from typer.main import get_command

from starter.cli import app

# In a code block a line of its own, in prose between backticks; with variables before it or not.
_LINE = re.compile(
    r"(?m)^\s*(?:\$ )?(?:[A-Z_]+=\S+ |sudo (?:-u \w+ )?)*(?:\S*/)?drumbeat ([a-z-].*)$"
)
_SPAN = re.compile(r"`(?:[A-Z_]+=\S+ )*drumbeat ([^`]+)`")
_UNIT = re.compile(r"(?m)^ExecStart=\S*/drumbeat (.+)$")


def commands_in(text: str) -> Iterator[str]:
    """What stands after `drumbeat`, as it is written there."""
    for pattern in (_LINE, _SPAN, _UNIT):
        yield from (found.strip() for found in pattern.findall(text))


def fault_of(command: str) -> str | None:
    """What is wrong with a command line, or None where `drumbeat` knows it.

    Words in capitals and what follows the last command's name are arguments, which are not judged.
    """
    here = get_command(app)
    for word in _words(command):
        name = word.partition("=")[0]
        if name.startswith("-"):
            known = {option for each in here.params for option in each.opts}
            if name not in {*known, "--help"}:
                return f"`drumbeat {command}`: {here.name} has no option {name}"
        elif isinstance(here, typer.core.TyperGroup):
            if name not in here.commands:
                return f"`drumbeat {command}`: there is no command {name}"
            here = here.commands[name]
    return None


def _words(command: str) -> list[str]:
    """Up to what a shell would take as another command."""
    plain = re.split(r"\s(?:\||>|&&|#|;|\\)|[·…,]", command)[0]
    return plain.rstrip('`.:"').split()
