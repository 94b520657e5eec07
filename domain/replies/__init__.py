"""Understanding a mail that came in: what it means to a cadence, whom it is about, what it says.

Pure: bytes or headers in, one `Understood` out. How a mail gets here (a mailbox, a provider's
webhook) is the business of the doors, and whom it is matched to that of the ledger.
"""

from domain.replies.understanding import Understood, understand

__all__ = ["Understood", "understand"]
