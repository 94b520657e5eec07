"""Whether a rep may take a task: pure, and the same for both ledgers."""

from __future__ import annotations

from datetime import datetime

from domain.by_hand import how_it_ended
from domain.touch import Touch
from ledger.records import UnknownTask
from ledger.records.rep_work import Take, TaskTaken


def parts_of(task_id: str) -> tuple[str, str]:
    """The enrollment and the step that the id of a task names."""
    enrollment_id, _, step = task_id.partition(".")
    return enrollment_id, step


def refuse_closed(task_id: str, touch: Touch | None) -> None:
    """Raises `UnknownTask` unless the task is open, with who closed it where somebody did."""
    if touch is None or not touch.is_open:
        raise no_task(task_id, touch)


def no_task(task_id: str, touch: Touch | None) -> UnknownTask:
    """There is no such task, or none any more."""
    if touch is not None and touch.is_settled:
        return UnknownTask(f"task {task_id} is over: {how_it_ended(touch)}")
    return UnknownTask(f"there is no open task {task_id!r}")


def refuse_taken(task_id: str, take: Take | None, by: str, at: datetime) -> None:
    """Raises `TaskTaken` while another rep has it."""
    if take is not None and take.by != by and at < take.until:
        raise TaskTaken(
            f"{take.by} has taken {task_id} until {take.until:%H:%M}Z; leave it to them"
        )


def still(take: Take | None, at: datetime) -> Take | None:
    """The take, where it has not ended."""
    return take if take is not None and at < take.until else None
