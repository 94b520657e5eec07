"""Where payloads are encrypted an installation does all that others do; Temporal knows less."""

from __future__ import annotations

import base64
from pathlib import Path

from config.temporal import connect
from starter.checks.liveness import verify_everything
from starter.checks.replaying import replay_open
from tests.builders import a_cadence, a_prospect, a_step
from tests.e2e.house import House, a_house, eventually, until_ended

STEP = "zanzibar"
KEY = f"2026-11:{base64.b64encode(b'k' * 32).decode()}"


async def test_runs_are_encrypted_at_rest(tmp_path: Path) -> None:
    """Mails go out, verify and the replay gate read, and no step stands in Temporal's file."""
    steps = [a_step(id=f"{STEP}-{day}", channel="email", day=day) for day in (1, 9)]
    cadence = a_cadence(steps=steps, rules={"window": "00:30-23:30"})
    async with (
        a_house(tmp_path, 5_000.0, more={"DRUMBEAT_PAYLOAD_KEYS": KEY}) as house,
        house.ledger() as ledger,
    ):
        house.start_worker()
        await house.enroll(ledger, cadence, [a_prospect()])
        await eventually(lambda: bool(house.mailbox.mails), 60, "no mail")

        client = await connect(house.settings)
        replayed = await replay_open(client)
        verified = await verify_everything(client, ledger)
        house.kill("temporal")

        assert (replayed.histories, replayed.failures) == (1, {})
        assert list(verified.problems) == []
        assert _kept_by_temporal(house).count(b"2026-11") > 5
        assert STEP.encode() not in _kept_by_temporal(house)


async def test_keys_come_to_an_installation_that_runs(tmp_path: Path) -> None:
    """Runs that began in the clear go on, encrypted from then on."""
    steps = [a_step(id=f"{STEP}-{day}", channel="email", day=day) for day in (1, 3)]
    cadence = a_cadence(steps=steps, rules={"window": "00:30-23:30"})
    async with a_house(tmp_path, 20_000.0) as house, house.ledger() as ledger:
        house.start_worker()
        await house.enroll(ledger, cadence, [a_prospect()])
        await eventually(lambda: bool(house.mailbox.mails), 60, "no mail")
        house.kill("worker")

        house.more["DRUMBEAT_PAYLOAD_KEYS"] = KEY
        house.start_worker()
        await until_ended(ledger, 60)

        assert len(house.mailbox.mails) == 2


def _kept_by_temporal(house: House) -> bytes:
    return b"".join(file.read_bytes() for file in house.folder.glob("temporal.sqlite3*"))
