"""`drumbeat cadence schema`: what an editor needs to check a cadence file and explain its keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from domain.cadence.schema import cadence_schema
from starter.errors import BadInput
from starter.output import notice, print_json


def schema(
    output: Annotated[
        Path | None, typer.Option("--output", help="Write it to this file, not to stdout.")
    ] = None,
) -> None:
    """The JSON Schema of a cadence file, for editors: a check and an explanation of each key."""
    if output is None:
        print_json(cadence_schema())
        return
    try:
        output.write_text(f"{json.dumps(cadence_schema(), indent=2)}\n", encoding="utf-8")
    except OSError as error:
        words = f"{output}: cannot be written ({error.strerror}); give the path of a new file"
        raise BadInput(words) from error
    notice(f"in a cadence file beside it, write: # yaml-language-server: $schema={output.name}")
