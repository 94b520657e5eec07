"""A rep's working day: the queue, the card of one task, and how it went."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from console import wishes
from console.asked import given
from console.door.guarding import Form, NotAllowed, SignedIn, may_act_on
from console.reps import known_rep, reps
from console.room import Room, TheRoom
from console.telephone import Telephone, said_of
from console.views import day, outcomes
from console.views.appointment import TYPE, appointment_of
from console.views.course import courses
from console.views.day import View
from console.views.rendering import page
from domain.consequences import SKIP
from domain.errors import UnknownEnrollment
from domain.facts import TaskAssigned
from domain.ports import CallRequest
from domain.rep_work.tasks import TAKE_FOR
from domain.telephony.calls import CallRefused
from ledger.people.users import Role
from ledger.records import UnknownTask
from ledger.records.rep_work import Take, TaskCard
from ledger.rules.taking import parts_of, refuse_taken

router = APIRouter()
AskedView = Annotated[View, Query()]


@router.get("/today")
async def today(request: Request, room: TheRoom, user: SignedIn, view: AskedView) -> HTMLResponse:
    """The day, with the first task of the queue."""
    return await _page(request, room, user, view, None)


@router.get("/today/{task}")
async def show(
    request: Request, room: TheRoom, user: SignedIn, view: AskedView, task: str
) -> HTMLResponse:
    """The day, with this task; what is over says who was first and when."""
    return await _page(request, room, user, view, given(task))


@router.get("/today/{task}/appointment.ics")
async def appointment(room: TheRoom, user: SignedIn, task: str) -> Response:
    """When it is due, for a calendar of the rep's own."""
    card = await _card(room, user, task)
    due_at = card.task.due_at or card.task.opened_at
    entry = appointment_of(card, due_at, f"{room.address}{View().address(task)}", room.now())
    return Response(entry, media_type=TYPE)


@router.post("/today/{task}/confirm")
async def confirm(
    request: Request, room: TheRoom, user: SignedIn, form: Form, task: str
) -> HTMLResponse:
    """What would follow, before anything is done."""
    card = await _card(room, user, task)
    wish = await wishes.wish_in(room, form, card, user.email)
    refuse_taken(task, card.take, user.email, room.now())
    return page(
        request,
        "today_confirm.html",
        card=card,
        label=outcomes.LABELS[wish.outcome],
        follows=wishes.follows(card, wish),
        wish=wish,
        given={name: text for name, text in form.items() if name != "csrf"},
        back=_view(form).address(task),
    )


@router.post("/today/{task}/outcome")
async def outcome(room: TheRoom, user: SignedIn, form: Form, task: str) -> RedirectResponse:
    """It went like this; pressed twice it is one fact."""
    try:
        card = await _card(room, user, task)
        wish = await wishes.wish_in(room, form, card, user.email)
        await _take(room, user, task)
    except UnknownTask:
        # The second press, or another rep's: the page says whose word it was.
        return _to(_view(form).address(task))
    await wishes.fulfil(room, card, wish, user.email)
    if wish.due_at is not None:
        await room.ledger.give_back(task, user.email)
    stays = wish.outcome in outcomes.LIVE
    return _to(_view(form).address(task if stays else form.get("next", ""), said=_said(wish)))


@router.post("/today/{task}/take")
async def take(room: TheRoom, user: SignedIn, form: Form, task: str) -> RedirectResponse:
    """Nobody else can do it for a while."""
    await _card(room, user, task)
    await _take(room, user, task)
    return _to(_view(form).address(task, said="taken"))


@router.post("/today/{task}/call")
async def call(room: TheRoom, user: SignedIn, form: Form, task: str) -> RedirectResponse:
    """Their telephone rings, and then the prospect's: once, however often it is pressed."""
    telephone = _telephone(room)
    press = await _press(room, user, form, task)
    told = await telephone.desk.call(press, telephone.of(user.email))
    return _to(_view(form).address(task, said=said_of(told, "ringing")))


@router.post("/today/{task}/voicemail")
async def voicemail(room: TheRoom, user: SignedIn, form: Form, task: str) -> RedirectResponse:
    """What is to be left stands on the prospect's voicemail, and the rep is free."""
    press = await _press(room, user, form, task)
    told = await _telephone(room).desk.leave_voicemail(press)
    return _to(_view(form).address(task, said=said_of(told, "voicemail-left")))


@router.post("/today/{task}/assign")
async def assign(room: TheRoom, user: SignedIn, form: Form, task: str) -> RedirectResponse:
    """It is that rep's from now on; whoever had taken it has it no more."""
    card = await _card(room, user, task)
    refuse_taken(task, card.take, user.email, room.now())
    fact = TaskAssigned(
        at=room.now(),
        step=card.task.step,
        owner=await known_rep(room, form),
        by=user.email,
        request_id=secrets.token_hex(8),
    )
    await room.ledger.assign(task, fact)
    await room.ledger.give_back(task, user.email)
    return _to(_view(form).address(form.get("next", ""), said="assigned"))


async def _page(
    request: Request, room: Room, user: SignedIn, view: View, asked: str | None
) -> HTMLResponse:
    wanted = day.request_of(room, user, view)
    queue = await room.ledger.queue(wanted)
    zone = room.zone_of(user.email)
    found = day.stretches(queue.items, view, room.now(), zone)
    task = asked or day.after(found, "")
    card, over = await _card_or_why_not(room, user, task)
    everybody = await reps(room)
    return page(
        request,
        "today.html",
        queue=queue,
        stretches=found,
        view=view,
        by=day.BY,
        task=task,
        next=day.after(found, task),
        card=card,
        over=over,
        timeline=await _timeline(room, task),
        outcomes=outcomes.outcomes_of(card.task.kind) if card else (),
        fillable=wishes.fillable(card) if card else (),
        spans=wishes.SPANS,
        request_id=secrets.token_hex(8),
        rings_at=room.telephone.rings_at(user.email) if room.telephone else None,
        owners=everybody if user.role.includes(Role.MANAGER) else (),
        reps=everybody,
        owner=wanted.owner,
        now=room.now(),
        zone=zone,
    )


async def _card_or_why_not(
    room: Room, user: SignedIn, task: str
) -> tuple[TaskCard | None, str | None]:
    if not task:
        return None, None
    try:
        return await _card(room, user, task), None
    except UnknownTask as error:
        return None, str(error)


async def _card(room: Room, user: SignedIn, task: str) -> TaskCard:
    """The card of an open task. Raises `UnknownTask`, and `NotAllowed` for another rep's."""
    row = await room.ledger.task(task)
    if not may_act_on(user, row.owner):
        raise NotAllowed(f"this task is {row.owner}'s; ask them or a manager")
    return await room.ledger.card(task, room.now())


def _telephone(room: Room) -> Telephone:
    if room.telephone is None:
        raise CallRefused("no telephony is set up; dial it yourself")
    return room.telephone


async def _press(room: Room, user: SignedIn, form: Form, task: str) -> CallRequest:
    """By the name that the page gave it: pressed twice it is one."""
    row = (await _card(room, user, task)).task
    name = form.get("request", "") or secrets.token_hex(8)
    return CallRequest(row.enrollment, row.step, user.email, name, room.now())


async def _take(room: Room, user: SignedIn, task: str) -> None:
    now = room.now()
    await room.ledger.take(task, Take(user.email, now + TAKE_FOR * room.speed), now)


async def _timeline(room: Room, task: str) -> dict[str, object] | None:
    enrollment, _ = parts_of(task)
    try:
        row, touches, facts = await room.ledger.enrollment(enrollment)
    except UnknownEnrollment:
        return None
    cadence = (await room.ledger.enrollee(enrollment)).cadence
    return {"row": row, "courses": courses(cadence, touches, facts, ())}


def _view(form: Form) -> View:
    return View.model_construct(None, **{name: form.get(name, "") for name in View.model_fields})


def _said(wish: wishes.Wish) -> str:
    if wish.due_at is not None:
        return "put-off"
    return "left-out" if wish.outcome == SKIP else "recorded"


def _to(address: str) -> RedirectResponse:
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)
