"""Texts and calls as the settings say them: off by default, whole or refused, no secret told."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from config.settings import InvalidSettings, Settings, load_settings
from config.telephony import rep_phones, telephony_of
from domain.telephony.account import TwilioAccount

SID = "AC0123456789abcdef0123456789abcdef"
KEY = "SK0123456789abcdef0123456789abcdef"
WITH_TOKEN = Settings(twilio_account=SID, twilio_token=SecretStr("t0ken"))


def test_it_is_off_by_default() -> None:
    """A token alone lets Twilio tell us things, and sends nothing."""
    assert telephony_of(Settings()) is None
    assert telephony_of(Settings(twilio_token=SecretStr("t0ken"))) is None


def test_an_account_logs_in_with_its_token() -> None:
    """Nothing goes out by it until a sender or a caller id is named; nothing reports without us."""
    telephony = telephony_of(WITH_TOKEN)

    assert telephony is not None
    assert telephony.account == TwilioAccount(SID, SID, "t0ken")
    assert (telephony.texts_from, telephony.caller_id, telephony.recording) == ("", "", "")
    assert not telephony.detects_machines
    assert telephony.account.text_callback("e-1.hello.1") == ""


def test_an_api_key_goes_before_the_token() -> None:
    """The token then only verifies what Twilio posts, at our public address."""
    settings = WITH_TOKEN.model_copy(
        update={
            "twilio_api_key": KEY,
            "twilio_api_secret": SecretStr("s3cret"),
            "public_url": "https://drumbeat.example/",
        }
    )

    telephony = telephony_of(settings)

    assert telephony is not None
    hook = "https://drumbeat.example/webhooks/twilio"
    assert telephony.account == TwilioAccount(SID, KEY, "s3cret", callback_url=hook)
    assert telephony.account.text_callback("e-1.hello.1") == f"{hook}?text=e-1.hello.1"


def test_without_the_token_nothing_can_be_reported() -> None:
    """An API key signs nothing: reports would all be refused."""
    settings = Settings(
        twilio_account=SID,
        twilio_api_key=KEY,
        twilio_api_secret=SecretStr("s3cret"),
        public_url="https://drumbeat.example",
    )

    telephony = telephony_of(settings)

    assert telephony is not None
    assert telephony.account.callback_url == ""


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"twilio_texts_from": "+15005550006"}, "DRUMBEAT_TWILIO_TEXTS_FROM: needs DRUMBEAT_TW"),
        ({"twilio_caller_id": "+15005550006"}, "DRUMBEAT_TWILIO_CALLER_ID: needs DRUMBEAT_TWI"),
        ({"twilio_account": SID}, "DRUMBEAT_TWILIO_ACCOUNT: needs DRUMBEAT_TWILIO_TOKEN, or"),
        ({"twilio_account": SID, "twilio_api_key": KEY}, "DRUMBEAT_TWILIO_API_KEY: goes with"),
    ],
    ids=["sender", "caller", "account", "key"],
)
def test_what_is_set_in_part_is_refused(given: dict[str, str], line: str) -> None:
    """One line that begins with the variable."""
    with pytest.raises(InvalidSettings, match=f"^{line}"):
        telephony_of(Settings(**given))  # type: ignore[arg-type]  # -- settings by their names


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TWILIO_ACCOUNT", "hunter2"),
        ("TWILIO_API_KEY", "hunter2"),
        ("TWILIO_TEXTS_FROM", "0170 hunter2"),
        ("TWILIO_CALLER_ID", "hunter2"),
        ("TWILIO_URL", "http://hunter2.example"),
        ("TWILIO_DETECTS_MACHINES", "hunter2"),
        ("VOICEMAIL_URL", "hunter2"),
    ],
)
def test_what_can_be_none_is_named_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    """Also an address at which anybody could read the token."""
    monkeypatch.setenv(f"DRUMBEAT_{name}", value)

    with pytest.raises(InvalidSettings, match=f"^DRUMBEAT_{name}: ") as refused:
        load_settings()

    assert "hunter2" not in str(refused.value)


def test_reps_have_telephones() -> None:
    """Each by the name that `--by` says."""
    settings = Settings(rep_phones=SecretStr("ana=+4930901820  bo@northwind.example=+15005550006"))

    assert rep_phones(settings) == {
        "ana": "+4930901820",
        "bo@northwind.example": "+15005550006",
    }


@pytest.mark.parametrize("entry", ["ana", "ana=0170901820", "=+4930901820", "ana=+49 30"])
def test_a_telephone_that_can_be_none_is_not_repeated(entry: str) -> None:
    """Which entry it is, and how to write one."""
    settings = Settings(rep_phones=SecretStr(f"bo=+15005550006 {entry}"))

    with pytest.raises(InvalidSettings, match=r"entry [23] is none; write it as") as refused:
        rep_phones(settings)

    assert "0170901820" not in str(refused.value)
