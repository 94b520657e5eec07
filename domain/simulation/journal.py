"""What a simulated run has done so far, for whoever reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from domain.enrollment import Enrollment
from domain.facts import EnrollmentEnded, TouchPlanned
from domain.mailboxes import Mailbox, NoSlot
from domain.simulation.course import Course, SimulatedEnd, SimulatedTouch, SimulatedWait
from domain.simulation.script import Injected
from domain.touch import Touched


class Journal:
    """One prospect's touches, waits and end; `trouble` is what a person has to look at."""

    def __init__(self, prospect: str) -> None:
        self.trouble: str | None = None
        self._prospect = prospect
        self._plans: dict[str, TouchPlanned] = {}
        self._touches: list[SimulatedTouch] = []
        self._waits: dict[str, list[SimulatedWait]] = defaultdict(list)
        self._ended: EnrollmentEnded | None = None

    @property
    def waits(self) -> int:
        """How often a mail has found no slot."""
        return sum(len(waits) for waits in self._waits.values())

    def planned(self, plan: TouchPlanned) -> None:
        """The step has a plan, its first or another."""
        self._plans[plan.step] = plan

    def waited(self, step: str, at: datetime, slot: NoSlot) -> None:
        """The step's mail was due and found no slot."""
        self._waits[step].append(SimulatedWait(at, slot.until, slot.reason.value, slot.why))

    def touched(self, step: str, missing: str | None, mailbox: Mailbox | None = None) -> None:
        """The step's touch has started, as it was planned."""
        plan = self._plans[step]
        touch = SimulatedTouch(
            prospect=self._prospect,
            step=step,
            channel=plan.channel,
            due_at=plan.due_at,
            timezone=plan.timezone,
            variant=plan.variant,
            why=f"{plan.why}, needs {missing} from a rep" if missing else plan.why,
            missing=missing,
            mailbox=mailbox.address if mailbox else None,
            waits=tuple(self._waits[step]),
        )
        self._touches.append(touch)

    def ended(self, end: EnrollmentEnded) -> None:
        """The enrollment is over."""
        self._ended = end

    def course(self, state: Enrollment, unheard: Sequence[Injected]) -> Course:
        """The way so far, of an enrollment that stands so."""
        return Course(tuple(self._touches), self._end(state), tuple(unheard))

    def _end(self, state: Enrollment) -> SimulatedEnd:
        touches = state.touches.values()
        return SimulatedEnd(
            prospect=self._prospect,
            state=state.state.value,
            reason=state.reason,
            ended_at=self._ended.at if self._ended else None,
            then=self._ended.then if self._ended else None,
            skipped={t.step: t.reason or "" for t in touches if t.status is Touched.SKIPPED},
            trouble=self.trouble,
        )
