"""The cadences and examples that come with Drumbeat, and cadence files by name or path."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from domain.cadence import Cadence, CadenceFile
from domain.cadence import read_cadence as read_text
from starter.errors import BadInput
from starter.mail_files import with_files

_HERE = Path(__file__).resolve().parent


def shipped_folder(in_package: str, in_repository: str) -> Path:
    """Where shipped files lie: inside the installed package, or beside it in the repository."""
    packaged = _HERE / in_package
    return packaged if packaged.is_dir() else _HERE.parent / in_repository


def shipped_cadences() -> dict[str, Path]:
    """The library: each shipped cadence's name with its file."""
    files = shipped_folder("library", "cadences").glob("*.yaml")
    return {file.stem: file for file in sorted(files)}


def read_cadence(file_or_name: str) -> Cadence:
    """The cadence of a file, or of the library by its bare name. Raises as `read_cadence_file`."""
    return read_cadence_file(file_or_name).cadence


def read_cadence_file(file_or_name: str) -> CadenceFile:
    """The cadence with the places of what stands in its file, and the files its mails carry.

    Raises `BadInput` where there is none and `InvalidCadence` where it cannot work as written.
    """
    path = Path(file_or_name)
    if path.suffix in (".yaml", ".yml") or path.is_file() or "/" in file_or_name:
        return with_files(read_text(_text_of(path), str(path)), path.parent)
    shipped = shipped_cadences()
    if file_or_name not in shipped:
        raise BadInput(f"there is no shipped cadence {file_or_name!r}; {_instead(file_or_name)}")
    file = shipped[file_or_name]
    return with_files(read_text(_text_of(file), file.name), file.parent)


def _instead(name: str) -> str:
    known = list(shipped_cadences())
    near = get_close_matches(name, known, n=1)
    return f"did you mean {near[0]!r}?" if near else f"shipped are: {', '.join(known) or 'none'}"


def _text_of(path: Path) -> str:
    return text_of_file(path, "a cadence file")


def text_of_file(path: Path, wanted: str) -> str:
    """The file's text. Raises `BadInput` for a file that is missing, unreadable or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path}: byte {error.start} is not UTF-8; save {wanted} as UTF-8"
        ) from error
    except FileNotFoundError as error:
        raise BadInput(f"{path}: there is no such file; give the path of {wanted}") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); give {wanted}") from error
