"""The cadences and examples that come with Drumbeat, and cadence files by name or path."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from domain.cadence import Cadence, CadenceFile
from domain.cadence import read_cadence as read_text
from domain.cadence.nodes import LARGEST_FILE
from starter.errors import BadInput
from starter.files.mail_files import with_files

_STARTER = Path(__file__).resolve().parents[1]


def shipped_folder(in_package: str, in_repository: str) -> Path:
    """Where shipped files lie: inside the installed package, or beside it in the repository."""
    packaged = _STARTER / in_package
    return packaged if packaged.is_dir() else _STARTER.parent / in_repository


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
    return text_of_file(path, "a cadence file", LARGEST_FILE)


def text_of_file(path: Path, wanted: str, most: int) -> str:
    """The text of a file of at most so many bytes, no more of which is read than that.

    Raises `BadInput` for one that is larger, missing, unreadable, no regular file or not UTF-8.
    """
    try:
        return _bytes_of(path, wanted, most).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"{path}: byte {error.start} is not UTF-8; save {wanted} as UTF-8"
        ) from error
    except FileNotFoundError as error:
        raise BadInput(f"{path}: there is no such file; give the path of {wanted}") from error
    except OSError as error:
        raise BadInput(f"{path}: cannot be read ({error.strerror}); give {wanted}") from error


def _bytes_of(path: Path, wanted: str, most: int) -> bytes:
    # A device or a pipe may never end.
    if path.exists() and not path.is_file() and not path.is_dir():
        raise BadInput(f"{path}: is no file but a device or a pipe; give {wanted}")
    with path.open("rb") as file:
        found = file.read(most + 1)
    if len(found) > most:
        raise BadInput(f"{path}: is larger than {_size(most)}, which is the most for {wanted}")
    return found


def _size(count: int) -> str:
    return f"{count // 2**20} MiB" if count >= 2**20 else f"{count // 2**10} KiB"
