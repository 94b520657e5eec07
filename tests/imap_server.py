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
from datetime import datetime
from pathlib import Path

from imapclient import IMAPClient

from starter.stack.ports import LOOPBACK, free_port, is_free

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
mail_location = maildir:{mails}/%u
auth_failure_delay = 0
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
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
userdb {{
  driver = static
  args = uid={mail} gid={mail_group} home={mails}/%u
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


# In place of what dovecot says that it can.
WITHOUT_IDLE = """\
protocol imap {{
  imap_capability = IMAP4rev1
}}
"""
# Whoever knows the password is let in.
BY_PASSWORD = """\
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
"""


@dataclass(frozen=True)
class ImapServer:
    """Where it listens, and where its Maildirs are: `mails/<user>`."""

    port: int
    folder: Path
    mails: Path

    def client(self, user: str) -> IMAPClient:
        """Logged in as one of the users."""
        client = IMAPClient(LOOPBACK, self.port, ssl=False)
        client.login(user, PASSWORD)
        return client

    def put(
        self, user: str, *mails: bytes, folder: str = "INBOX", at: datetime | None = None
    ) -> None:
        """Let mails lie in a folder, as if they had come then."""
        with self.client(user) as client:
            for mail in mails:
                client.append(folder, mail, msg_time=at)

    def seen(self, user: str) -> list[int]:
        """The UIDs in INBOX that count as read."""
        with self.client(user) as client:
            client.select_folder("INBOX", readonly=True)
            return list(client.search(["SEEN"]))

    def damage(self, user: str, number: int) -> None:
        """Have the server list this mail of a new INBOX, and fail to hand it out."""
        files = sorted((self.mails / user / "new").iterdir(), key=lambda file: file.name)
        files[number - 1].chmod(0)
        for cache in (self.mails / user).glob("dovecot.index.cache*"):
            cache.unlink()

    def renumber(self, user: str) -> None:
        """Have INBOX made anew, under another UIDVALIDITY, with the mails that it had."""
        for kept in (self.mails / user).glob("dovecot*"):
            # What says which UIDVALIDITY was given last, so that it is not given again.
            if not kept.name.startswith("dovecot-uidvalidity"):
                kept.unlink()


@contextmanager
def an_imap_server(
    *users: str, letting_in: str = BY_PASSWORD, mails: Path | None = None
) -> Iterator[ImapServer]:
    """Running with these users, whose password is `PASSWORD`; gone with all its mail afterwards.

    `letting_in` is another passdb of dovecot's, `mails` are Maildirs that somebody else fills.
    """
    with tempfile.TemporaryDirectory(prefix="imap-") as name:
        server = ImapServer(free_port(), Path(name), mails or Path(name) / "mail")
        configuration = _written(server, users, letting_in)
        argv = [str(PROGRAM), "-F", "-c", str(configuration)]
        process = subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _await(server, process)
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _written(server: ImapServer, users: tuple[str, ...], letting_in: str) -> Path:
    """The configuration of this server, with its passwords and its Maildirs."""
    folder, owner = server.folder, _owner()
    server.mails.mkdir(exist_ok=True)
    (folder / "users").write_text("".join(f"{user}:{PASSWORD}\n" for user in users))
    for path in (folder, server.mails):
        path.chmod(0o755)
        shutil.chown(path, owner["mail"], owner["mail_group"])
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        (CONFIGURATION + letting_in).format(
            folder=folder, port=server.port, mails=server.mails, **owner
        ),
        encoding="utf-8",
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
