"""Signed tokens of click links: to where Drumbeat itself has linked in a mail, and nowhere else.

A token holds one enrollment, one step and the address, and proves, by a keyed hash, that Drumbeat
wrote it: whoever has one can lead nobody elsewhere (an open redirect, CWE-601). It never expires,
as a prospect may open an old mail at any time.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from domain.mail.mail_addresses import ascii_domain
from domain.mail.opt_out_link import SHORTEST_KEY

# With it the link stays below 2,083 characters, beyond which some programs cut addresses off.
LONGEST_TARGET = 1_200
_SIGNATURE = 16
_PURPOSE = b"drumbeat click 1\0"
# Also a backslash: browsers take it for a slash, so that the host would be another one.
_UNFIT = re.compile(r"[\s\\\x00-\x20\x7f-\x9f]")
_KEPT = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class ClickLink:
    """A link in the mail of a step of an enrollment; `url` is fit for a `Location` header."""

    enrollment_id: str
    step: str
    url: str

    def token(self, key: str) -> str:
        """URL-safe, the same whenever it is asked for. Raises `ValueError` for a short key."""
        named = f"{self.enrollment_id}\0{self.step}\0{self.url}".encode()
        return base64.urlsafe_b64encode(_signature(key, named) + named).decode().rstrip("=")


def link_of(keys: Sequence[str], token: str) -> ClickLink | None:
    """The link that the token names; None for one that none of these keys has signed.

    Raises `ValueError` for a key shorter than 32 characters.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        link = ClickLink(*raw[_SIGNATURE:].decode().split("\0"))
    except (TypeError, ValueError):
        return None
    # Compared whole: base64 can write the same bytes in more than one way.
    sound = [link.token(key) for key in keys]
    is_ours = token.isascii() and any(hmac.compare_digest(token, each) for each in sound)
    return link if is_ours and target_of(link.url) == link.url else None


def target_of(url: str) -> str | None:
    """The address in ASCII (RFC 3986, its host by IDNA), where it is a page that can be opened.

    None for anything else: another scheme, no host, a login in it, a control character or a blank,
    more than 1,200 characters.
    """
    if _UNFIT.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = ascii_domain(parts.hostname or "")
        port = f":{parts.port}" if parts.port is not None else ""
        rest = quote(url.partition("//")[2][len(parts.netloc) :], safe=_KEPT)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        return None
    written = f"[{host}]" if ":" in host else host
    target = f"{parts.scheme}://{written}{port}{rest}"
    return target if len(target) <= LONGEST_TARGET else None


def _signature(key: str, named: bytes) -> bytes:
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"the key has {len(key)} characters, not {SHORTEST_KEY} or more")
    return hmac.digest(key.encode(), _PURPOSE + named, hashlib.sha256)[:_SIGNATURE]
