"""Who may not be contacted, and on which channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from ledger.addresses import EVERY_CHANNEL, address_key, opted_out_keys
from ledger.dialects import insert_once
from ledger.prospects import prospect
from ledger.schema import suppressions
from ledger.silencing import Silence

_INSERT = insert_once(suppressions)
_FIND = (
    select(suppressions.c.address)
    .where(
        suppressions.c.address.in_(bindparam("addresses", expanding=True)),
        suppressions.c.channel.in_(bindparam("channels", expanding=True)),
    )
    .limit(1)
)


def suppress(
    session: Session, prospect_id: str, silence: Silence, source_id: str, at: datetime
) -> None:
    """An opt-out silences the person on every channel, a bounce the mail address for mail."""
    person = prospect(session, prospect_id)
    if silence == "opt_out":
        suppress_addresses(session, opted_out_keys(person), EVERY_CHANNEL, source_id, at)
    elif person.email:
        suppress_addresses(session, (address_key(person.email),), "email", source_id, at)


def suppress_addresses(
    session: Session, addresses: Iterable[str], channel: str, source_id: str, at: datetime
) -> None:
    """What is suppressed already stays as it was first written."""
    rows = [
        {"address": address, "channel": channel, "source": source_id, "at": at}
        for address in addresses
    ]
    session.execute(_INSERT.on(session), rows)


def is_suppressed(session: Session, addresses: Iterable[str], *channels: str) -> bool:
    """Whether one of the addresses (as `addresses.py` compares them) is silenced there."""
    wanted = {"addresses": list(addresses), "channels": [*channels, EVERY_CHANNEL]}
    return session.execute(_FIND, wanted).first() is not None
