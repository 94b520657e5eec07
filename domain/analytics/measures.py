"""The numbers of a report, each by what it counts: the same words for adding up and for opening.

A measure of touches counts those of some fates that have one of some marks; one of people counts
those that have one of some marks.
"""

from __future__ import annotations

from dataclasses import dataclass

from domain.analytics.marks import ATTEMPTED, DUE, NOTHING, OUTCOMES, REPLIED, Fate, Mark

DELIVERED = frozenset({Fate.DELIVERED})


@dataclass(frozen=True)
class Measure:
    """A number; without fates it is of people, without marks it counts all of its fates.

    `is_attributed` where an outcome counts only if it came soon enough; `is_late` where only those
    count that did not.
    """

    name: str
    words: str
    fates: frozenset[Fate] = frozenset()
    marks: Mark = NOTHING
    is_attributed: bool = False
    is_late: bool = False

    @property
    def is_of_touches(self) -> bool:
        return bool(self.fates)

    @property
    def is_share(self) -> bool:
        """Whether it is a part of those delivered, or of all people, and has a rate."""
        return bool(self.marks) and self.fates in (frozenset(), DELIVERED)

    def counts(self, fate: Fate | None, marks: int, lag_days: int | None, window: int) -> bool:
        """Whether it counts a touch, or with no fate a person, of this kind."""
        if self.fates and fate not in self.fates:
            return False
        if self.marks and not marks & self.marks:
            return False
        is_late = lag_days is not None and lag_days > window
        return is_late if self.is_late else not (self.is_attributed and is_late)


def _fate(fate: Fate, words: str) -> Measure:
    return Measure(fate.value, words, frozenset({fate}))


def _outcome(name: str, words: str, marks: Mark) -> Measure:
    return Measure(name, words, DELIVERED, marks, is_attributed=True)


def _person(name: str, words: str, marks: Mark = NOTHING) -> Measure:
    return Measure(name, words, marks=marks)


DUE_TOUCHES = Measure("due", "Due", DUE)
DELIVERED_TOUCHES = _fate(Fate.DELIVERED, "Delivered")
# These divide what is due.
FATES = (
    DELIVERED_TOUCHES,
    _fate(Fate.UNREACHED, "Not reached"),
    _fate(Fate.BOUNCED, "Bounced"),
    _fate(Fate.IN_DOUBT, "In doubt"),
    _fate(Fate.FAILED, "Failed"),
    _fate(Fate.SKIPPED, "Skipped"),
    _fate(Fate.OPEN, "With a rep"),
    _fate(Fate.WAITING, "Waiting"),
)
# These divide the replies.
ANSWERS = (
    _outcome("positive", "Positive", Mark.POSITIVE),
    _outcome("neutral", "Neutral", Mark.NEUTRAL),
    _outcome("negative", "Negative", Mark.NEGATIVE),
    _outcome("unclassified", "Not classed", Mark.UNCLASSIFIED),
)
BROUGHT = (
    _outcome("replied", "Replied", REPLIED),
    *ANSWERS,
    _outcome("meeting", "Meeting", Mark.MEETING),
    _outcome("opportunity", "Opportunity", Mark.OPPORTUNITY),
    _outcome("won", "Won", Mark.WON),
    _outcome("opted_out", "Opted out", Mark.OPTED_OUT),
)
BESIDE = (
    Measure("attempted", "Attempted", ATTEMPTED),
    Measure("overdue", "Overdue", DUE, Mark.LATE),
    Measure("away", "Out of office", DELIVERED, Mark.AWAY),
    Measure("too_late", "Came too late", DELIVERED, OUTCOMES & ~Mark.AWAY, is_late=True),
)
# Made by mail clients and scanners as often as by people.
DIAGNOSTICS = (
    Measure("opened", "Opened", DELIVERED, Mark.OPENED),
    Measure("clicked", "Clicked", DELIVERED, Mark.CLICKED),
    Measure("machine_clicked", "Machines clicked", DELIVERED, Mark.MACHINE_CLICKED),
)
OF_TOUCHES = (DUE_TOUCHES, *FATES, *BROUGHT, *BESIDE, *DIAGNOSTICS)

LEADS = _person("leads", "Leads")
CONTACTED = REPLIED | Mark.MEETING | Mark.OPPORTUNITY | Mark.WON | Mark.LOST
FUNNEL = (
    LEADS,
    _person("contacts", "Contacts", CONTACTED),
    _person("meetings", "Meetings", Mark.MEETING),
    _person("opportunities", "Opportunities", Mark.OPPORTUNITY),
    _person("sales", "Won", Mark.WON),
)
OF_PEOPLE = (
    *FUNNEL,
    _person("touched", "Touched", Mark.TOUCHED),
    _person("answered", "Replied", REPLIED),
    _person("glad", "Positive", Mark.POSITIVE),
    _person("lost", "Lost", Mark.LOST),
    _person("left", "Opted out", Mark.OPTED_OUT),
    _person("unreachable", "Bounced", Mark.BOUNCED),
)
MEASURES = {measure.name: measure for measure in (*OF_TOUCHES, *OF_PEOPLE)}
