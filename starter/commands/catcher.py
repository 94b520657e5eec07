"""`drumbeat catcher`: the mail catcher by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from config.settings import load_settings
from starter.output import notice
from starter.stack.catcher import catch_mail


def catcher(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port; DRUMBEAT_SMTP_PORT by default.")
    ] = None,
    maildir: Annotated[
        Path | None, typer.Option(help="Where mail is kept; `mail` in DRUMBEAT_HOME by default.")
    ] = None,
) -> None:
    """Catch mail on this machine into a Maildir; addresses that begin with bounce are refused.

    Example: drumbeat catcher --port 1025 --maildir ./mail
    """
    settings = load_settings()
    folder = maildir or settings.home / "mail"
    notice(f"catching mail on 127.0.0.1:{port or settings.smtp_port} into {folder}")
    asyncio.run(catch_mail(port or settings.smtp_port, folder))
