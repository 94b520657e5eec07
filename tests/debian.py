"""The Debian packages that the tests of delivered mail need, and what is left out without them."""

from __future__ import annotations

import os

from tests.dovecot import DOVECOT
from tests.postfix import POSTFIX

PACKAGES = ("postfix", "dovecot-imapd")
# Below tests/. The programs start as root and give their rights away.
NEED_THEM = ("e2e/test_delivered_mail.py",)


def is_left_out() -> bool:
    """Whether the programs are missing here, or may not be started."""
    return not (POSTFIX and DOVECOT) or os.geteuid() != 0
