"""From the link in a mail to the end of the run: door, inbox, dispatcher, workflow."""

from __future__ import annotations

import asyncio

from domain.cadence import Cadence
from domain.mail.opt_out_link import opt_out_token
from ledger.memory import MemoryLedger
from tests.builders import a_cadence, a_prospect, a_step
from tests.webhooks.door import KEY, served_door
from tests.webhooks.switchboard import QUICK, until_settled
from tests.workflows.stage import Stage, a_stage
from webhooks.dispatcher import Dispatcher
from webhooks.signals import TemporalSignals

TWO_MAILS: Cadence = a_cadence(steps=[a_step(), a_step(id="again", day=3)])


async def test_who_opts_out_after_the_first_mail_gets_no_second() -> None:
    """The mail that went out is told as sent, the run ends as opted out, and nothing follows."""
    async with a_stage() as stage:
        ticket, handle = await stage.enroll(a_prospect(), TWO_MAILS)
        while not stage.mailbox.mails:
            await stage.days(0.125)

        await opt_out(stage, stage.ledger, ticket.enrollment_id)
        outcome = await stage.outcome(handle)
        await stage.days(30)

        assert (outcome.state, outcome.reason) == ("opted_out", "opted_out")
        assert len(stage.mailbox.mails) == 1
        row, (first, *planned), _ = await stage.ledger.enrollment(ticket.enrollment_id)
        assert (row.state, first.outcome) == ("opted_out", "performed")
        assert [touch.outcome for touch in planned if touch.performed_at] == []


async def opt_out(stage: Stage, ledger: MemoryLedger, enrollment_id: str) -> None:
    """Use the link, and have the run told of it."""
    async with served_door(ledger) as client:
        answer = await client.post(f"/opt-out/{opt_out_token(KEY, enrollment_id)}")
    assert answer.status_code == 200
    now = await stage.now()
    dispatcher = Dispatcher(ledger, TemporalSignals(stage.env.client), lambda: now, QUICK)
    dispatching = asyncio.create_task(dispatcher.run())
    await until_settled(ledger)
    dispatching.cancel()
    await asyncio.gather(dispatching, return_exceptions=True)
