"""What became of calls and texts at their provider.

The ledger alone has these: nothing waits for them. Neither a number nor a word of what was said
stands in them; `sid` is the provider's own name of a call or a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# Twilio's words for a text that reached nobody.
UNDELIVERED = frozenset({"undelivered", "failed"})

Leg = Literal["rep", "prospect"]


@dataclass(frozen=True, kw_only=True)
class _Reported:
    """How far something of a step has come, in the provider's own word.

    `sid` is its name for it, `code` its error, if there is one.
    """

    at: datetime
    step: str
    status: str
    sid: str | None = None
    code: int | None = None


@dataclass(frozen=True, kw_only=True)
class TextReported(_Reported):
    """How far a text has come, as `sent`, `delivered` or `undelivered`.

    `generation` is that of the claim that it went by; None where an earlier Drumbeat handed it
    over.
    """

    type: Literal["text_reported"] = "text_reported"
    generation: int | None = None

    @property
    def key(self) -> str:
        sending = self.step if self.generation is None else f"{self.step}/{self.generation}"
        return f"text/{sending}/{self.status}"

    @property
    def is_undelivered(self) -> bool:
        """Whether the provider says that it reached nobody."""
        return self.status in UNDELIVERED


@dataclass(frozen=True, kw_only=True)
class CallReported(_Reported):
    """How far a call has come, on the `leg` to the rep or to the prospect.

    `status` is `placed`, `refused` or `unreached` where the provider was asked, then its own word:
    `ringing`, `answered`, `completed`, `busy` …, and on the prospect's leg who has answered:
    `human`, `machine_end_beep` … `seconds` is how long a completed one was.
    """

    type: Literal["call_reported"] = "call_reported"
    attempt: int
    leg: Leg
    seconds: int | None = None

    @property
    def key(self) -> str:
        return f"call/{self.step}/{self.attempt}/{self.leg}/{self.status}"


@dataclass(frozen=True, kw_only=True)
class _Press:
    """`by` has pressed, for the open task and in this attempt to reach the prospect.

    Written before the provider is asked: what nothing is reported of is in doubt.
    """

    at: datetime
    step: str
    attempt: int
    by: str
    request_id: str


@dataclass(frozen=True, kw_only=True)
class CallBegun(_Press):
    """The provider is to connect them with the prospect."""

    type: Literal["call_begun"] = "call_begun"

    @property
    def key(self) -> str:
        return f"call/{self.step}/{self.attempt}"


@dataclass(frozen=True, kw_only=True)
class VoicemailDropped(_Press):
    """The provider is to leave the prospect's voicemail; its answer is reported of the call."""

    type: Literal["voicemail_dropped"] = "voicemail_dropped"

    @property
    def key(self) -> str:
        return f"drop/{self.step}/{self.attempt}"


TelephonyFact = TextReported | CallBegun | CallReported | VoicemailDropped
Report = TextReported | CallReported
