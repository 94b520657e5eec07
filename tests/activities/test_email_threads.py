"""Mails in their threads, and with what the settings and the cadence's files add, on the wire."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from activities.mail import Letterhead
from domain.facts import ReplyReceived, TaskOpened, TouchInDoubt, TouchPerformed
from domain.mail.opt_out_link import opt_out_token
from domain.mailboxes import SigningKey
from tests.activities.desk import NOW, Desk, Watch, a_desk
from tests.builders import a_cadence, a_prospect, a_step
from tests.smtp_server import DIES, Answer

KEY = "k" * 32
THREAD = a_cadence(
    steps=[
        a_step(subject="Docks at {{ company }}"),
        a_step(id="more", day=2, subject=None),
        a_step(id="last", day=3, subject=None),
    ]
)
AT_NORTHWIND = a_prospect(variables={"first_name": "Ada", "company": "Northwind"})


def mails(desk: Desk) -> list[EmailMessage]:
    return [message_from_bytes(one, policy=policy.default) for one in desk.server.delivered]


async def test_follow_ups_are_one_thread() -> None:
    """Each names the one before and all before it, under the subject of the first, no `Re:`."""
    watch = Watch()
    async with a_desk(cadence=THREAD, prospect=AT_NORTHWIND, now=watch.now) as desk:
        for step in THREAD.by_id:
            assert isinstance(await desk.send(step=step), TouchPerformed)
            watch.moves(timedelta(minutes=1))

        first, more, last = mails(desk)
        assert [one["Subject"] for one in (first, more, last)] == ["Docks at Northwind"] * 3
        assert (first["In-Reply-To"], first["References"]) == (None, None)
        assert more["In-Reply-To"] == more["References"] == first["Message-ID"]
        assert last["In-Reply-To"] == more["Message-ID"]
        assert last["References"].split() == [first["Message-ID"], more["Message-ID"]]


async def test_the_subject_is_the_one_that_was_sent() -> None:
    """What became of the prospect's fields since then does not break the thread."""
    async with a_desk(cadence=THREAD, prospect=AT_NORTHWIND) as desk:
        await desk.send()
        await desk.ledger.fill(desk.enrollment_id, {"company": "Southwind"})

        await desk.send(step="more")

        assert [one["Subject"] for one in mails(desk)] == ["Docks at Northwind"] * 2


async def test_a_mail_in_doubt_is_taken_as_sent() -> None:
    """The cadence goes on as if it had arrived, and so does the thread."""
    lost = {"body": Answer(None, drops=True, keeps=True)}
    async with a_desk(lost, {}, cadence=THREAD, prospect=AT_NORTHWIND) as desk:
        assert isinstance(await desk.send(), TouchInDoubt)

        await desk.send(step="more")

        first, more = mails(desk)
        assert more["In-Reply-To"] == first["Message-ID"]


async def test_a_mail_that_did_not_go_out_begins_nothing() -> None:
    """The next one begins the thread, under the subject that the file has for it."""
    async with a_desk({"mail": DIES}, cadence=THREAD, prospect=AT_NORTHWIND) as desk:
        await desk.send()
        desk.server.first = {}

        await desk.send(step="more")

        (more,) = mails(desk)
        assert (more["Subject"], more["In-Reply-To"]) == ("Docks at Northwind", None)


async def test_re_is_for_who_has_answered() -> None:
    """After a human reply within the thread the next mail is part of a conversation."""
    async with a_desk(cadence=THREAD, prospect=AT_NORTHWIND) as desk:
        await desk.send()
        await desk.ledger.append(
            desk.enrollment_id,
            [ReplyReceived(at=NOW, source_id="r", reply_class="neutral")],
        )

        await desk.send(step="more")

        assert [one["Subject"] for one in mails(desk)][1:] == ["Re: Docks at Northwind"]


async def test_a_subject_that_cannot_be_said_becomes_a_task() -> None:
    """A follow-up needs what its thread's subject needs."""
    async with a_desk(cadence=THREAD) as desk:
        started = await desk.send(step="more")

        assert isinstance(started, TaskOpened)
        assert started.kind == "missing_variable"


async def test_the_settings_add_their_headers() -> None:
    """A way out of its own for each enrollment, and a signature over it."""
    seed = "A" * 43 + "="
    keys = {"robin@northwind.example": SigningKey("northwind.example", "s1", seed)}
    letterhead = Letterhead.of(KEY, "https://go.northwind.example", keys)
    async with a_desk(letterhead=letterhead) as desk:
        await desk.send()

        (mail,) = mails(desk)
        token = opt_out_token(KEY, desk.enrollment_id)
        assert f"<https://go.northwind.example/opt-out/{token}>" in mail["List-Unsubscribe"]
        assert "list-unsubscribe-post" in mail["DKIM-Signature"]


def test_a_letterhead_that_cannot_be_used_is_named() -> None:
    """A worker says which key is wrong when it starts, and nothing of the key."""
    keys = {"robin@northwind.example": SigningKey("northwind.example", "s1", "s3cret")}

    with pytest.raises(ValueError, match="the DKIM key of robin@") as refused:
        Letterhead.of(KEY, "", keys)

    assert "s3cret" not in f"{refused.value}{keys}"
    assert KEY not in repr(Letterhead.of(KEY, "", {}))


async def test_files_go_with_the_mail() -> None:
    """The bytes of the published version, without any file where the worker runs."""
    sheet = b"%PDF-1.7 one page"
    digest = hashlib.sha256(sheet).hexdigest()
    cadence = a_cadence(steps=[a_step(files=["one-page.pdf"])], digests={"one-page.pdf": digest})
    async with a_desk(cadence=cadence, contents={digest: sheet}) as desk:
        await desk.send()

        (attached,) = mails(desk)[0].iter_attachments()
        assert (attached.get_filename(), attached.get_content()) == ("one-page.pdf", sheet)


async def test_what_was_sent_is_kept() -> None:
    """The claim has the very bytes that arrived."""
    async with a_desk() as desk:
        await desk.send()

        kept = await desk.ledger.mail(desk.enrollment_id, "intro")
        assert kept.message.rstrip() == desk.server.delivered[0].rstrip()
        assert (kept.state, kept.recipient) == ("sent", "ada@example.com")
