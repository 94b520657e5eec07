"""On how many ways a prospect is reached, and whether a person has a hand in it."""

from __future__ import annotations

from collections.abc import Iterator

from domain.cadence import goes_by_itself
from domain.linting.reading import Reading
from domain.linting.rule import Remark, warning
from domain.linting.sources import mistake, practice
from domain.linting.wording import HEARD, family_of

ENOUGH_CHANNELS = 3


@warning(
    remedy="take turns between mail, telephone and LinkedIn",
    source=mistake("email-only ignores prospects who don't live in their inbox"),
)
def single_channel(reading: Reading) -> Iterator[Remark]:
    """The touches of a cadence come on more than one channel."""
    families = {family_of(one.channel) for one in reading.contacts}
    if len(families) == 1 and len(reading.contacts) > 1:
        yield Remark(("steps",), f"every touch comes by {families.pop()}")


@warning(
    remedy="add a third, or give some steps an alternative on it",
    source=practice("email-only cadences underperform mixed-channel sequences by 300%"),
)
def few_channels(reading: Reading) -> Iterator[Remark]:
    """An outbound cadence uses three channels or more, alternatives included."""
    of_steps = {family_of(one.channel) for one in reading.contacts}
    known = {family_of(one.channel) for one in reading.wordings if one.channel in HEARD}
    is_narrow = len(of_steps) > 1 and len(known) < ENOUGH_CHANNELS
    if is_narrow and reading.is_outbound and not reading.is_unhurried:
        yield Remark(("steps",), f"only {' and '.join(sorted(known))} are used")


@warning(
    remedy="add a call",
    source=practice("despite preferences for digital, phone still has highest conversion rates"),
)
def no_phone(reading: Reading) -> Iterator[Remark]:
    """At least one touch is a call, unless the cadence only nurtures."""
    families = {family_of(one.channel) for one in reading.contacts}
    if reading.contacts and "telephone" not in families and not reading.is_unhurried:
        yield Remark(("steps",), "nobody is called")


@warning(
    remedy="add a research step, a call, or `review: true` to the first mail",
    source=practice("mass spray-and-pray doesn't work; research matters"),
)
def all_automatic(reading: Reading) -> Iterator[Remark]:
    """At least one step is done, or looked at, by a person."""
    if all(goes_by_itself(one.content) for one in reading.steps):
        yield Remark(("steps",), "no person ever looks at a prospect")


RULES = (single_channel, few_channels, no_phone, all_automatic)
