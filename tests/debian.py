"""The Debian packages that some tests need, and what is left out without them."""

from __future__ import annotations

import os
import shutil

from tests.browser import PROGRAM as CHROMIUM
from tests.imap_server import PROGRAM as DOVECOT
from tests.operating.proxy import PROGRAM as NGINX
from tests.postfix import PROGRAM as POSTFIX

# What each package's program is needed for, below tests/.
NEEDS = {
    "chromium": (
        "console/test_accessibility.py",
        "console/test_every_kind.py",
        "console/test_in_a_browser.py",
        "console/test_leading_in_a_browser.py",
        "console/test_today_by_keyboard.py",
        "console/test_workday.py",
    ),
    "dovecot-imapd": (
        "activities/test_imap.py",
        "activities/test_imap_reading.py",
        "oauth/test_imap_login.py",
        "starter/test_in_doubt_search.py",
        "workflows/runs/test_searching.py",
        "worker/test_reading.py",
        "e2e/test_answered_mail.py",
        "e2e/test_delivered_mail.py",
    ),
    "nginx-light": ("operating/test_installation.py",),
    "systemd": ("deploying/test_systemd.py",),
    "postfix": ("e2e/test_answered_mail.py", "e2e/test_delivered_mail.py"),
}


def missing_packages() -> tuple[str, ...]:
    """The packages whose programs are not here, or may not be started."""
    # Postfix starts as root and gives its rights away.
    there = {
        "chromium": CHROMIUM.exists(),
        "dovecot-imapd": DOVECOT.exists(),
        "nginx-light": NGINX.exists(),
        "systemd": shutil.which("systemd-analyze") is not None,
        "postfix": POSTFIX.exists() and os.geteuid() == 0,
    }
    return tuple(package for package in NEEDS if not there[package])


def left_out() -> tuple[str, ...]:
    """The test files that cannot run without them, below tests/."""
    return tuple(sorted({file for package in missing_packages() for file in NEEDS[package]}))
