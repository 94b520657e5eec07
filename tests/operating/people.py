"""Who the processes of an installation are, and what they may read and run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.package.building import Environment, an_environment
from tests.postgres import UNPRIVILEGED


def user() -> int | None:
    """The user of the processes: nobody, where the tests run as root; else whoever runs them."""
    return pwd.getpwnam(UNPRIVILEGED).pw_uid if os.geteuid() == 0 else None


def give(folder: Path) -> None:
    """Everything in the folder is the processes'; nothing above it is touched."""
    owner = user()
    if owner is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner, -1, follow_symlinks=False)


def an_environment_for_all(folder: Path, wheel: Path) -> Environment:
    """An environment that the processes may run, with the Temporal server beside it."""
    made = an_environment(folder, wheel, _python(), _packages(folder))
    shutil.copy(Path(sys.executable).with_name("temporal"), made.program("temporal"))
    return made


def _python() -> str:
    """An interpreter of this version that the processes may run."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    own = str(Path(sys.executable).resolve())
    for candidate in (own, f"/usr/bin/{name}", f"/usr/local/bin/{name}"):
        if _may(candidate, "-c", "import venv, ssl, sqlite3"):
            return candidate
    raise RuntimeError(f"{UNPRIVILEGED} may run none of our interpreters; install {name}")


def _packages(folder: Path) -> Path:
    """The packages that we depend on, copied where the processes may not read the others."""
    ours = Path(sysconfig.get_path("purelib"))
    if _may("/usr/bin/test", "-r", str(ours / "temporalio" / "__init__.py")):
        return ours
    return Path(shutil.copytree(ours, folder / "packages"))


def _may(*command: str) -> bool:
    try:
        return not subprocess.run(command, user=user(), cwd="/", check=False).returncode
    except OSError:
        return False
