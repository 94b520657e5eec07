"""Opt-out tokens: nobody but Drumbeat writes one, and nobody can read another's out of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.mail.opt_out_link import opt_out_token, opted_out_by, token_in_subject

OTHER = "another key of thirty-two characters"
KEY = "a key of at least thirty-two characters"


@given(st.text(min_size=1, max_size=80))
def test_a_token_gives_back_its_enrollment(enrollment_id: str) -> None:
    """What was signed is what is read, and it fits into an address as it is."""
    token = opt_out_token(KEY, enrollment_id)

    assert opted_out_by([KEY], token) == enrollment_id
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.data())
def test_a_token_that_was_touched_names_nobody(data: st.DataObject) -> None:
    """One other character anywhere, one less or one more: no enrollment comes out."""
    token = opt_out_token(KEY, "e-1")
    at = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters().filter(lambda letter: letter != token[at]))

    assert opted_out_by([KEY], token[:at] + other + token[at + 1 :]) is None
    assert opted_out_by([KEY], token[:at] + token[at + 1 :]) is None
    assert opted_out_by([KEY], token + other) is None


@given(st.text())
def test_what_nobody_signed_names_nobody(token: str) -> None:
    """Any text is answered, and with nobody."""
    assert opted_out_by([KEY], token) is None


def test_another_key_signs_for_another_house() -> None:
    """A token of one installation means nothing in the next."""
    assert opted_out_by([OTHER], opt_out_token(KEY, "e-1")) is None


def test_a_link_outlives_its_key() -> None:
    """What the key before has signed still opts out, beside what the present one signs."""
    keys = [OTHER, KEY]

    assert opted_out_by(keys, opt_out_token(KEY, "e-1")) == "e-1"
    assert opted_out_by(keys, opt_out_token(OTHER, "e-1")) == "e-1"
    assert opted_out_by([], opt_out_token(KEY, "e-1")) is None


def test_a_short_key_is_refused() -> None:
    """A key that can be guessed signs nothing and reads nothing."""
    with pytest.raises(ValueError, match="32 or more"):
        opt_out_token("short", "e-1")
    with pytest.raises(ValueError, match="32 or more"):
        opted_out_by(["short"], opt_out_token(KEY, "e-1"))


@pytest.mark.parametrize(
    "subject",
    ["opt-out {}", "Opt-Out  {} ", "Re: opt-out {}", "AW: Re: OPT-OUT\t{}"],
)
def test_a_subject_gives_back_its_token(subject: str) -> None:
    """As the mailto form writes it, and as mail programs change it."""
    token = opt_out_token(KEY, "e-1")

    assert token_in_subject(subject.format(token)) == token


@pytest.mark.parametrize("subject", ["", "opt-out", "opt-out a b", "optout a", "about opt-outs x"])
def test_a_subject_without_a_token_has_none(subject: str) -> None:
    """What a person writes is a reply, not a token."""
    assert token_in_subject(subject) is None
