"""Which mail continues which thread: a mail without a subject goes on where the mail before was.

A thread is begun by a step by mail that has a subject; what stands as an alternative to another
channel may continue one.
"""

from __future__ import annotations

from domain.cadence.cadence import Cadence
from domain.cadence.content import Email
from domain.cadence.steps import AnyStep


def email_of(cadence: Cadence, step_id: str) -> Email:
    """What the step says by mail, under the subject of the thread that it continues.

    Raises `TypeError` for a step that says nothing by mail.
    """
    content = _by_mail(cadence.by_id[step_id])
    if content is None:
        raise TypeError(f"step {step_id!r} says nothing by mail")
    if content.subject is not None:
        return content
    beginning = _by_mail(cadence.by_id[thread_before(cadence, step_id)[0]])
    return content.model_copy(update={"subject": beginning and beginning.subject})


def thread_before(cadence: Cadence, step_id: str) -> tuple[str, ...]:
    """The steps whose mails this step's mail continues, from the first; none for a new thread."""
    thread: tuple[str, ...] = ()
    for step in cadence.steps:
        content = _by_mail(step)
        continues = content is not None and content.subject is None
        if step.id == step_id:
            return thread if continues else ()
        if continues:
            thread = (*thread, step.id)
        elif content is step:
            thread = (step.id,)
    raise KeyError(step_id)


def _by_mail(step: AnyStep) -> Email | None:
    return next((c for c in (step, *step.alternatives) if isinstance(c, Email)), None)
