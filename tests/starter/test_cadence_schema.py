"""`drumbeat cadence schema` gives an editor what it needs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from domain.cadence.schema import cadence_schema
from starter.commands.schema import schema
from starter.errors import BadInput


def test_the_schema_is_the_one_document_on_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    """It can be piped into a file or another program as it is."""
    schema()

    out, err = capsys.readouterr()
    assert json.loads(out) == cadence_schema()
    assert err == ""


def test_the_schema_is_written_to_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file holds the same, stdout nothing, and stderr says how to use it."""
    file = tmp_path / "cadence.schema.json"

    schema(file)

    out, err = capsys.readouterr()
    assert json.loads(file.read_text(encoding="utf-8")) == cadence_schema()
    assert out == ""
    assert "# yaml-language-server: $schema=cadence.schema.json" in err


def test_a_file_that_cannot_be_written_is_bad_input(tmp_path: Path) -> None:
    """A folder that does not exist is one clear line, and nothing is made."""
    file = tmp_path / "nowhere" / "cadence.schema.json"

    with pytest.raises(BadInput, match=r"cadence\.schema\.json: cannot be written \(No such file"):
        schema(file)
    assert list(tmp_path.iterdir()) == []
