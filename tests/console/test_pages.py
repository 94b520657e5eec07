"""Each page shows what it is for, in plain words, and leads on to where something can be done."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, text

from console.views.said import SAID
from tests.console.furniture import Furniture
from tests.console.house import MANAGER, ROBIN, House


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("q=held", {"held"}),
        ("q=HELD+person", {"held"}),
        ("state=paused", {"paused"}),
        ("state=paused&reason=needs_attention", {"paused"}),
        ("cadence=kims", {"kims"}),
        ("owner=kim@northwind.example", {"kims"}),
        ("cadence=outreach&step=ring", {"active"}),
        ("account=Example&state=finished", {"ended"}),
        ("before=2026-03-04", {"evil"}),
        ("order=next", {"held", "evil"}),
    ],
)
async def test_enrollments_are_found(
    house: House, furniture: Furniture, filters: str, shown: set[str]
) -> None:
    """By name, address, state, reason, cadence, rep, step, account and next touch."""
    page = await house.text(f"/enrollments?{filters}")

    names = ("active", "doubted", "paused", "held", "ended", "kims", "evil")
    found = {name for name in names if f'href="/enrollments/{getattr(furniture, name)}"' in page}
    assert found == shown


async def test_nobody_found_is_said(house: House, furniture: Furniture) -> None:
    """With the way back to everybody."""
    assert "Nobody fits" in await house.text("/enrollments?q=zzz")
    assert "Nobody fits" in await house.text("/prospects?q=zzz")


async def test_a_long_list_has_pages(house: House, furniture: Furniture) -> None:
    """A place that is none is refused in a page, not with an error."""
    browser = await house.signed_in()

    answer = await browser.see("/enrollments?place=nonsense")

    assert answer.status_code == 400
    assert "begin with its first page" in answer.text


async def test_a_touch_is_planned_beside_actual(house: House, furniture: Furniture) -> None:
    """When it was to come, when it came, why then, who did it; steps to come are there, too."""
    page = await house.text(f"/enrollments/{furniture.active}")

    assert "Wed 4 Mar 2026, 11:00" in page
    assert "Wed 4 Mar 2026, 08:00" in page
    assert "day 1, in its hours" in page
    assert 'Done: Connected <span class="quiet">by kim@northwind.example</span>' in page
    assert page.count('data-outcome="later"') == 2
    assert page.count("Not planned yet") == 1
    assert f'href="/enrollments/{furniture.active}/mails/hello">Hello</a>' in page
    assert "http://temporal.example/namespaces/default/workflows/" in page


async def test_a_reply_is_read_as_it_was_written(house: House, furniture: Furniture) -> None:
    """Its words first, and how it came below; where it fits nobody, too."""
    page = await house.text(f"/enrollments/{furniture.active}")

    assert '<p class="spoken">Yes, call me &lt;script&gt;' in page
    assert "As it came" in page
    assert "“Yes, call me" in await house.text("/")


async def test_every_delay_has_its_reason(house: House, furniture: Furniture) -> None:
    """In words, with what more is known, and until when."""
    page = await house.text(f"/enrollments/{furniture.held}")

    assert "Waited 2 times" in page
    assert "Waiting for the mail server" in page
    assert "no answer from relay.example" in page
    assert "The mailbox has sent all it may today" in page


async def test_a_doubt_stands_at_the_top_with_its_evidence(
    house: House, furniture: Furniture
) -> None:
    """What was found, and one button for each answer."""
    page = await house.text(f"/enrollments/{furniture.doubted}", ROBIN)

    assert "Did the mail of hello arrive?" in page
    assert "imap robin@northwind.example: not in Sent" in page
    assert 'name="ruling" value="arrived">It arrived</button>' in page
    assert 'name="ruling" value="send_again" class="second">Send again</button>' in page
    assert '<input type="hidden" name="generation" value="1">' in page
    assert 'name="ruling" value="lost" class="second">It never arrived</button>' in page


async def test_who_paused_and_ended_is_said(house: House, furniture: Furniture) -> None:
    """Every deed of a person has their name."""
    paused = await house.text(f"/enrollments/{furniture.paused}")
    ended = await house.text(f"/enrollments/{furniture.ended}")

    assert "Paused: Something unexpected happened; a person has to look <span" in paused
    assert "by robin@northwind.example" in ended
    assert "Change it" not in ended


async def test_a_cadence_is_a_picture_with_people_in_it(house: House, furniture: Furniture) -> None:
    """Days by channels, how many are at each step, what practice says, every version."""
    page = await house.text("/cadences/outreach")

    assert all(f"Day {day}</th>" in page for day in (1, 2, 3, 5))
    assert '<a href="/enrollments?cadence=outreach&amp;step=ring">1 here' in page
    assert "4 touches in all, where 8 pay off" in page
    assert "6 enrolled" in page


async def test_cadences_are_counted_by_state(house: House, furniture: Furniture) -> None:
    """Each figure leads to those whom it counts."""
    page = await house.text("/cadences")

    assert '<a href="/enrollments?cadence=outreach&amp;state=paused">1<' in page


async def test_an_old_version_can_be_seen_and_another_cannot(
    house: House, furniture: Furniture
) -> None:
    """The version an enrollment is pinned to is a link; one of another cadence is not found."""
    row, _, _ = await house.ledger.enrollment(furniture.active)
    browser = await house.signed_in()

    own = await browser.see(f"/cadences/outreach?version={row.version}")
    foreign = await browser.see(f"/cadences/kims?version={row.version}")

    assert (own.status_code, foreign.status_code) == (200, 404)


async def test_a_prospect_has_all_enrollments(house: House, furniture: Furniture) -> None:
    """And everything that is known of the person."""
    page = await house.text(f"/prospects/{furniture.prospect}")

    assert "Active Person" in page
    assert f'href="/enrollments/{furniture.active}"' in page
    assert "active@example.com" in await house.text("/prospects?q=active")


async def test_accounts_lead_to_their_people(house: House, furniture: Furniture) -> None:
    """With how many there are."""
    page = await house.text("/accounts?q=exam")

    assert '<a href="/prospects?account=Example">Example</a>' in page
    assert "6 people" in page


async def test_mailboxes_say_why_something_waits(house: House, furniture: Furniture) -> None:
    """Cap and count; a manager pauses one with a reason, which everybody reads."""
    manager = await house.signed_in(MANAGER)

    await manager.send("/mailboxes/pause", address=ROBIN, reason="new server")
    page = await house.text("/mailboxes", ROBIN)

    assert "2 of 40" in page
    assert f"Paused: new server ({MANAGER})" in page
    assert "Resume" not in page
    assert "1</strong> <span>paused mailbox" in await house.text("/")


async def test_the_inbox_lists_what_waits_until_a_person_has_said_what_it_is(
    house: House, furniture: Furniture
) -> None:
    """What was matched cannot be discarded here: it stops its enrollment."""
    manager = await house.signed_in(MANAGER)
    page = await house.text("/inbox")

    matched = await manager.send("/inbox/discard", event="1")
    nothing = await manager.send("/inbox/discard", event="1 OR 1")
    stranger = await manager.send("/inbox/discard", event="2")
    again = await manager.send("/inbox/retry", event="3")

    assert "evil.example" in page
    answers = (matched, nothing, stranger, again)
    assert [each.status_code for each in answers] == [409, 404, 303, 303]
    assert "Everything has found its place" in await house.text("/inbox")


async def test_suppressions_are_added_and_lifted(house: House, furniture: Furniture) -> None:
    """Both with who and why; what is no address is refused in plain words."""
    rep, manager = await house.signed_in(ROBIN), await house.signed_in(MANAGER)

    added = await rep.send("/suppressions/add", address="Rival.example", because="competitor")
    wrong = await rep.send("/suppressions/add", address="nonsense", channel="email")
    listed = await house.text("/suppressions?q=rival")
    lift = {"address": "@rival.example", "channel": "email", "because": "friends now"}
    lifted = await manager.send("/suppressions/lift", **lift)

    assert (added.status_code, wrong.status_code, lifted.status_code) == (303, 400, 303)
    assert "is no address" in wrong.text
    assert "<strong>@rival.example</strong>" in listed
    assert f"by {MANAGER}: friends now" in await house.text("/suppressions")


async def test_mails_in_doubt_lead_to_their_enrollment(house: House, furniture: Furniture) -> None:
    """Where they are resolved."""
    page = await house.text("/doubts")

    assert f'href="/enrollments/{furniture.doubted}#doubt-hello"' in page


async def test_words_in_an_address_are_not_shown(house: House) -> None:
    """`said` is a key into our own sentences; another word shows nothing."""
    page = await house.text("/?said=You+were+hacked")

    assert "hacked" not in page
    for key, words in SAID.items():
        assert words in await house.text(f"/?said={key}")


async def test_a_ledger_that_is_away_is_said_to_be(house: House) -> None:
    """In a page, with when to come again; the process serves on."""
    browser = await house.signed_in()
    await house.ledger._database.run(_lose_everything)

    page = await browser.see("/enrollments")
    alive = await browser.see("/healthz")
    ready = await browser.see("/readyz")

    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    assert (alive.status_code, ready.status_code) == (200, 503)


def _lose_everything(connection: Connection) -> None:
    connection.execute(text("DROP TABLE sessions"))
    connection.execute(text("ALTER TABLE inbox RENAME TO gone"))
