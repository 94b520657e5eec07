"""Debian's dovecot on loopback: IMAP over Maildirs, its own or those that postfix delivers into.

It starts as root and gives its rights away; its folders must be open to them, so they do not lie
in pytest's own.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starter.ports import free_port, is_free

# Where packages put it; not in everybody's path.
DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/bin")
# Whose rights the mail is read with.
OWNER = "nobody"
PASSWORD = "open-sesame"
START_WITHIN = 20.0

# Whoever knows the password is let in, under any name.
BY_PASSWORD = f"""\
auth_mechanisms = plain
passdb {{
  driver = static
  args = password={PASSWORD}
}}
"""

MAIN = """\
protocols = imap
base_dir = {folder}/run
log_path = {folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
first_valid_uid = 1
mail_location = maildir:{mail}/%u
userdb {{
  driver = static
  args = uid={owner} gid=nogroup home={mail}/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    auto = create
  }}
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """The port it listens on, and where the Maildirs lie, one an address."""

    port: int
    mail: Path


@asynccontextmanager
async def a_dovecot(
    letting_in: str = BY_PASSWORD, mail: Path | None = None
) -> AsyncIterator[Dovecot]:
    """Dovecot over these Maildirs, or over empty ones; `letting_in` is its passdb."""
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        folder = Path(name)
        dovecot = Dovecot(free_port(), mail or folder / "mail")
        program = await asyncio.create_subprocess_exec(
            str(DOVECOT), "-F", "-c", _written(folder, dovecot, letting_in)
        )
        try:
            async with asyncio.timeout(START_WITHIN):
                while is_free(dovecot.port):  # noqa: ASYNC110 -- another process
                    await asyncio.sleep(0.05)
            yield dovecot
        finally:
            program.terminate()
            await program.wait()


def _written(folder: Path, dovecot: Dovecot, letting_in: str) -> Path:
    folder.chmod(0o755)
    if not dovecot.mail.exists():
        dovecot.mail.mkdir()
        shutil.chown(dovecot.mail, OWNER)
    values = {"folder": folder, "owner": OWNER, "port": dovecot.port, "mail": dovecot.mail}
    conf = folder / "dovecot.conf"
    conf.write_text(MAIN.format(**values) + letting_in, encoding="utf-8")
    return conf
