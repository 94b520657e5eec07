"""Wheels and sdists of this checkout, and environments that have nothing else of it."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.planting import ROOT

# Where the packages are that the tests run on.
OURS = Path(sysconfig.get_path("purelib"))


@dataclass(frozen=True)
class Environment:
    """A virtual environment with Drumbeat in it; commands run in `home`, far from any checkout."""

    folder: Path
    home: Path

    def program(self, name: str) -> Path:
        return self.folder / "bin" / name

    def run(self, program: str, *arguments: str) -> str:
        """What the program says. Fails with its words where it fails."""
        done = subprocess.run(
            [self.program(program), *arguments],
            cwd=self.home,
            env={"PATH": os.defpath, "DRUMBEAT_HOME": str(self.home)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


def build(kind: str, folder: Path, source: Path = ROOT) -> Path:
    """The `wheel` or the `sdist` of a source tree."""
    hatchling = Path(sys.executable).with_name("hatchling")
    subprocess.run(
        [hatchling, "build", "-t", kind, "-d", folder], cwd=source, check=True, capture_output=True
    )
    return next(iter(folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")))


def unpacked(sdist: Path, folder: Path) -> Path:
    """The source tree of an sdist."""
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def an_environment(
    folder: Path, wheel: Path, python: str = sys.executable, dependencies: Path = OURS
) -> Environment:
    """An empty environment with this wheel.

    What the wheel depends on is taken from where the tests have it: a path file is not followed
    into the path files there, so nothing of the checkout comes along.
    """
    here, home = folder / "env", folder / "home"
    home.mkdir(parents=True)
    subprocess.run([python, "-m", "venv", "--without-pip", here], check=True)
    _uv(
        "pip",
        "install",
        "--compile-bytecode",
        "--python",
        str(here / "bin/python"),
        "--no-deps",
        str(wheel),
    )
    packages = next((here / "lib").glob("python*/site-packages"))
    (packages / "dependencies.pth").write_text(str(dependencies), encoding="utf-8")
    return Environment(here, home)


def _uv(*arguments: str) -> None:
    uv = Path(sys.executable).with_name("uv")
    offline = ("--offline", "--no-config", "--quiet", "--no-cache")
    subprocess.run([uv, *arguments, *offline], check=True)
