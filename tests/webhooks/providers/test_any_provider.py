"""What holds for every provider: nothing from strangers, never a fault of ours, each event once."""

from __future__ import annotations

import hashlib
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.facts import INBOUND
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, ShippedLedger, WatchedIngress, door_to, enrolled
from tests.webhooks.providers.senders import SENDERS, Sender, door_for, post_as

every_provider = pytest.mark.parametrize("sender", SENDERS.values(), ids=SENDERS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
HEADER_TEXT = st.binary(max_size=80).filter(lambda value: b"\n" not in value and b"\r" not in value)


@every_provider
async def test_its_event_is_accepted(ledger: ShippedLedger, sender: Sender) -> None:
    """What it documents, signed as it documents, is heard by the enrollment of its prospect."""
    ticket = await enrolled(ledger)

    async with door_for(ledger, sender) as client:
        answer = await post_as(client, sender, sender.body)

    assert answer.is_success
    (row,) = await ledger.undelivered(10)
    assert (row.provider, row.enrollment_id) == (sender.provider.name, ticket.enrollment_id)


@every_provider
async def test_redelivery_changes_nothing(ledger: ShippedLedger, sender: Sender) -> None:
    """Delivered again and again it is one event, also where its signature is made anew."""
    await enrolled(ledger)

    async with door_for(ledger, sender) as client:
        answers = [await post_as(client, sender, sender.body) for _ in range(5)]

    assert all(answer.is_success for answer in answers)
    assert len(await ledger.undelivered(10)) == 1


@every_provider
async def test_unsigned_is_401(sender: Sender) -> None:
    """Without its signature or login it is nobody, and nothing is stored."""
    ingress = WatchedIngress(MemoryLedger())

    async with door_for(ingress, sender) as client:
        body = sender.forge(sender.body)
        answer = await client.post(f"/webhooks/{sender.path}", content=body)

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert ingress.events == []


@every_provider
async def test_without_a_secret_there_is_no_route(sender: Sender) -> None:
    """Who is not set up is not there."""
    async with door_to(MemoryLedger()) as client:
        answer = await post_as(client, sender, sender.body)

    assert answer.status_code == 404


@every_provider
async def test_a_compressed_body_is_415(sender: Sender) -> None:
    """No body can unfold into more than was sent."""
    async with door_for(MemoryLedger(), sender) as client:
        headers = sender.sign(sender.body) | {"Content-Encoding": "gzip"}
        answer = await client.post(f"/webhooks/{sender.path}", content=sender.body, headers=headers)

    assert answer.status_code == 415


@every_provider
@settings(max_examples=60, deadline=None)
@given(data=st.data())
async def test_noise_of_strangers_is_never_stored(sender: Sender, data: st.DataObject) -> None:
    """Any bytes, or the real body, under any signature: refused, and the ledger not touched."""
    ingress = WatchedIngress(MemoryLedger())
    body = data.draw(st.binary(max_size=300) | st.just(sender.forge(sender.body)))
    sound = sender.sign(sender.body)
    near = {
        name: st.sampled_from([b"", b"=", b",", b"t=,v1=", b"Basic ", b"Basic Og=="])
        for name in sound
    }
    headers = data.draw(st.fixed_dictionaries({name: HEADER_TEXT | near[name] for name in sound}))

    async with door_for(ingress, sender) as client:
        sent = [(name.encode(), value) for name, value in headers.items()]
        answer = await client.post(f"/webhooks/{sender.path}", content=body, headers=sent)

    assert answer.status_code == 401
    assert ingress.events == []


@every_provider
@settings(max_examples=150, deadline=None)
@given(data=st.data())
async def test_signed_noise_is_refused_or_stored(sender: Sender, data: st.DataObject) -> None:
    """Its payload with anything in the place of anything: 400, or facts of our vocabulary."""
    ingress = WatchedIngress(MemoryLedger())
    body = sender.wrap(_changed(sender.payload, data))

    async with door_for(ingress, sender) as client:
        answer = await post_as(client, sender, body)

    assert answer.is_success or answer.status_code == 400
    assert {event.fact for event in ingress.events} <= set(INBOUND)
    assert not ingress.events or answer.is_success


def _changed(payload: object, data: st.DataObject) -> object:
    """The payload with one place of it replaced or taken away."""
    if not isinstance(payload, dict | list) or not payload or data.draw(st.integers(0, 3)) == 0:
        return data.draw(JSON)
    places = sorted(payload) if isinstance(payload, dict) else list(range(len(payload)))
    place = data.draw(st.sampled_from(places))
    changed = payload.copy()
    if data.draw(st.integers(0, 4)) == 0:
        del changed[place]
    else:
        changed[place] = _changed(payload[place], data)
    return changed


async def test_all_of_them_shuffled_over_and_over(ledger: ShippedLedger) -> None:
    """Every provider's event, ten times each, in any order: each is stored once."""
    await enrolled(ledger, ADA)
    order = [SENDERS[path] for path, _ in sorted(product(SENDERS, range(10)), key=_shuffled)]

    async with door_for(ledger, *SENDERS.values()) as client:
        answers = [await post_as(client, sender, sender.body) for sender in order]

    assert all(answer.is_success for answer in answers)
    rows = await ledger.undelivered(100)
    assert sorted(row.provider for row in rows) == sorted(
        sender.provider.name for sender in SENDERS.values()
    )


def _shuffled(one: object) -> str:
    return hashlib.sha256(repr(one).encode()).hexdigest()
