"""The links by which a reader, or a mail program for them, opts out (RFC 2369, RFC 8058)."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from domain.mail.opt_out_link import opt_out_token

# With this, `List-Unsubscribe` fits one line of RFC 5322 whatever the enrollment and the mailbox.
LONGEST_URL = 300


@dataclass(frozen=True)
class WayOut:
    """Where one enrollment opts out: by a page, and by a mail, which an inbound door reads."""

    url: str
    mailto: str

    @property
    def is_one_click(self) -> bool:
        """Whether a mail program may opt out by itself; RFC 8058 wants https for that."""
        return self.url.startswith("https://")


@dataclass(frozen=True)
class OptOut:
    """Makes ways out: `key` signs their tokens, `public_url` is where the world reaches us.

    Raises `ValueError` for a key shorter than 32 characters and for a URL longer than 300.
    """

    key: str = field(repr=False)
    public_url: str

    def __post_init__(self) -> None:
        if len(self.public_url) > LONGEST_URL:
            raise ValueError(f"the public URL has more than {LONGEST_URL} characters")
        opt_out_token(self.key, "")

    def way_of(self, enrollment_id: str, mailbox: str) -> WayOut:
        """The way out of this enrollment; what is sent to the mailbox's bare address counts too."""
        token = opt_out_token(self.key, enrollment_id)
        mailto = f"mailto:{quote(mailbox, safe='@')}?subject=opt-out%20{token}"
        return WayOut(f"{self.public_url.rstrip('/')}/opt-out/{token}", mailto)
