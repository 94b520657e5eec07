"""Debian's dovecot on loopback: lets in by XOAUTH2 whom the authorization server vouches for.

And by password whoever says opensesame.

It starts as root and gives its rights away; its folders must be open to them, so they do not lie
in pytest's own.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starter.ports import free_port, is_free
from tests.oauth.authorization_server import AuthorizationServer

# Where packages put it; not in everybody's path.
DOVECOT = shutil.which("dovecot", path="/usr/sbin:/usr/bin")
OWNER = "nobody"
START_WITHIN = 20.0

MAIN = """\
protocols = imap
base_dir = {folder}/run
log_path = {folder}/log
listen = 127.0.0.1
ssl = no
auth_mechanisms = xoauth2 plain
disable_plaintext_auth = no
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain
  args = password=opensesame
}}
userdb {{
  driver = static
  args = uid={owner} gid=nogroup home={folder}/mail/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""

OAUTH2 = """\
introspection_mode = post
introspection_url = {url}/introspect
username_attribute = username
active_attribute = active
active_value = true
"""


@asynccontextmanager
async def a_dovecot(authorization: AuthorizationServer) -> AsyncIterator[int]:
    """Its port."""
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        folder, port = Path(name), free_port()
        conf = _write(folder, port, authorization)
        dovecot = await asyncio.create_subprocess_exec(str(DOVECOT), "-F", "-c", conf)
        try:
            async with asyncio.timeout(START_WITHIN):
                while is_free(port):  # noqa: ASYNC110 -- another process
                    await asyncio.sleep(0.05)
            yield port
        finally:
            dovecot.terminate()
            await dovecot.wait()


def _write(folder: Path, port: int, authorization: AuthorizationServer) -> Path:
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    shutil.chown(folder / "mail", OWNER)
    (folder / "oauth2.conf").write_text(OAUTH2.format(url=authorization.url), encoding="utf-8")
    conf = folder / "dovecot.conf"
    conf.write_text(MAIN.format(folder=folder, port=port, owner=OWNER), encoding="utf-8")
    return conf
