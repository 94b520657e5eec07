"""When somebody is back, by what their machine says, in four languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.replies.plain import plain
from domain.replies.returning import return_in, start_of

# A Thursday.
TODAY = date(2026, 11, 26)
SAID = {
    "I am out of the office until 12 December.": "2026-12-13",
    "I'm away until Friday, 4 December 2026 and will reply when I'm back": "2026-12-05",
    "I will be back on Monday": "2026-11-30",
    "I will be back on Monday, December 7th.": "2026-12-07",
    "Out of office from 3 to 7 December": "2026-12-08",
    "On leave December 3 - 7, 2026": "2026-12-08",
    "I'm out of office December 21 through January 4.": "2027-01-05",
    "returning January 4": "2027-01-04",
    "I will not be back until January 11th": "2027-01-11",
    "I am out until 12/03.": "2026-12-04",
    "I will return on 12/14/2026": "2026-12-14",
    "I will return on 14/12/2026": "2026-12-14",
    "I will be back in the office tomorrow": "2026-11-27",
    "I'm back next week": "2026-11-30",
    "back in two weeks": "2026-12-10",
    "Back in the office 2026-12-07": "2026-12-07",
    "back in January": "2027-01-01",
    "I am on maternity leave until 30 September 2027": "2027-10-01",
    "I will be out of office starting 12/1/2026 through 12/4/2026.": "2026-12-05",
    "I'm travelling today, 26 November, back 30 November": "2026-11-30",
    "Ich bin vom 3. bis 7. Dezember im Urlaub.": "2026-12-08",
    "Bis einschließlich 11.12.2026 bin ich weg. Ab 14.12.2026 bin ich wieder da.": "2026-12-14",
    "Ich bin bis zum 11.12. nicht erreichbar": "2026-12-12",
    "Ich bin ab Montag, dem 7. Dezember wieder im Büro.": "2026-12-07",
    "Am 7.12. bin ich zurück": "2026-12-07",
    "Ich bin erst am 4. Januar wieder da.": "2027-01-04",
    "vom 23.12.2026 - 06.01.2027 geschlossen": "2027-01-07",
    "Ich bin nächste Woche wieder da": "2026-11-30",
    "Ich bin bis Ende Januar in Elternzeit": "2027-02-01",
    "zwischen dem 3. und 7. Dezember": "2026-12-08",
    "Ich bin morgen wieder da": "2026-11-27",
    "Je suis absent jusqu'au 12 décembre inclus.": "2026-12-13",
    "Je serai de retour le lundi 7 décembre.": "2026-12-07",
    "Le 7 décembre je serai de retour": "2026-12-07",
    "absente du 3 au 7 décembre 2026": "2026-12-08",
    "Je suis en congés du 1er décembre au 4 janvier": "2027-01-05",
    "Je serai absent jusqu'au 03/12/2026": "2026-12-04",
    "de retour lundi prochain": "2026-11-30",
    "Estaré fuera de la oficina hasta el 12 de diciembre.": "2026-12-13",
    "Vuelvo el 7 de diciembre de 2026": "2026-12-07",
    "Estoy de vacaciones del 3 al 7 de diciembre": "2026-12-08",
    "Me reincorporo el lunes 30 de noviembre": "2026-11-30",
    "hasta el 03/12": "2026-12-04",
    "Regreso el próximo lunes por la mañana": "2026-11-30",
    "entre el 3 y el 7 de diciembre": "2026-12-08",
}
NOT_SAID = (
    "I was away until 3 October",
    "until 1 November 2026",
    "back on 1 March 2031",
    "back on 31 February",
    "Ich bin bis 12.00 Uhr nicht da",
    "I am on vacation. In urgent cases call 555-12-03.",
    "The trade fair is on 3 December.",
    "I am away from Monday.",
    "Version 1.12 is out",
)


@pytest.mark.parametrize(("text", "day"), SAID.items())
def test_the_day_of_return(text: str, day: str) -> None:
    """The day that somebody is back, or the day after the last that they are away."""
    assert str(return_in(plain(text), TODAY)) == day


@pytest.mark.parametrize("text", NOT_SAID)
def test_no_day_of_return(text: str) -> None:
    """Days that have passed, lie too far ahead, or are of something else."""
    assert return_in(plain(text), TODAY) is None


@pytest.mark.parametrize("text", ["I am back on 26 November", "I am back on November 26, 2026"])
def test_who_is_back_today_is_given_until_tomorrow(text: str) -> None:
    """A pause that is over before it begins would be none."""
    assert return_in(plain(text), TODAY) == date(2026, 11, 27)


MONTHS = {
    "back on {} {}": "January February March April May June July August September October November "
    "December",
    "ab {}. {} zurück": "Januar Februar März April Mai Juni Juli August September Oktober November "
    "Dezember",
    "de retour le {} {}": "janvier février mars avril mai juin juillet août septembre octobre "
    "novembre décembre",
    "vuelvo el {} de {}": "enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre",
}


@given(st.sampled_from(sorted(MONTHS)), st.integers(1, 200))
def test_months_of_every_language(said: str, days: int) -> None:
    """A day of the next months is found by its month's name and a word of return."""
    day = TODAY + timedelta(days=days)
    text = said.format(day.day, MONTHS[said].split()[day.month - 1])

    assert return_in(plain(text), TODAY) == day


WORDS = [
    *(
        "until",
        "bis",
        "back",
        "zurück",
        "from",
        "3",
        "12/13",
        "31.",
        "2026",
        "Dezember",
        "may",
        "in",
    ),
    *(
        "the end of",
        "ende",
        "dans",
        "deux",
        "semaines",
        "Monday",
        "-",
        "99/99/99",
        "0.0.",
        "à",
        ".",
    ),
]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=25).map(" ".join))
def test_whatever_is_said_is_ahead_or_nothing(text: str) -> None:
    """No text makes a day that has passed, or an error."""
    day = return_in(plain(text), TODAY)

    assert day is None or TODAY < day <= TODAY + timedelta(days=551)


def test_midnight_is_that_of_the_clock_of_the_mail() -> None:
    """A day begins where its writer is; where nobody knows, by our clock."""
    at = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    day = date(2026, 12, 7)

    west = start_of(day, at, timedelta(hours=-8))

    assert west == datetime(2026, 12, 7, 0, 0, tzinfo=timezone(timedelta(hours=-8)))
    assert start_of(day, at, None) == datetime(2026, 12, 7, 0, 0, tzinfo=UTC)
