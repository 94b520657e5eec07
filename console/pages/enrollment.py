"""One enrollment: where it stands, how it came there, and what a person may do about it."""

from __future__ import annotations

import secrets
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from console.asked import day_begin, field, given
from console.door.guarding import Form, SignedIn, may_act_on, refuse_others
from console.room import Room, TheRoom
from console.views.course import courses, deeds
from console.views.rendering import done, page
from domain.enrollment import ENDED
from domain.facts import Resolved
from domain.mail.doubts import Doubt, Resolution, Ruling
from ledger.records import EnrollmentRow
from ledger.sql.pages import Surroundings
from workflows.contract import FinishRequest, JumpTo, PauseRequest, ResumeRequest, SkipStep
from workflows.enrollment import EnrollmentWorkflow
from workflows.runs import resolving
from workflows.runs.asking import RunRefused, ask

BY_HAND = "manual"

router = APIRouter()


@router.get("/enrollments/{enrollment}")
async def show(request: Request, room: TheRoom, user: SignedIn, enrollment: str) -> HTMLResponse:
    """Planned beside actual, mails, replies, and every fact with who did it."""
    row, touches, facts = await room.ledger.enrollment(enrollment)
    enrollee = await room.ledger.enrollee(enrollment)
    around: Surroundings = await room.ledger.surroundings(enrollment)
    return page(
        request,
        "enrollment.html",
        row=row,
        enrollee=enrollee,
        courses=courses(enrollee.cadence, touches, facts, around.mails),
        deeds=deeds(facts),
        around=around,
        is_open=row.state not in ENDED,
        may_act=may_act_on(user, enrollee.cadence.owner),
        run=room.run_address(row.workflow_id),
    )


@router.post("/enrollments/{enrollment}/pause")
async def pause(room: TheRoom, user: SignedIn, form: Form, enrollment: str) -> RedirectResponse:
    """Stand still, until a day or until somebody resumes it."""
    row = await _open_row(room, user, enrollment)
    until = day_begin(form.get("until", ""), row.timezone)
    request = PauseRequest(_reason(form), user.email, secrets.token_hex(8), until)
    await ask(room.client, row.workflow_id, EnrollmentWorkflow.pause, request)
    return done(f"/enrollments/{enrollment}", "paused")


@router.post("/enrollments/{enrollment}/resume")
async def resume(room: TheRoom, user: SignedIn, form: Form, enrollment: str) -> RedirectResponse:
    """Go on."""
    row = await _open_row(room, user, enrollment)
    request = ResumeRequest(user.email, secrets.token_hex(8))
    await ask(room.client, row.workflow_id, EnrollmentWorkflow.resume, request)
    return done(f"/enrollments/{enrollment}", "resumed")


@router.post("/enrollments/{enrollment}/finish")
async def finish(room: TheRoom, user: SignedIn, form: Form, enrollment: str) -> RedirectResponse:
    """End it by hand."""
    row = await _open_row(room, user, enrollment)
    request = FinishRequest(_reason(form), user.email, secrets.token_hex(8))
    await ask(room.client, row.workflow_id, EnrollmentWorkflow.finish, request)
    return done(f"/enrollments/{enrollment}", "finished")


@router.post("/enrollments/{enrollment}/skip")
async def skip(room: TheRoom, user: SignedIn, form: Form, enrollment: str) -> RedirectResponse:
    """Leave a step out, also while its task is open."""
    row = await _open_row(room, user, enrollment)
    request = SkipStep(field(form, "step"), user.email, secrets.token_hex(8), enrollment)
    await ask(room.client, row.workflow_id, EnrollmentWorkflow.skip_step, request)
    return done(f"/enrollments/{enrollment}", "skipped")


@router.post("/enrollments/{enrollment}/jump")
async def jump(room: TheRoom, user: SignedIn, form: Form, enrollment: str) -> RedirectResponse:
    """Go ahead to a step."""
    row = await _open_row(room, user, enrollment)
    request = JumpTo(field(form, "to"), user.email, secrets.token_hex(8), enrollment)
    await ask(room.client, row.workflow_id, EnrollmentWorkflow.jump_to, request)
    return done(f"/enrollments/{enrollment}", "jumped")


@router.post("/enrollments/{enrollment}/doubt")
async def resolve(room: TheRoom, user: SignedIn, form: Form, enrollment: str) -> RedirectResponse:
    """Say what becomes of a mail in doubt, once."""
    await refuse_others(room, user, enrollment)
    ruling, step = form.get("ruling", ""), form.get("step", "")
    if ruling not in set(Ruling):
        raise RunRefused("say that the mail arrived or never did, or that it is to be sent again")
    meant = form.get("generation", "")
    resolution = Resolution(
        enrollment,
        step,
        Ruling(ruling),
        user.email,
        room.now(),
        generation=int(meant) if meant.isdecimal() else None,
    )
    await resolving.resolve(room.ledger, resolution, partial(_tell, room))
    return done(f"/enrollments/{enrollment}", ruling.replace("_", "-"))


async def _tell(room: Room, doubt: Doubt, fact: Resolved) -> bool:
    return await resolving.tell_resolution(room.client, doubt.workflow_id, doubt.enrollment, fact)


async def _open_row(room: Room, user: SignedIn, enrollment: str) -> EnrollmentRow:
    """The enrollment of one who may change it. Raises `NotAllowed`, `RunRefused` after its end.

    A run may by now belong to a later enrollment of the prospect: an ended one is refused.
    """
    await refuse_others(room, user, enrollment)
    row, _, _ = await room.ledger.enrollment(enrollment)
    if row.state in ENDED:
        raise RunRefused("this enrollment has ended")
    return row


def _reason(form: Form) -> str:
    return given(form.get("reason", "")) or BY_HAND
