"""Nothing in deploy/ names a setting, a command, an option or a file that does not exist."""

from __future__ import annotations

import re

import pytest

from config.settings import Settings
from tests.architecture.planting import ROOT
from tests.deploying.commands import commands_in, fault_of
from tests.deploying.files import texts

SETTINGS = {f"DRUMBEAT_{name.upper()}" for name in Settings.model_fields}
# Of the files here themselves, not of the program; the last is of the build.
OF_DEPLOY = {"DRUMBEAT_IMAGE", "DRUMBEAT_DATABASE_PASSWORD", "DRUMBEAT_COMMIT"}
_LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")


@pytest.mark.parametrize(("name", "text"), texts().items(), ids=lambda value: value[:60])
def test_every_setting_exists(name: str, text: str) -> None:
    """A misspelt variable would be ignored silently."""
    named = set(re.findall(r"\bDRUMBEAT_[A-Z_]*[A-Z]\b", text))

    assert named - SETTINGS - OF_DEPLOY == {"DRUMBEAT_SMTP"} & named, name


def test_every_command_exists() -> None:
    """Each command line, with its options, is known to `drumbeat`."""
    named = [command for text in texts().values() for command in commands_in(text)]

    faults = [fault for command in named if (fault := fault_of(command))]

    assert len(named) > 40
    assert faults == []


@pytest.mark.parametrize(
    ("command", "is_known"),
    [
        ("ledger verify --json", True),
        ("ledger prove", False),
        ("mailbox resume ADDRESS", True),
        ("ledger verify --slowly", False),
    ],
)
def test_what_is_no_command_is_found(command: str, is_known: bool) -> None:  # noqa: FBT001 -- a column of the table
    """Else the test above would prove nothing."""
    assert (fault_of(command) is None) == is_known


def test_every_file_that_is_named_is_there() -> None:
    """Wherever a page or a comment names something of this folder, by itself or by a pattern."""
    named = {
        (name, path.rstrip("."))
        for name, text in texts().items()
        for path in re.findall(r"(?<![\w/.-])deploy/[\w./@*-]*\w", text)
    }

    assert len(named) > 10
    assert [(name, path) for name, path in named if not [*ROOT.glob(path)]] == []


def test_every_link_leads_somewhere() -> None:
    """To a file that is there."""
    lost = [
        (name, link)
        for name, text in texts().items()
        if name.endswith(".md")
        for link in _LINK.findall(text)
        if not ((ROOT / name).parent / link).exists()
    ]

    assert lost == []
