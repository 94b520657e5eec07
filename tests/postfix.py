"""Debian's postfix on loopback: relays as a company's server does, and delivers into Maildirs.

Postfix starts as root and gives its rights away; its folders must be open to them, so they do not
lie in pytest's own.
"""

from __future__ import annotations

import asyncio
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from starter.stack.ports import free_port, is_answering

PROGRAM = Path("/usr/sbin/postfix")
# With whose rights mail is delivered, so that dovecot can read it.
OWNER = "dovecot"
START_WITHIN = 20.0

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/mail
maillog_file_prefixes = {folder}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.example
mydestination =
alias_maps =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_reject_unlisted_recipient = no
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = texthash:{folder}/conf/people
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 100
recipient_delimiter = +
smtputf8_enable = yes
notify_classes =
"""

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """The port it listens on, and what has been delivered to whom."""

    folder: Path
    port: int

    @property
    def mails(self) -> Path:
        """The Maildirs, one an address."""
        return self.folder / "mail"

    def delivered(self, address: str) -> list[EmailMessage]:
        """What has come for this address, in the order of its arrival."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw(address)]

    def raw(self, address: str) -> list[bytes]:
        """The same, as the files that postfix wrote."""
        maildir = self.mails / address
        # Who has looked into it has moved what is new.
        files = (*maildir.glob("new/*"), *maildir.glob("cur/*"))
        found = sorted(files, key=lambda file: file.stat().st_mtime_ns)
        return [file.read_bytes() for file in found]

    @property
    def log(self) -> str:
        """What postfix says of itself."""
        return (self.folder / "log" / "mail").read_text(encoding="utf-8")


@asynccontextmanager
async def a_postfix(people: Sequence[str]) -> AsyncIterator[Postfix]:
    """Postfix, with a Maildir for each of these addresses."""
    with tempfile.TemporaryDirectory(prefix="postfix-") as name:
        postfix = Postfix(Path(name), free_port())
        _write(postfix, people)
        _control(postfix, "start")
        try:
            async with asyncio.timeout(START_WITHIN):
                while not await is_answering(postfix.port):  # noqa: ASYNC110 -- another process
                    await asyncio.sleep(0.05)
            yield postfix
        finally:
            _control(postfix, "abort")


def _write(postfix: Postfix, people: Sequence[str]) -> None:
    folder, owner = postfix.folder, pwd.getpwnam(OWNER)
    folder.chmod(0o755)
    for name in ("conf", "queue", "data", "log", "mail"):
        (folder / name).mkdir()
    shutil.chown(folder / "data", "postfix")
    shutil.chown(postfix.mails, OWNER)
    domains = ", ".join(sorted({address.rpartition("@")[2] for address in people}))
    values = {"folder": folder, "port": postfix.port, "domains": domains}
    owned = {"uid": owner.pw_uid, "gid": owner.pw_gid}
    conf = folder / "conf"
    conf.joinpath("main.cf").write_text(MAIN.format(**values, **owned), encoding="utf-8")
    conf.joinpath("master.cf").write_text(MASTER.format(**values), encoding="utf-8")
    lines = "".join(f"{address} {address}/\n" for address in people)
    conf.joinpath("people").write_text(lines, encoding="utf-8")


def _control(postfix: Postfix, command: str) -> None:
    asked = [str(PROGRAM), "-c", str(postfix.folder / "conf"), command]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise AssertionError(f"postfix {command}: {done.stdout}{done.stderr}")
