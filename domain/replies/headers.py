"""The headers of a mail that came in, and what can be read in them without trusting any."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from domain.mail.mail_addresses import LONGEST_ADDRESS

# Longer values are somebody's attempt to keep us busy: reading encoded words is quadratic.
LONGEST_VALUE = 8_000
LONGEST_WORDS = 1_000

_QUOTED = re.compile(r'"(?:[^"\\]|\\.){0,200}"')
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]@]{1,128}@[^\s<>,;:\"()\[\]@]{1,253}")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Headers:
    """By their names in lower case; of a name that stands twice the first counts."""

    values: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Headers:
        """From the headers as they stand in the mail, folded or not."""
        first: dict[str, str] = {}
        for name, value in pairs:
            first.setdefault(name.strip().lower(), _unfolded(value))
        return cls(first)

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def get(self, name: str) -> str:
        """The value as it stands; empty where there is none."""
        return self.values.get(name, "")

    def token(self, name: str) -> str:
        """The first word of the value, in lower case and without what follows a semicolon."""
        return self.get(name).partition(";")[0].partition("(")[0].strip().lower()

    def words(self, name: str) -> str:
        """The value without its encoded words (RFC 2047); as it came where they are none."""
        value = self.get(name)[:LONGEST_WORDS]
        try:
            return _unfolded(str(make_header(decode_header(value))))
        except (HeaderParseError, LookupError, ValueError):
            return value

    def addresses(self, *names: str) -> Iterator[str]:
        """The bare addresses in these headers; what stands in quotes is a name."""
        for name in names:
            yield from addresses_in(self.get(name))


def addresses_in(value: str) -> list[str]:
    """The bare addresses of a header's value, in the order they stand."""
    found = _ADDRESS.findall(_QUOTED.sub(" ", value[:LONGEST_VALUE]))
    return [each for each in found if _can_be_one(each)]


def _can_be_one(address: str) -> bool:
    return address.isprintable() and len(address.encode()) <= LONGEST_ADDRESS


def _unfolded(value: str) -> str:
    return _BLANKS.sub(" ", value[-LONGEST_VALUE:]).strip()
