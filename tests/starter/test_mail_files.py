"""Files that mails carry, read from beside the cadence: what cannot be sent is one clear line."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from domain.cadence.mail_files import LARGEST_FILE
from domain.errors import InvalidCadence
from starter.files.library import read_cadence_file
from tests.starter.command_line import CADENCE, CommandLine

SHEET = b"%PDF-1.7 one page"
DIGEST = hashlib.sha256(SHEET).hexdigest()
CARRYING = CADENCE.replace("    text: Hello", "    files: [files/one-page.pdf]\n    text: Hello")
ARM = """\
experiments:
  - id: opener
    variants:
      - {id: plain}
      - {id: logo, steps: {hello: {files: [files/logo.png]}}}
steps:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "one-page.pdf").write_bytes(SHEET)
    return tmp_path


def written(folder: Path, text: str = CARRYING) -> str:
    (folder / "c.yaml").write_text(text, encoding="utf-8")
    return str(folder / "c.yaml")


def refusal_of(folder: Path, text: str = CARRYING) -> str:
    with pytest.raises(InvalidCadence) as refused:
        read_cadence_file(written(folder, text))
    return str(refused.value).removeprefix(f"{folder}/")


def test_a_version_covers_its_files(folder: Path) -> None:
    """Another content is another version, though not a letter of the cadence has changed."""
    first = read_cadence_file(written(folder))
    (folder / "files" / "one-page.pdf").write_bytes(b"%PDF-1.7 two pages")
    second = read_cadence_file(written(folder))

    assert first.cadence.digests == {"files/one-page.pdf": DIGEST}
    assert first.contents == {DIGEST: SHEET}
    assert first.cadence.version != second.cadence.version
    assert first.cadence.version == read_cadence_file(_again(folder)).cadence.version


def _again(folder: Path) -> str:
    (folder / "files" / "one-page.pdf").write_bytes(SHEET)
    return written(folder)


def test_what_a_variant_carries_is_read_too(folder: Path) -> None:
    """Whoever gets the variant gets its file."""
    (folder / "files" / "logo.png").write_bytes(b"PNG")

    file = read_cadence_file(written(folder, CARRYING.replace("steps:\n", ARM)))

    assert set(file.cadence.digests) == {"files/one-page.pdf", "files/logo.png"}
    assert set(file.contents.values()) == {SHEET, b"PNG"}


def test_a_missing_file_is_named(folder: Path) -> None:
    """With its line, and where it was looked for."""
    (folder / "files" / "one-page.pdf").unlink()

    assert refusal_of(folder) == (
        "c.yaml:11: steps.1.files.1: there is no file 'files/one-page.pdf' in "
        f"{folder}; put it there"
    )


def test_a_large_file_is_refused(folder: Path) -> None:
    """Most servers refuse mails above 10 to 25 MiB, and people do not wait for them."""
    with (folder / "files" / "one-page.pdf").open("wb") as sheet:
        sheet.truncate(LARGEST_FILE + 1)

    assert refusal_of(folder).endswith("has 5.0 MiB; 5 is the most, link to what is larger")


def test_many_files_are_too_much_together(folder: Path) -> None:
    """Each may pass, and the mail not."""
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        with (folder / name).open("wb") as sheet:
            sheet.truncate(LARGEST_FILE)

    said = refusal_of(folder, CARRYING.replace("files/one-page.pdf", "a.pdf, b.pdf, c.pdf"))

    assert said == (
        "c.yaml:11: steps.1.files: the files of this mail have 15.0 MiB together; 10 is the most"
    )


def test_a_link_out_of_the_folder_is_refused(folder: Path) -> None:
    """A symbolic link must not send what lies elsewhere."""
    outside = folder.parent / f"{folder.name}-secret.pdf"
    outside.write_bytes(b"secret")
    (folder / "files" / "one-page.pdf").unlink()
    (folder / "files" / "one-page.pdf").symlink_to(outside)

    assert refusal_of(folder).endswith("leaves the cadence's folder; put the file within")


def test_an_empty_file_and_a_folder_are_no_files(folder: Path) -> None:
    """Nothing to read there."""
    (folder / "files" / "one-page.pdf").write_bytes(b"")
    assert refusal_of(folder).endswith("is empty; put something into it")
    (folder / "files" / "one-page.pdf").unlink()
    (folder / "files" / "one-page.pdf").mkdir()
    assert "cannot be read (Is a directory)" in refusal_of(folder)


@pytest.mark.parametrize(
    ("digests", "wrong"),
    [
        (f"{{files/one-page.pdf: {'0' * 64}}}", f"has the digest {DIGEST}; write that"),
        (f"{{files/one-page.pdf: {DIGEST}, a.pdf: {DIGEST}}}", "no mail carries 'a.pdf'; take"),
    ],
)
def test_a_digest_that_is_written_must_agree(folder: Path, digests: str, wrong: str) -> None:
    """Whoever pins a file hears that it has changed."""
    said = refusal_of(folder, CARRYING.replace("steps:\n", f"digests: {digests}\nsteps:\n"))

    assert wrong in said


def test_publishing_keeps_the_files(drumbeat: CommandLine) -> None:
    """The command line takes them along; one that is missing ends it, and nothing is published."""
    cadence = drumbeat.file("c.yaml", CARRYING)

    refused = drumbeat("cadence", "publish", cadence)
    (drumbeat.folder / "files").mkdir()
    (drumbeat.folder / "files" / "one-page.pdf").write_bytes(SHEET)
    published = drumbeat("cadence", "publish", cadence)

    assert refused.code == 2
    assert refused.err.startswith("c.yaml:11: steps.1.files.1: there is no file")
    assert (published.code, published.err) == (0, "")
    shown = drumbeat("cadence", "show", "two-touches", "--json").json()
    assert isinstance(shown, dict)
    assert shown["digests"] == {"files/one-page.pdf": DIGEST}
