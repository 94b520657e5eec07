"""Who does whose work while reps are away."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.rep_work.absences import Absence, present

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def away(rep: str, stand_in: str | None, said: int = 0) -> Absence:
    return Absence(rep, MONDAY, MONDAY + 5 * DAY, stand_in, "lee", MONDAY + said * DAY)


def test_a_stand_in_works_from_the_first_moment_to_the_last() -> None:
    """Not before and not after; nobody's work stays nobody's."""
    absences = [away("ana", "bo")]

    assert present("ana", absences, MONDAY - DAY) == "ana"
    assert present("ana", absences, MONDAY) == "bo"
    assert present("ana", absences, MONDAY + 5 * DAY) == "ana"
    assert present("cy", absences, MONDAY) == "cy"
    assert present(None, absences, MONDAY) is None


def test_a_stand_in_who_is_away_has_a_stand_in() -> None:
    """Step by step to whoever is there."""
    assert present("ana", [away("ana", "bo"), away("bo", "cy")], MONDAY) == "cy"


def test_reps_who_stand_in_for_each_other_keep_their_own() -> None:
    """A circle ends where it began, and does not go on for ever."""
    assert present("ana", [away("ana", "bo"), away("bo", "ana")], MONDAY) == "ana"


def test_the_latest_word_on_a_rep_counts() -> None:
    """Whoever stands in can be changed; without one the work waits."""
    assert present("ana", [away("ana", "cy", said=1), away("ana", "bo")], MONDAY) == "cy"
    assert present("ana", [away("ana", None, said=1), away("ana", "bo")], MONDAY) == "ana"
