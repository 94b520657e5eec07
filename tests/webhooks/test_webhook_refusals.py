"""The endpoint refuses what is not signed or not sound, and then nothing has been stored."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Message

from domain.facts import INBOUND
from ledger.memory import MemoryLedger
from tests.webhooks.door import ADA, MONDAY, SECRET, WatchedIngress, body_of, door_to, post, signed
from webhooks import bodies
from webhooks.app import create_app
from webhooks.bodies import BODY_LIMIT
from webhooks.errors import InvalidSecret
from webhooks.standard import StandardEndpoint

GOOD = body_of(email=ADA)
ANOTHER_SECRET = "whsec_" + "A" * 32


def _without(name: str) -> dict[str, str]:
    return {key: value for key, value in signed(GOOD).items() if key != name}


# Made when the test runs: a signature is sound for five minutes only.
UNSIGNED: dict[str, Callable[[], dict[str, str]]] = {
    "no headers": dict,
    "no id": lambda: _without("webhook-id"),
    "no timestamp": lambda: _without("webhook-timestamp"),
    "no signature": lambda: _without("webhook-signature"),
    "another secret": lambda: signed(GOOD, secret=ANOTHER_SECRET),
    "another body": lambda: signed(GOOD + b" "),
    "another id": lambda: signed(GOOD) | {"webhook-id": "msg_2"},
    "too old": lambda: signed(GOOD, age=timedelta(minutes=5, seconds=5)),
    "too new": lambda: signed(GOOD, age=timedelta(minutes=-5, seconds=-30)),
    "timestamp no number": lambda: signed(GOOD) | {"webhook-timestamp": "yesterday"},
    "timestamp not finite": lambda: signed(GOOD) | {"webhook-timestamp": "nan"},
    "timestamp beyond all years": lambda: signed(GOOD) | {"webhook-timestamp": "1e300"},
    "signature without version": lambda: signed(GOOD) | {"webhook-signature": "bm9uZQ=="},
    "signature of another version": lambda: signed(GOOD) | {"webhook-signature": "v2,bm9uZQ=="},
    "signature no base64": lambda: signed(GOOD) | {"webhook-signature": "v1,bm9uZ"},
    "signature not ASCII": lambda: signed(GOOD) | {"webhook-signature": "v1,ünlösbar"},
    "signature with two commas": lambda: signed(GOOD) | {"webhook-signature": "v1,bm9u,ZQ=="},
    "signature blank": lambda: signed(GOOD) | {"webhook-signature": " "},
}

MALFORMED = {
    b"": "body: ",
    b"hello": "body: Invalid JSON",
    b"[]": "body: Input should be an object",
    b"null": "body: Input should be an object",
    b"[" * 100_000: "body: Invalid JSON: recursion limit",
    b'{"data": {"email": "a@b.example"}}': "type: Field required",
    b'{"type": "reply"}': "data: Field required",
    b'{"type": "reply", "data": {}}': "data: must have at least one of enrollment",
    b'{"type": "reply", "data": {"mood": "good"}}': "data: must have at least one of enrollment",
    b'{"type": "reply", "data": {"email": null}}': "data: must have at least one of enrollment",
    b'{"type": "reply", "data": {"email": "  "}}': "data.email: String should have at least 1",
    b'{"type": "reply", "data": {"email": 7}}': "data.email: Input should be a valid string",
    b'{"type": "reply", "data": {"email": "a\\u0000b"}}': "data.email: String should match",
    b'{"type": "reply", "data": {"email": "\\ud800"}}': "body: Invalid JSON",
    b'{"type": "reply", "data": {"email": "a@b.example"}, "x": 1}': "x: Extra inputs",
    b'{"type": "meeting_booked", "data": {"email": "a@b.example", "timezone": "CET/Berlin"}}': (
        "data.timezone: must be an IANA time zone"
    ),
    b'{"type": "enrolled", "data": {"email": "a@b.example"}}': "type: must be one of reply, ",
    b'{"type": "opportunity_won", "data": {"email": "a@b.example"}}': (
        "body: opportunity_won must have data.opportunity"
    ),
    b'{"type": "opportunity_won", "data": {"email": "a@b.example", "opportunity": "a b"}}': (
        "data.opportunity: must be the CRM's own id"
    ),
    b'{"type": 7, "data": {"email": "a@b.example"}}': "type: Input should be a valid string",
    b'{"type": "reply", "timestamp": 1, "data": {"email": "a"}}': "timestamp: Input should be",
    b'{"type": "reply", "timestamp": "17", "data": {"email": "a"}}': "timestamp: must be an RFC",
    b'{"type": "reply", "data": {"email": "a"}, "timestamp": "2026-03-02T09:30:00"}': "timestamp: ",
    b'{"type": "reply", "data": {"email": "a"}, "timestamp": "2026-02-30T09:30:00Z"}': "timestamp:",
}


@pytest.fixture
def ingress() -> WatchedIngress:
    return WatchedIngress(MemoryLedger())


@pytest.mark.parametrize("headers", UNSIGNED.values(), ids=UNSIGNED)
async def test_unsigned_is_401(
    ingress: WatchedIngress, headers: Callable[[], dict[str, str]]
) -> None:
    """Whatever is wrong with the signature, the answer is the same and nothing is stored."""
    latin_1 = [(name.encode(), value.encode("latin-1")) for name, value in headers().items()]

    async with door_to(ingress) as client:
        answer = await client.post("/webhooks/standard", content=GOOD, headers=latin_1)

    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "WWW-Authenticate" in answer.headers
    assert ingress.events == []


async def test_body_that_is_no_text_is_401(ingress: WatchedIngress) -> None:
    """Bytes that are not UTF-8 cannot have been signed by this scheme."""
    async with door_to(ingress) as client:
        answer = await post(client, b"\xff\xfe" + GOOD, signed(GOOD))

    assert answer.status_code == 401
    assert ingress.events == []


async def test_signed_event_cannot_be_replayed_under_a_second_id(ingress: WatchedIngress) -> None:
    """Of a repeated webhook-id header the one that is verified is the one that is stored."""
    sound = list(signed(GOOD).items())

    async with door_to(ingress) as client:
        for headers in ([("webhook-id", "msg_2"), *sound], [*sound, ("webhook-id", "msg_2")]):
            await client.post("/webhooks/standard", content=GOOD, headers=headers)

    assert {event.event_id for event in ingress.events} <= {"msg_1"}


@pytest.mark.parametrize(("body", "sentence"), MALFORMED.items(), ids=lambda each: each[:40])
async def test_malformed_is_400(ingress: WatchedIngress, body: bytes, sentence: str) -> None:
    """A signed body that makes no sense is refused with the place and the reason."""
    async with door_to(ingress) as client:
        answer = await post(client, body)

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith(sentence)
    assert ingress.events == []


@pytest.mark.parametrize("event_id", ["msg.1", "a" * 129, "ada@lovelace", "msg 1", "msg/1"])
async def test_event_id_outside_its_alphabet_is_400(ingress: WatchedIngress, event_id: str) -> None:
    """An id is short and plain: it becomes a key, and it is logged."""
    async with door_to(ingress) as client:
        answer = await post(client, GOOD, signed(GOOD, event_id))

    assert answer.status_code == 400
    assert answer.json()["detail"].startswith("webhook-id: ")
    assert ingress.events == []


async def test_body_up_to_the_limit_is_read(ingress: WatchedIngress) -> None:
    """256 KiB are within the limit."""
    body = GOOD + b" " * (BODY_LIMIT - len(GOOD))

    async with door_to(ingress) as client:
        answer = await post(client, body)

    assert answer.status_code == 202


async def test_oversized_body_is_413_before_it_was_all_read(ingress: WatchedIngress) -> None:
    """A sender without end, and without a Content-Length, is cut off at the limit."""
    sent = 0

    async def far_too_much() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 64 * BODY_LIMIT:
            sent += 65_536
            yield b" " * 65_536

    async with door_to(ingress) as client:
        answer = await client.post(
            "/webhooks/standard", content=far_too_much(), headers=signed(GOOD)
        )

    assert answer.status_code == 413
    assert sent <= BODY_LIMIT + 2 * 65_536
    assert ingress.events == []


async def test_body_that_trickles_is_408(
    ingress: WatchedIngress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sender cannot hold a connection for ever."""
    monkeypatch.setattr(bodies, "BODY_WITHIN", 0.05)

    async def trickle() -> AsyncIterator[bytes]:
        for byte in GOOD:
            yield bytes([byte])
            await asyncio.sleep(0.02)

    async with door_to(ingress) as client:
        answer = await client.post("/webhooks/standard", content=trickle(), headers=signed(GOOD))

    assert answer.status_code == 408
    assert ingress.events == []


async def test_body_that_is_cut_short_is_400(ingress: WatchedIngress) -> None:
    """A sender that hangs up halfway has sent nothing."""
    received: list[Message] = [
        {"type": "http.request", "body": GOOD, "more_body": True},
        {"type": "http.disconnect"},
    ]
    sent: list[Message] = []
    headers = [(name.encode(), value.encode()) for name, value in signed(GOOD).items()]
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/webhooks/standard",
        "query_string": b"",
        "headers": headers,
    }

    async def receive() -> Message:
        return received.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    await create_app(ingress, lambda: MONDAY, StandardEndpoint(SECRET))(scope, receive, send)

    assert sent[0]["status"] == 400
    assert ingress.events == []


@pytest.mark.parametrize("secret", ["", "whsec_", "whsec_c2hvcnQ=", "whsec_!!!!", "secret"])
def test_weak_secret_opens_no_door(secret: str) -> None:
    """An absent, short or unreadable secret is refused at the start, not at the first event."""
    with pytest.raises(InvalidSecret):
        StandardEndpoint(secret)


HEADER_TEXT = st.binary(max_size=80).filter(lambda value: b"\n" not in value and b"\r" not in value)
HEADERS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("webhook-id", "webhook-signature", "content-length"), HEADER_TEXT)
)
PLAUSIBLE = st.sampled_from([b"v1,", b"v1,=", b"v1,bm9uZQ", b"v1 v1,,", b"v1,\xff", b",", b"v1"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
PAYLOAD = st.fixed_dictionaries(
    {"type": st.sampled_from(sorted(INBOUND)) | JSON},
    optional={
        "timestamp": st.datetimes().map(lambda at: f"{at.isoformat()}Z") | JSON,
        "data": st.dictionaries(st.sampled_from(["enrollment", "message_id", "email", "x"]), JSON)
        | JSON,
    },
)


@settings(max_examples=200, deadline=None)
@given(
    body=st.binary(max_size=300),
    headers=HEADERS,
    timestamp=st.none() | st.integers(-400, 400) | HEADER_TEXT,
    signature=st.none() | PLAUSIBLE,
)
async def test_noise_is_never_stored_and_never_our_fault(
    body: bytes,
    headers: dict[str, bytes],
    timestamp: int | bytes | None,
    signature: bytes | None,
) -> None:
    """Any bytes under any headers: 401, and the ledger has not been touched."""
    ingress = WatchedIngress(MemoryLedger())
    if isinstance(timestamp, int):
        now = int(signed(GOOD)["webhook-timestamp"])
        headers["webhook-timestamp"] = str(now + timestamp).encode()
    elif timestamp is not None:
        headers["webhook-timestamp"] = timestamp
    if signature is not None:
        headers["webhook-signature"] = signature

    async with door_to(ingress) as client:
        sent = [(name.encode(), value) for name, value in headers.items()]
        answer = await client.post("/webhooks/standard", content=body, headers=sent)

    assert answer.status_code == 401
    assert ingress.events == []


@settings(max_examples=300, deadline=None)
@given(payload=PAYLOAD | JSON, escapes=st.sampled_from([True, False]))
async def test_signed_noise_is_400_or_stored_whole(payload: object, *, escapes: bool) -> None:
    """Any signed JSON is either refused and not stored, or accepted and stored as it came."""
    ingress = WatchedIngress(MemoryLedger())
    text = json.dumps(payload, ensure_ascii=escapes)
    body = text.encode(errors="replace")

    async with door_to(ingress) as client:
        answer = await post(client, body)

    assert answer.status_code in (202, 400)
    assert [event.raw for event in ingress.events] == ([body] * (answer.status_code == 202))
