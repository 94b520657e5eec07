"""The files that a mail carries: which kinds, how large, and how a cadence names them.

A cadence names a file by its path beside the cadence file. What stands in it is told by its SHA-256
under `digests`, so that a version of a cadence covers the bytes that its mails carry.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from domain.cadence.values import shortened

LARGEST_FILE = 5 * 1024 * 1024
LARGEST_MAIL = 10 * 1024 * 1024
LONGEST_NAME = 60
# What mail programs show or open as a document. Scripts, programs, archives and SVG, which may hold
# scripts, are turned away by servers and have no place in outreach.
KINDS = {
    ".csv": "text/csv",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".txt": "text/plain",
    ".vcf": "text/vcard",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
DIGEST = r"^[0-9a-f]{64}$"

_UNFIT = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029\\":*?<>|]')
_CID = re.compile(r"""\bcid:([^\s"'<>()]*)""", re.IGNORECASE)


def kind_of(name: str) -> str:
    """The MIME type of a file by its name. Raises `KeyError` for a kind that mail may not carry."""
    return KINDS[PurePosixPath(name).suffix.lower()]


def images_in(html: str) -> Iterator[str]:
    """The names by which the HTML shows files: `cid:NAME`."""
    return (found[1] for found in _CID.finditer(html))


def _file_name(path: str) -> str:
    parts = path.split("/")
    if _UNFIT.search(path) or not all(part.strip() == part != "" for part in parts):
        raise ValueError(f"{shortened(path)} is not a path such as files/one-page.pdf")
    if {".", ".."} & set(parts):
        raise ValueError(f"{shortened(path)} leaves the cadence's folder; name what lies within")
    if len(parts[-1]) > LONGEST_NAME:
        raise ValueError(
            f"the name of the file has more than {LONGEST_NAME} characters; shorten it"
        )
    if PurePosixPath(path).suffix.lower() not in KINDS:
        known = ", ".join(kind.removeprefix(".") for kind in KINDS)
        raise ValueError(f"mail may not carry {shortened(path)}; known kinds: {known}")
    return path


# For editors; what is wrong with a name, `_file_name` says better.
_PATTERN = r"^[^/\\](.*[^/\\])?\.[A-Za-z0-9]{3,4}$"

FileName = Annotated[
    str,
    Field(max_length=200),
    AfterValidator(_file_name),
    WithJsonSchema({"type": "string", "pattern": _PATTERN, "examples": ["files/one-page.pdf"]}),
]
Digest = Annotated[str, Field(pattern=DIGEST)]
