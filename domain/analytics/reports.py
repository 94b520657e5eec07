"""The reports there are: what each counts, by what it can be parted, and of what its rates are."""

from __future__ import annotations

from dataclasses import dataclass

from domain.analytics.measures import (
    BESIDE,
    BROUGHT,
    DELIVERED_TOUCHES,
    DIAGNOSTICS,
    DUE_TOUCHES,
    FATES,
    FUNNEL,
    OF_PEOPLE,
    OF_TOUCHES,
    Measure,
)
from domain.analytics.questions import PERSON_PARTS, TOUCH_PARTS


@dataclass(frozen=True)
class Report:
    """One kind of report; `by` is how it is parted where nobody says, `of` its one denominator.

    `shown` are the measures that fit on a screen; all of `measures` are in JSON and CSV.
    """

    name: str
    words: str
    measures: tuple[Measure, ...]
    shown: tuple[str, ...]
    of: str
    by: str
    parts: tuple[str, ...]

    @property
    def is_of_touches(self) -> bool:
        return self.measures[0].is_of_touches


_TOUCHES = ("due", "attempted", "delivered", "replied", "positive", "meeting", "opportunity", "won")
_PEOPLE = tuple(measure.name for measure in FUNNEL)
TOUCHES = Report(
    name="touches",
    words="Touches",
    measures=OF_TOUCHES,
    shown=(*_TOUCHES, "opted_out", "bounced", "skipped", "overdue"),
    of="delivered",
    by="step",
    parts=TOUCH_PARTS,
)
HOURS = Report(
    name="hours",
    words="Replies by weekday and hour",
    measures=(DUE_TOUCHES, *FATES, *BROUGHT, *BESIDE, *DIAGNOSTICS),
    shown=("delivered", "replied", "positive", "meeting"),
    of=DELIVERED_TOUCHES.name,
    by="weekday-hour",
    parts=("weekday-hour",),
)
FUNNELS = Report(
    name="funnel",
    words="From lead to sale",
    measures=OF_PEOPLE,
    shown=_PEOPLE,
    of="leads",
    by="cadence",
    parts=PERSON_PARTS,
)
COHORTS = Report(
    name="cohorts",
    words="By week of enrollment",
    measures=OF_PEOPLE,
    shown=("leads", "touched", "answered", "glad", "meetings", "opportunities", "sales"),
    of="leads",
    by="week",
    parts=("week",),
)
PACE = Report(
    name="pace",
    words="Until the first reply",
    measures=tuple(m for m in OF_PEOPLE if m.name not in ("leads", "unreachable")),
    shown=("answered", "glad", "meetings", "opportunities", "sales"),
    of="answered",
    by="touches",
    parts=("touches", "days"),
)
REPORTS = {report.name: report for report in (TOUCHES, FUNNELS, COHORTS, HOURS, PACE)}
# By which columns a report is parted where the word alone would put together what is not alike.
COLUMNS: dict[str, tuple[str, ...]] = {
    "step": ("cadence", "step"),
    "version": ("cadence", "version"),
    "variant": ("cadence", "step", "variant"),
    "weekday-hour": ("weekday", "hour"),
}
# People have arms of the whole cadence, and no step.
COLUMNS_OF_PEOPLE = {**COLUMNS, "variant": ("cadence", "variant")}
