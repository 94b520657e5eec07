"""Who may come in, by the rules of the cadence, on every ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.facts import (
    EnrollmentEnded,
    TouchPerformed,
)
from ledger.records import NotEnrolled
from tests.builders import a_cadence, a_prospect
from tests.contracts.scene import (
    DAY,
    HOUR,
    INTRODUCTION,
    MONDAY,
    AnyLedger,
    a_choosy,
    an_enrolled,
    answers_for,
    somebody,
)

ENDED = EnrollmentEnded(at=MONDAY, state="finished", reason="completed")
LATER = MONDAY + 30 * DAY


async def test_one_of_an_account(ledger: AnyLedger) -> None:
    """A colleague's open enrollment in any cadence keeps out; an ended one, or none, does not."""
    choosy = a_choosy(same_account="one")
    ada = await an_enrolled(ledger, a_prospect(account="Acme"))
    colleague, stranger = somebody(1, account="Acme"), somebody(2, account="Other")
    alone = somebody(3, account=None)

    while_open = await answers_for(ledger, choosy, colleague, stranger, alone)
    await ledger.append(ada, [ENDED])
    after_the_end = await answers_for(ledger, choosy, colleague)

    assert while_open == ["colleague_active", "in", "in"]
    assert after_the_end == ["in"]
    assert await answers_for(ledger, choosy, somebody(4, account="Other")) == ["colleague_active"]


async def test_nobody_is_their_own_colleague(ledger: AnyLedger) -> None:
    """An open enrollment in another cadence is no other person's."""
    await an_enrolled(ledger, a_prospect(account="Acme"))

    answers = await answers_for(ledger, a_choosy(same_account="one"), a_prospect(account="Acme"))

    assert answers == ["in"]


async def test_two_without_account_are_no_colleagues(ledger: AnyLedger) -> None:
    """What is not known is not the same."""
    people = [somebody(number, account=None) for number in range(2)]

    assert await answers_for(ledger, a_choosy(same_account="one"), *people) == ["in", "in"]


async def test_of_two_colleagues_in_one_list_the_first_comes_in(ledger: AnyLedger) -> None:
    """The rule holds within an import."""
    people = [somebody(number, account="Acme") for number in range(2)]

    assert await answers_for(ledger, a_choosy(same_account="one"), *people) == [
        "in",
        "colleague_active",
    ]


async def test_a_day_has_room_for_so_many(ledger: AnyLedger) -> None:
    """Within one list and over several; who is turned away for another reason takes no room."""
    choosy = a_choosy(per_day=3, refuse=[{"when": 'country == "CA"', "because": "no consent"}])
    refused = somebody(9, country="CA")

    first = await answers_for(ledger, choosy, refused, somebody(1), somebody(1), somebody(2))
    second = await answers_for(ledger, choosy, somebody(3), somebody(4))
    next_day = await answers_for(ledger, choosy, somebody(4), at=LATER + DAY)

    assert first == ["refused", "in", "already_active", "in"]
    assert second == ["in", "daily_cap"]
    assert next_day == ["in"]


async def test_the_day_of_the_cap_is_the_cadences_own(ledger: AnyLedger) -> None:
    """It begins at midnight of the zone of its rules, not of UTC; another cadence counts apart."""
    enrolling = {"per_day": 1}
    cadence = a_cadence(enrolling=enrolling, rules={"timezone": "America/New_York"})
    await answers_for(ledger, a_choosy(), *(somebody(number) for number in range(5, 9)))
    evening = datetime(2026, 3, 3, 4, 59, tzinfo=UTC)

    first = await answers_for(ledger, cadence, somebody(1), at=evening)
    same_day = await answers_for(ledger, cadence, somebody(2), at=evening)
    after_midnight = await answers_for(
        ledger, cadence, somebody(2), at=evening + timedelta(minutes=1)
    )

    assert (first, same_day, after_midnight) == (["in"], ["daily_cap"], ["in"])


async def test_do_not_contact_conditions_keep_out(ledger: AnyLedger) -> None:
    """On built-in fields and on variables, as the ledger knows the person from now on."""
    choosy = a_choosy(
        refuse=[
            {"when": 'country == "CA"', "because": "no consent there"},
            {"when": 'title contains "Student"', "because": "not for them"},
        ]
    )
    await an_enrolled(ledger, somebody(3, country="CA"))
    people = [
        somebody(1, country="CA"),
        somebody(2, variables={"title": "Student"}),
        somebody(3),
        somebody(4),
    ]

    assert await answers_for(ledger, choosy, *people) == ["refused", "refused", "refused", "in"]


async def test_the_weightiest_reason_is_given(ledger: AnyLedger) -> None:
    """Refused, colleague, rest, cap: who meets all hears the first; with that gone, the next."""
    everything = {
        "refuse": [{"when": 'country == "CA"', "because": "no consent"}],
        "same_account": "one",
        "rest": "60d",
        "per_day": 1,
    }
    reasons = [NotEnrolled.REFUSED, NotEnrolled.COLLEAGUE_ACTIVE]
    reasons += [NotEnrolled.TOUCHED_RECENTLY, NotEnrolled.DAILY_CAP]
    rules = ["refuse", "same_account", "rest", "per_day"]
    canadian = a_prospect(country="CA", account="Acme")
    touched = await an_enrolled(ledger, canadian)
    await ledger.append(touched, [TouchPerformed(at=LATER, step="intro")])
    await an_enrolled(ledger, somebody(1, account="Acme"))
    for number in range(4):
        given = {rule: everything[rule] for rule in rules[number:]}
        name = f"choosy-{number}"
        await answers_for(ledger, a_choosy(name), somebody(20 + number), at=LATER - HOUR)
        answers = await answers_for(ledger, a_choosy(name, **given), canadian)

        assert answers == [reasons[number].value]


async def test_who_has_finished_or_is_active_hears_that_first(ledger: AnyLedger) -> None:
    """What the prospect is to the cadence goes before what the day or the account allows."""
    choosy = a_choosy(
        per_day=1, refuse=[{"when": "email", "because": "nobody"}], same_account="one"
    )
    await answers_for(ledger, a_choosy(), somebody(1), somebody(2), at=LATER - HOUR)
    (first, _) = await ledger.enrollments()
    await ledger.append(first.enrollment, [ENDED])

    assert await answers_for(ledger, choosy, somebody(1), somebody(2)) == [
        "already_finished",
        "already_active",
    ]


async def test_rules_keep_nobody_out_who_is_not_meant(ledger: AnyLedger) -> None:
    """With every rule in force, somebody new comes in."""
    choosy = a_choosy(
        again="never",
        rest="30d",
        same_account="one",
        per_day=10,
        refuse=[{"when": 'country == "CA"', "because": "no consent"}],
    )
    await an_enrolled(ledger)

    assert await answers_for(ledger, choosy, somebody(1, account="Acme")) == ["in"]
    assert (await ledger.enrollments(cadence=INTRODUCTION.name))[0].prospect == "ada@example.com"
