"""Where data is kept."""

from __future__ import annotations

from pathlib import Path

from pydantic import DirectoryPath, Field

from config.sections.section import Section


class StorageSettings(Section):
    """Where data is kept."""

    home: Path = Field(Path(".drumbeat"), description="where `up` keeps data and logs")
    database_url: str = Field("", description="SQLAlchemy URL; SQLite in DRUMBEAT_HOME if empty")
    secrets_dir: DirectoryPath | None = Field(
        None,
        description="directory of files named as the variables, for secrets that are no variables",
    )

    @property
    def ledger_url(self) -> str:
        """The ledger's SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{(self.home / 'ledger.sqlite3').resolve()}"
