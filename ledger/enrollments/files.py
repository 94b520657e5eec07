"""What the mails of published cadences carry, by SHA-256; a digest's content never changes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, select

from domain.cadence import Cadence, files_in
from domain.errors import InvalidCadence, UnknownFile
from ledger.database.dialects import insert_once
from ledger.schema import files

NOTHING: Mapping[str, bytes] = MappingProxyType({})

_KEEP = insert_once(files)


def keep(connection: Connection, cadence: Cadence, contents: Mapping[str, bytes]) -> None:
    """Keep what the cadence carries. Raises `InvalidCadence` as `carried_by`."""
    digests = set(cadence.digests.values())
    known = select(files.c.digest).where(files.c.digest.in_(digests))
    kept = set(connection.scalars(known)) if digests else set()
    for digest, content in carried_by(cadence, contents, kept).items():
        connection.execute(_KEEP.on(connection), {"digest": digest, "content": content})


def content_of(connection: Connection, digest: str) -> bytes:
    """`Directory.file`."""
    content = connection.scalar(select(files.c.content).where(files.c.digest == digest))
    return content if content is not None else unknown(digest)


def carried_by(
    cadence: Cadence, contents: Mapping[str, bytes], kept: Collection[str]
) -> dict[str, bytes]:
    """What the cadence carries and nobody has kept yet; pure, and the same for both ledgers.

    Raises `InvalidCadence` where a content is missing, or is not that of its digest.
    """
    carried: dict[str, bytes] = {}
    for name in sorted({name for _, names in files_in(cadence) for name in names}):
        digest = cadence.digests.get(name, "")
        content = contents.get(digest, b"")
        if digest in kept:
            continue
        if hashlib.sha256(content).hexdigest() != digest:
            raise InvalidCadence(f"{name!r} has to come with {cadence.name!r}; publish its file")
        carried[digest] = content
    return carried


def unknown(digest: str) -> bytes:
    """Raises `UnknownFile`."""
    raise UnknownFile(f"no published cadence carries a file of the digest {digest!r}")
