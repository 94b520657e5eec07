"""The codec server of Temporal's UI: managers read what is encrypted, nobody else does."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from temporalio.api.common.v1 import Payload, Payloads

from config.payloads import Encrypted
from console.codec import origin_of
from console.room import Room
from tests.console.house import MANAGER, ROBIN, Browser, House

PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'"Ada answers"')
CODEC = Encrypted([("new", b"n" * 32)])
PATH = "/codec/decode"


@pytest.fixture
async def encrypted(house: House) -> House:
    return replace(house, room=replace(house.room, codec=CODEC))


async def _asked(browser: Browser, room: Room, origin: str | None = None) -> httpx.Response:
    body = MessageToDict(Payloads(payloads=await CODEC.encode([PLAIN])))
    headers = {"Origin": origin or origin_of(room)}
    return await browser.client.post(PATH, json=body, headers=headers)


async def test_a_manager_reads(encrypted: House) -> None:
    """As Temporal's UI asks: protobuf's JSON there and back, readable to the UI's page alone."""
    browser = await encrypted.signed_in(MANAGER)

    answer = await _asked(browser, encrypted.room)

    assert answer.status_code == 200
    assert list(ParseDict(answer.json(), Payloads()).payloads) == [PLAIN]
    assert answer.headers["access-control-allow-origin"] == "http://temporal.example"


async def test_others_do_not(encrypted: House) -> None:
    """A rep is refused, and whoever is not signed in; so is a manager at another page."""
    rep, nobody = await encrypted.signed_in(ROBIN), encrypted.browser()
    manager = await encrypted.signed_in(MANAGER)

    refused = [
        await _asked(rep, encrypted.room),
        await _asked(nobody, encrypted.room),
        await _asked(manager, encrypted.room, "https://evil.example"),
    ]

    assert not any(answer.is_success for answer in refused)
    assert not any("access-control-allow-origin" in answer.headers for answer in refused)


async def test_a_browser_may_ask_first(encrypted: House) -> None:
    """The preflight of the UI's page is answered, another page's is not."""
    browser = encrypted.browser()

    ours = await browser.client.options(PATH, headers={"Origin": origin_of(encrypted.room)})
    theirs = await browser.client.options(PATH, headers={"Origin": "https://evil.example"})

    assert (ours.status_code, ours.headers["access-control-allow-credentials"]) == (204, "true")
    assert theirs.status_code == 403


async def test_without_keys_there_is_no_such_route(house: House) -> None:
    """Where nothing is encrypted, nothing is decrypted."""
    browser = await house.signed_in(MANAGER)

    assert (await _asked(browser, house.room)).status_code == 404
