"""People to look at in a fresh installation: those that come with Drumbeat."""

from __future__ import annotations

from config.settings import Settings
from config.temporal import connect
from ledger.records import ENROLLED
from starter.enrolling import Enrolling
from starter.files.library import read_cadence_file, shipped_folder
from starter.files.prospects import read_prospects
from starter.files.publishing import publish_all
from starter.session import host_clock, opened_ledger

CADENCE = "outbound-multi-channel"
PEOPLE = "prospects.csv"


async def enroll_sample(settings: Settings) -> int:
    """Have the examples run through the cadence of many channels; how many have begun now.

    Asked for again it enrolls nobody twice.
    """
    file = read_cadence_file(CADENCE)
    people = read_prospects(shipped_folder("examples", "examples") / PEOPLE).prospects
    async with opened_ledger(settings) as ledger:
        clock = await host_clock(ledger)
        version = (await publish_all(ledger, [file], clock.now()))[CADENCE]
        client = await connect(settings)
        enrolling = Enrolling(ledger, client, clock, settings.task_queue, version, again=False)
        outcomes = await enrolling.enroll(people, lambda _: None)
    return outcomes[ENROLLED]
