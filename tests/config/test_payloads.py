"""What Temporal keeps is encrypted where keys are set, and keys can be rotated."""

from __future__ import annotations

import base64

import pytest
from cryptography.exceptions import InvalidTag
from pydantic import SecretStr
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.exceptions import ApplicationError

from config.payloads import ENCODING, KEY_ID, Encrypted, UnknownKey, codec_of
from config.settings import InvalidSettings, Settings
from config.temporal import data_converter

OLD, NEW = b"o" * 32, b"n" * 32
WRITTEN = base64.b64encode(NEW).decode()
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data=b'"Ada answers"')


def a_codec(*keys: tuple[str, bytes]) -> Encrypted:
    entries = (f"{name}:{base64.b64encode(key).decode()}" for name, key in keys)
    codec = codec_of(Settings(payload_keys=SecretStr(" ".join(entries))))
    assert codec is not None
    return codec


def test_without_keys_nothing_is_encrypted() -> None:
    """It is an option, and off by default."""
    assert codec_of(Settings()) is None


async def test_what_is_kept_says_nothing() -> None:
    """Neither its words nor how it was encoded; read again it is the same."""
    codec = a_codec(("new", NEW))

    (kept,) = await codec.encode([PLAIN])

    assert kept.metadata["encoding"] == ENCODING
    assert b"Ada" not in kept.SerializeToString()
    assert await codec.decode([kept]) == [PLAIN]


async def test_the_same_never_looks_the_same() -> None:
    """Who compares two payloads learns nothing."""
    first, second = await a_codec(("new", NEW)).encode([PLAIN, PLAIN])

    assert first.data != second.data


async def test_keys_rotate() -> None:
    """The new key writes, the old one is still read, and plain histories of before are, too."""
    (of_before,) = await a_codec(("old", OLD)).encode([PLAIN])
    codec = a_codec(("new", NEW), ("old", OLD))

    (kept,) = await codec.encode([PLAIN])

    assert kept.metadata[KEY_ID] == b"new"
    assert await codec.decode([of_before, kept, PLAIN]) == [PLAIN] * 3


async def test_a_key_that_is_gone_is_named() -> None:
    """Who took it out too early is told which it was."""
    (kept,) = await a_codec(("old", OLD)).encode([PLAIN])

    with pytest.raises(UnknownKey, match="'old'"):
        await a_codec(("new", NEW)).decode([kept])


async def test_what_was_changed_is_refused() -> None:
    """Nobody between us and the database can put words into a run."""
    codec = a_codec(("new", NEW))
    (kept,) = await codec.encode([PLAIN])
    kept.data = kept.data[:-1] + bytes([kept.data[-1] ^ 1])

    with pytest.raises(InvalidTag):
        await codec.decode([kept])


async def test_what_went_wrong_says_nothing_either() -> None:
    """An error's words and where it came from may say whose touch it was; read again they are."""
    converter = data_converter(Settings(payload_keys=SecretStr(f"new:{WRITTEN}")))
    kept = Failure()

    await converter.encode_failure(ApplicationError("Ada has no telephone"), kept)

    assert b"Ada" not in kept.SerializeToString()
    read = await converter.decode_failure(kept)
    assert str(read) == "Ada has no telephone"


@pytest.mark.parametrize("keys", ["short:YQ==", "no-id", ":" + "YQ==", "a:not base64", "a:%%%"])
def test_bad_keys_are_refused_without_being_said(keys: str) -> None:
    """One line that names the variable and says how to make one."""
    with pytest.raises(InvalidSettings, match=r"^DRUMBEAT_PAYLOAD_KEYS: .*openssl") as refused:
        codec_of(Settings(payload_keys=SecretStr(keys)))

    assert "YQ==" not in str(refused.value)


def test_a_name_stands_once() -> None:
    """Two keys of one name could not be told apart."""
    key = base64.b64encode(OLD).decode()

    with pytest.raises(InvalidSettings, match="id of its own"):
        codec_of(Settings(payload_keys=SecretStr(f"a:{key} a:{key}")))
