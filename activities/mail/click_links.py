"""Links that are followed: each leads through our own address, and by that to where it did.

Only in HTML, where nobody reads an address, and only where a cadence says so.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from domain.mail.click_link import ClickLink, target_of

# As the sanitiser writes a link: the address in double quotes, and none within it.
_LINK = re.compile(r'(?P<before><a\s(?:[^">]|"[^"]*")*?\bhref=")(?P<url>[^"]*)"')


@dataclass(frozen=True)
class Trail:
    """How the links of one touch's mail are followed."""

    key: str = field(repr=False)
    public_url: str
    enrollment_id: str
    step: str

    def through(self, document: str) -> str:
        """The sanitised document with every link to a page leading through us."""
        return _LINK.sub(self._leading_through, document)

    def _leading_through(self, found: re.Match[str]) -> str:
        """A link to anything but a page, and one that acts for the reader, stays as it is."""
        written = html.unescape(found["url"])
        target = target_of(written.strip())
        if target is None or target.startswith(self._ours):
            return found[0]
        token = ClickLink(self.enrollment_id, self.step, target).token(self.key)
        return f'{found["before"]}{html.escape(f"{self.public_url}/c/{token}")}"'

    @property
    def _ours(self) -> tuple[str, str]:
        return f"{self.public_url}/opt-out/", f"{self.public_url}/c/"


@dataclass(frozen=True)
class ClickLinks:
    """Makes trails: `key` signs their tokens, `public_url` is where the world reaches us.

    Raises `ValueError` for a key shorter than 32 characters.
    """

    key: str = field(repr=False)
    public_url: str

    def __post_init__(self) -> None:
        ClickLink("", "", "").token(self.key)

    def of(self, enrollment_id: str, step: str) -> Trail:
        """The trail of this touch."""
        return Trail(self.key, self.public_url.rstrip("/"), enrollment_id, step)
