"""A secret of the mailboxes file, which names where it is kept and never has it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, SecretStr, model_validator

from config.sections.storage import StorageSettings
from config.settings import InvalidSettings


class Secret(BaseModel):
    """A secret in a file (`file`) or an environment variable (`env`); one of them.

    Instead of the variable there may be a file of its name in DRUMBEAT_SECRETS_DIR.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: Path | None = None
    env: str | None = None

    @model_validator(mode="after")
    def _in_one_place(self) -> Self:
        if (self.file is None) == (self.env is None):
            raise ValueError("name either `file` or `env`, where the secret is kept")
        return self

    def read(self) -> SecretStr:
        """The secret itself. Raises `InvalidSettings` where it is not there."""
        if self.file is not None:
            return _in_file(self.file)
        name = str(self.env)
        if value := os.environ.get(name):  # noqa: TID251 -- config reads the environment
            return SecretStr(value)
        folder = StorageSettings().secrets_dir
        if folder is None or not (folder / name).is_file():
            raise InvalidSettings(f"{name}: is not set; a mailbox needs it")
        return _in_file(folder / name)


def _in_file(file: Path) -> SecretStr:
    try:
        return SecretStr(file.read_text(encoding="utf-8").strip())
    except OSError as error:
        raise InvalidSettings(f"{file}: {error.strerror}") from error
