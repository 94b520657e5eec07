"""The page of all settings; `python -m tests.config.settings_page > docs/settings.md` writes it."""

from __future__ import annotations

import sys

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from config.settings import Settings

INTRODUCTION = """\
# Settings

Each is an environment variable; one that is empty is not set. A value that cannot be is refused at
the start, in one line that names the variable. `drumbeat doctor` says what the settings lead to.

A secret need not be a variable: `DRUMBEAT_SECRETS_DIR` names a directory with one file for each,
named as the variable, such as `/run/secrets` of a container or `%d` of a systemd unit with
`LoadCredential=DRUMBEAT_SMTP_PASSWORD:/etc/drumbeat/smtp-password`. A variable goes before its
file.

The [README](../README.md#send-mail-that-arrives-well) shows the file that `DRUMBEAT_MAILBOXES`
names. Clients at Google and Microsoft are in [mailboxes-oauth.md](mailboxes-oauth.md), webhooks and
their providers in [webhooks.md](webhooks.md), texts and calls by Twilio in
[channels.md](channels.md). What containers get stands in
[deploy/env.example](../deploy/env.example).

| variable | without it | is |
|---|---|---|
"""


def page_of_settings() -> str:
    """The page, in Markdown."""
    rows = (_row(name, field) for name, field in Settings.model_fields.items())
    return INTRODUCTION + "".join(f"{row}\n" for row in rows)


def _row(name: str, field: FieldInfo) -> str:
    secret = "; a secret" if isinstance(field.default, SecretStr) else ""
    default = "" if secret else field.default
    without = f"`{default}`" if default not in ("", None) else "–"
    return f"| `DRUMBEAT_{name.upper()}` | {without} | {field.description}{secret} |"


if __name__ == "__main__":
    sys.stdout.write(page_of_settings())
