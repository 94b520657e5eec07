"""A process ends with what it has said written, whatever threads are left."""

from __future__ import annotations

import subprocess
import sys

from tests.architecture.planting import ROOT

LEAVES = """
import logging, sys, threading, time
from config.running import leave
logging.basicConfig(stream=sys.stderr)
threading.Thread(target=time.sleep, args=(60,)).start()
print("done")
logging.warning("said")
leave(3)
"""


def test_a_thread_that_is_left_holds_nothing_up() -> None:
    """Exit code and output are ours; nobody waits for the thread."""
    ended = subprocess.run(
        [sys.executable, "-c", LEAVES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )

    assert (ended.returncode, ended.stdout) == (3, "done\n")
    assert "said" in ended.stderr
