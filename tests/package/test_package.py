"""What is built is whole: it runs in an empty environment, without the repository."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import httpx
import pytest

from config.release import commit_of
from starter.stack.ports import free_port
from tests.architecture.planting import ROOT
from tests.package.building import Environment, an_environment, build, unpacked
from tests.package.running import a_process


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Environment:
    return an_environment(tmp_path_factory.mktemp("installed"), wheel)


def test_nothing_comes_from_the_checkout(installed: Environment) -> None:
    """Each room is imported from the environment; else the tests below would prove nothing."""
    rooms = ("domain", "ledger", "activities", "workflows", "worker", "starter", "config")
    told = installed.run(
        "python", "-c", f"import {','.join(rooms)}; print({'.__file__,'.join(rooms)}.__file__)"
    )

    assert told.count(str(installed.folder)) == len(rooms)


def test_it_says_which_release_it_is(installed: Environment) -> None:
    """Version, commit and when it was built, as the build wrote them."""
    said = installed.run("drumbeat", "--version")

    commit = re.escape(commit_of(ROOT))
    assert re.fullmatch(rf"drumbeat \d+\.\d+\.\d+ \(commit {commit}, built \S+Z\)\n", said)


def test_migrations_are_inside(installed: Environment) -> None:
    """A ledger is made by the package alone, and read by it."""
    installed.run("drumbeat", "ledger", "migrate")

    assert "no" in installed.run("drumbeat", "enrollment", "list")


def test_every_cadence_of_the_library_is_inside(installed: Environment) -> None:
    """Each shipped cadence is found by its name, and lints."""
    shipped = [file.stem for file in (ROOT / "cadences").glob("*.yaml")]

    installed.run("drumbeat", "cadence", "lint", *shipped)


def test_the_simulation_has_its_page(installed: Environment) -> None:
    """The examples and the style of the page come along."""
    (people,) = installed.folder.rglob("starter/examples/*.csv")
    arguments = (
        "--prospects",
        str(people),
        "--from",
        "2026-11-23T08:00:00Z",
        "--html",
        "page.html",
    )

    installed.run("drumbeat", "simulate", "outbound-eight-touch", *arguments)

    assert "<style>" in (installed.home / "page.html").read_text(encoding="utf-8")


def test_the_console_has_its_pages(installed: Environment) -> None:
    """Templates and static files are served out of the package."""
    port = free_port()
    more = {"DRUMBEAT_CONSOLE_PORT": str(port)}
    with a_process(installed, "console", more, f"http://127.0.0.1:{port}/readyz"):
        page = httpx.get(f"http://127.0.0.1:{port}/sign-in")
        style = re.search(r'href="(/static/[^"]+\.css)"', page.text)
        assert style is not None
        served = httpx.get(f"http://127.0.0.1:{port}{style[1]}")

    assert (page.status_code, served.status_code) == (200, 200)


def test_a_wheel_of_the_sdist_is_the_same(wheel: Path, tmp_path: Path) -> None:
    """Who builds from the source archive gets what we ship, the commit included."""
    source = unpacked(build("sdist", tmp_path / "sdist"), tmp_path / "source")

    again = build("wheel", tmp_path / "again", source)

    with zipfile.ZipFile(wheel) as ours, zipfile.ZipFile(again) as theirs:
        differing = {
            name
            for name in {*ours.namelist(), *theirs.namelist()}
            if not name.endswith(("RECORD", "build.json")) and ours.read(name) != theirs.read(name)
        }
        assert "config/build.json" in theirs.namelist()
    assert differing == set()
