"""A mail as it was sent: headers and text, and its HTML in a frame that can do nothing."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from activities.mail.reading import read_mail
from console.door.headers import POLICY_OF_MAILS
from console.room import TheRoom
from console.views.markup import shown
from console.views.rendering import page
from ledger.records import UnknownMail

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "In-Reply-To", "List-Unsubscribe")

router = APIRouter()


@router.get("/enrollments/{enrollment}/mails/{step}")
async def mail(request: Request, room: TheRoom, enrollment: str, step: str) -> HTMLResponse:
    """From the bytes that were kept before they went out."""
    row = await room.ledger.mail(enrollment, step)
    read = read_mail(row.message)
    headers = [(name, value) for name in HEADERS if (value := read.header(name))]
    return page(request, "mail.html", row=row, mail=read, headers=headers)


@router.get("/enrollments/{enrollment}/mails/{step}/html")
async def html(room: TheRoom, enrollment: str, step: str) -> HTMLResponse:
    """What stands in the frame. Raises `UnknownMail` where the mail has no HTML."""
    read = read_mail((await room.ledger.mail(enrollment, step)).message)
    if read.html is None:
        raise UnknownMail
    headers = {"Content-Security-Policy": POLICY_OF_MAILS, "X-Frame-Options": "SAMEORIGIN"}
    return HTMLResponse(shown(read.html), HTTPStatus.OK, headers)
