"""Files of mails: what a cadence may name, and of what kind it is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from domain.cadence import email_of
from domain.cadence.mail_files import FILE_NAME, KINDS, FileName, images_in, kind_of
from tests.builders import a_cadence, a_step

NAMES: TypeAdapter[str] = TypeAdapter(FileName)


def is_taken(name: str) -> bool:
    try:
        return NAMES.validate_python(name) == name
    except ValidationError:
        return False


@pytest.mark.parametrize(
    "name",
    [
        "a.pdf",
        "files/One Page.PDF",
        "ä/料金表.xlsx",
        "a.b.c.png",
        "..a/b.ics",
        "a..txt",
        "x y/z.csv",
    ],
)
def test_good_names(name: str) -> None:
    """Paths below the cadence's folder, in any script, with any kind in any case."""
    assert is_taken(name)
    assert kind_of(name) in KINDS.values()


@pytest.mark.parametrize(
    "name",
    [
        *("", ".pdf", "a", "a.exe", "a.js", "a.html", "a.svg", "a.zip", "a.pdf.exe", "a.docm"),
        *("/a.pdf", "../a.pdf", "a/../b.pdf", "./a.pdf", "a//b.pdf", "a/.pdf", " a.pdf"),
        *("a /b.pdf", "a\\b.pdf", "C:/a.pdf", "a\n.pdf", "a\x00.pdf", "a.pdf/", "a.pdf "),
        *("a" * 60 + ".pdf", "a/" * 99 + "a.pdf"),
    ],
)  # fmt: skip -- a list reads best as one
def test_bad_names(name: str) -> None:
    """What runs, what leaves the folder, what no mail program shows."""
    assert not is_taken(name)


@given(st.lists(st.sampled_from(["a", "/", ".", "..", ".pdf", " ", "\\", "ä", ".exe", "\t"])))
def test_the_pattern_says_what_is_taken(pieces: list[str]) -> None:
    """Editors check by the same rule as the loader."""
    name = "".join(pieces)

    assert is_taken(name) is bool(re.search(FILE_NAME, name))


def test_images_are_found_by_their_names() -> None:
    """Wherever HTML may name one."""
    html = '<img src=\'cid:a.png\'><td background="CID:files/b.png" style="x:url(cid:c.gif)">'

    assert list(images_in(html)) == ["a.png", "files/b.png", "c.gif"]


def test_a_mail_of_html_alone() -> None:
    """Its text is made of the HTML when it is written."""
    cadence = a_cadence(steps=[a_step(text=None, html="<p>Hi</p>")])

    assert email_of(cadence, "intro").text is None
