"""A real IMAP server: Debian's dovecot, with a configuration, a folder and a port of its own.

It runs as whoever runs the tests; as root it gives up its rights to the users that its package
makes. A machine without it gets it by `apt-get install dovecot-imapd`.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imapclient import IMAPClient

from starter.ports import LOOPBACK, free_port, is_free

PROGRAM = Path("/usr/sbin/dovecot")
PASSWORD = "correct horse"
STARTS_WITHIN = 20.0

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail/%u
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """Where it listens, and where its Maildirs are: `folder/mail/<user>`."""

    port: int
    folder: Path

    def client(self, user: str) -> IMAPClient:
        """Logged in as one of the users."""
        client = IMAPClient(LOOPBACK, self.port, ssl=False)
        client.login(user, PASSWORD)
        return client

    def put(self, user: str, mail: bytes, folder: str = "INBOX") -> None:
        """Let a mail lie in a folder."""
        with self.client(user) as client:
            client.append(folder, mail)


@contextmanager
def an_imap_server(*users: str) -> Iterator[ImapServer]:
    """Running with these users, whose password is `PASSWORD`; gone with all its mail afterwards."""
    with tempfile.TemporaryDirectory(prefix="imap-") as name:
        server = ImapServer(free_port(), Path(name))
        configuration = _written(server, users)
        argv = [str(PROGRAM), "-F", "-c", str(configuration)]
        process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def version() -> str:
    """What the program says of itself. Raises `FileNotFoundError` where there is none."""
    asked = subprocess.run(
        [str(PROGRAM), "--version"], capture_output=True, text=True, check=True, timeout=20
    )
    return f"dovecot {asked.stdout.split()[0]}"


def _written(server: ImapServer, users: tuple[str, ...]) -> Path:
    """The configuration of this server, with its passwords and its Maildirs."""
    folder, owner = server.folder, _owner()
    (folder / "mail").mkdir()
    (folder / "users").write_text("".join(f"{user}:{PASSWORD}\n" for user in users))
    for path in (folder, folder / "mail"):
        path.chmod(0o755)
        shutil.chown(path, owner["mail"], owner["mail_group"])
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(folder=folder, port=server.port, **owner), encoding="utf-8"
    )
    return configuration


def _owner() -> dict[str, str]:
    """As whom its processes run: as root as the package's users, else all as ourselves."""
    if os.getuid() == 0:
        internal, login = "dovecot", "dovenull"
        names = {"internal": internal, "login": login, "mail": internal}
        return {**names, "internal_group": internal, "mail_group": internal}
    us, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    names = {"internal": us, "login": us, "mail": us}
    return {**names, "internal_group": group, "mail_group": group}


def _await(server: ImapServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while is_free(server.port):
        assert process.poll() is None, (server.folder / "dovecot.log").read_text(encoding="utf-8")
        assert time.monotonic() < deadline, "dovecot does not listen"
        time.sleep(0.02)
