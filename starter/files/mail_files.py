"""Reads the files that a cadence's mails carry, from beside the cadence file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from domain.cadence import Cadence, CadenceFile, files_in
from domain.cadence.consistency import Fault, Loc
from domain.cadence.mail_files import LARGEST_FILE, LARGEST_MAIL
from domain.errors import InvalidCadence

_MIB = 1024 * 1024


def with_files(file: CadenceFile, folder: Path) -> CadenceFile:
    """The cadence with the digests of what its mails carry, and the contents by digest.

    Raises `InvalidCadence` where a file is missing, too large or not what its digest says.
    """
    contents = {name: content for _, name, content in _read(file, folder)}
    if not contents:
        return file
    _refuse_heavy(file, contents)
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    _refuse_changed(file, digests)
    said = file.cadence.model_dump(mode="json", exclude_unset=True)
    cadence = Cadence.model_validate({**said, "digests": digests})
    by_digest = {digests[name]: content for name, content in contents.items()}
    return replace(file, cadence=cadence, contents=by_digest)


def _read(file: CadenceFile, folder: Path) -> Iterator[tuple[Loc, str, bytes]]:
    for loc, names in files_in(file.cadence):
        for number, name in enumerate(names):
            at = (*loc, number)
            yield at, name, _content(file, at, folder, name)


def _content(file: CadenceFile, at: Loc, folder: Path, name: str) -> bytes:
    path = (folder / name).resolve()
    # A symbolic link could lead to what nobody meant to send.
    if not path.is_relative_to(folder.resolve()):
        raise _refused(file, at, f"{name!r} leaves the cadence's folder; put the file within")
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            words = f"{name!r} has {size / _MIB:.1f} MiB; {LARGEST_FILE // _MIB} is the most"
            raise _refused(file, at, f"{words}, link to what is larger")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise _refused(file, at, f"there is no file {name!r} in {folder}; put it there") from error
    except OSError as error:
        raise _refused(file, at, f"{name!r} cannot be read ({error.strerror})") from error
    if not content:
        raise _refused(file, at, f"{name!r} is empty; put something into it")
    return content


def _refuse_heavy(file: CadenceFile, contents: dict[str, bytes]) -> None:
    for loc, names in files_in(file.cadence):
        size = sum(len(contents[name]) for name in names)
        if size > LARGEST_MAIL:
            words = f"the files of this mail have {size / _MIB:.1f} MiB together"
            raise _refused(file, loc, f"{words}; {LARGEST_MAIL // _MIB} is the most")


def _refuse_changed(file: CadenceFile, digests: dict[str, str]) -> None:
    for name, digest in file.cadence.digests.items():
        if digests.get(name) != digest:
            raise _refused(file, ("digests", name), _changed(name, digests.get(name)))


def _refused(file: CadenceFile, loc: Loc, words: str) -> InvalidCadence:
    """What is wrong at this place, as loading the file would have said it."""
    return InvalidCadence(file.said(Fault(loc, words)))


def _changed(name: str, digest: str | None) -> str:
    if digest is None:
        return f"no mail carries {name!r}; take it out"
    return f"{name!r} has the digest {digest}; write that, or put the file back"
