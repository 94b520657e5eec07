"""Every setting of Drumbeat, each from the environment variable `DRUMBEAT_<NAME>`."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from config.sections.console import ConsoleSettings
from config.sections.mail import MailSettings
from config.sections.storage import StorageSettings
from config.sections.telephony import TelephonySettings
from config.sections.telling import TellingSettings
from config.sections.temporal import TemporalSettings
from config.sections.webhooks import WebhookSettings
from domain.errors import DrumbeatError


class InvalidSettings(DrumbeatError):
    """The settings cannot be used as they stand."""


class Settings(
    TellingSettings,
    ConsoleSettings,
    TelephonySettings,
    WebhookSettings,
    MailSettings,
    TemporalSettings,
    StorageSettings,
):
    """Settings with defaults for one machine; production sets what differs."""


def load_settings() -> Settings:
    """The settings of this environment; a file in `secrets_dir` stands in for a variable.

    Raises `InvalidSettings`, one line that begins with the variable that is wrong.
    """
    try:
        return Settings(_secrets_dir=StorageSettings().secrets_dir)
    except ValidationError as error:
        raise InvalidSettings(_line_of(error.errors()[0])) from error
    except (OSError, UnicodeDecodeError, SettingsError) as error:
        raise InvalidSettings(f"DRUMBEAT_SECRETS_DIR: {error}; use small files of text") from error


def _line_of(fault: ErrorDetails) -> str:
    """What is wrong with which variable, never its value, which may be a secret."""
    if not fault["loc"]:
        return fault["msg"].removeprefix("Value error, ")
    name = str(fault["loc"][0])
    says = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "string_pattern_mismatch":
        says = f"this is not {Settings.model_fields[name].description}"
    return f"DRUMBEAT_{name.upper()}: {says}"
