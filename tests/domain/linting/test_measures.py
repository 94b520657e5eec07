"""The measures measure: words, likeness, capitals, links, parts of a text message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.cadence.file import read_cadence
from domain.linting.angles import ALIKE
from domain.linting.measures import (
    host_of,
    is_shouted,
    links_in,
    phrases_in,
    shown,
    similarity,
    sms_parts,
    word_count,
)
from domain.linting.reading import Reading
from tests.domain.linting.good_cadence import GOOD

TEXT = (
    "Most warehouses have enough doors. What they lack is trucks spread over the day: carriers "
    "come when it suits them, and by nine there is a line. A third of the trucks of a day arrive "
    "within two hours, and the bills for detention follow four weeks later. Carriers can book "
    "their own times from a link, without an account. Who looks after dock times at your site?"
)


def _with_every(nth: int, text: str) -> str:
    words = text.split()
    return " ".join(
        f"other{place}" if place % nth == nth - 1 else word for place, word in enumerate(words)
    )


@pytest.mark.parametrize("nth", [6, 8, 10, 20])
def test_a_text_with_some_words_exchanged_is_the_same_message(nth: int) -> None:
    """Up to one word in six may differ, and the two still say the same."""
    assert similarity(TEXT, _with_every(nth, TEXT)) >= ALIKE


def test_a_text_in_other_words_is_another_message() -> None:
    """One word in three exchanged is a text that was written anew."""
    assert similarity(TEXT, _with_every(3, TEXT)) < ALIKE


def test_touches_on_one_subject_are_far_from_alike() -> None:
    """The touches of a cadence with one sender, one subject and one greeting share little."""
    contacts = Reading(read_cadence(GOOD).cadence).contacts
    texts = [text for one in contacts for _, text in one.heard()]

    pairs = [similarity(one, other) for one in texts for other in texts if one is not other]

    assert max(pairs) < ALIKE / 2


def test_case_punctuation_and_links_make_no_difference() -> None:
    """Whoever only changes marks and capitals has not said anything new."""
    loud = TEXT.upper().replace(".", " !").replace(",", " https://northwind.example ,")

    assert similarity(TEXT, loud) == 1


@given(st.text(), st.text())
def test_likeness_is_mutual_and_between_0_and_1(one: str, other: str) -> None:
    """Of any two texts each is as like the other, and a text with words is like itself."""
    assert similarity(one, other) == similarity(other, one)
    assert 0 <= similarity(one, other) <= 1
    assert similarity(one, one) == (1 if word_count(one) else 0)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("Don’t call – write: it's 9 o'clock.", 6),
        ("See https://northwind.example/a-b?c=d now", 2),
        ("您好我想请教一个问题", 5),
    ],
)
def test_words_are_counted_as_read(text: str, count: int) -> None:
    """Apostrophes join, links do not count, and two Chinese signs make a word."""
    assert word_count(text) == count


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("–" + "a" * 69, 1),
        ("–" + "a" * 70, 2),
        ("🙂" * 35, 1),
        ("🙂" * 36, 2),
        ("a" * 459, 3),
        ("a" * 460, 4),
    ],
)
def test_text_messages_are_counted_in_parts(text: str, parts: int) -> None:
    """160 signs or 70, then 153 or 67; the euro takes two places of the small alphabet."""
    assert sms_parts(text) == parts


def test_a_shouted_text_is_more_than_an_abbreviation() -> None:
    """WMS, ERP and a name in capitals are no shouting."""
    assert is_shouted("ACT NOW, ANA")
    assert not is_shouted("Your WMS, ERP and TMS")
    assert not is_shouted("WMS or ERP")


def test_hosts_are_read_without_what_disguises_them() -> None:
    """Capitals, `www.`, a port and a user's name hide no host."""
    (link,) = links_in("go to <HTTPS://me@WWW.Bit.ly:443/x>.")

    assert host_of(link) == "bit.ly"


def test_what_is_shown_stays_on_its_line() -> None:
    """Line ends become blanks, and what turns the writing direction is taken out."""
    assert shown("a\n b\u202ec\x1b[2J") == "a b\ufffdc\ufffd[2J"


def test_phrases_are_whole_words() -> None:
    """`act now` is not in `contact nowhere`, and is in `Act  now!`."""
    assert phrases_in(["act now"], "contact nowhere") == []
    assert phrases_in(["act now"], "So: Act  now!") == ["act now"]
