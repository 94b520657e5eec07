"""What the sections of the settings have in common."""

from __future__ import annotations

from pydantic_settings import BaseSettings, SettingsConfigDict

WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 -- compared with, never listened on
LOOPBACK = ("127.0.0.1", "localhost", "::1")
WEB_ADDRESS = r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$"
E164 = r"\+[1-9]\d{6,14}"
HOST_AND_PORT = r"^([\w.\-]+|\[[0-9A-Fa-f:]+\]):\d{1,5}$"
NUMBERED_OR_NOT = r"^(([\d.]+|\[[0-9A-Fa-f:]+\]):\d{1,5})?$"


class Section(BaseSettings):
    """Settings that belong together, each from the environment variable `DRUMBEAT_<NAME>`."""

    # `NAME=` in a file of variables is a line that nobody filled in.
    model_config = SettingsConfigDict(
        env_prefix="DRUMBEAT_", env_ignore_empty=True, extra="ignore", frozen=True
    )
