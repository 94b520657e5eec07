"""What a mail means to a cadence: the fact, whom it is about, what is known of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from domain.facts import Detail
from domain.mail.opt_out_link import opt_out_token
from domain.people.prospects import Prospect
from domain.replies import Understood
from domain.replies.classing import SURE_ENOUGH
from tests.domain.replies.mails import (
    ADA,
    ENROLLMENT,
    KEY,
    OURS,
    ROBIN,
    a_mail,
    heard,
    understood,
)

TOKEN = opt_out_token(KEY, ENROLLMENT)


def detail_of(raw: bytes) -> Detail:
    detail = heard(raw).detail
    assert detail is not None
    return detail


def test_an_answer() -> None:
    """The mail that it answers, who wrote, the class with its rule, and the step."""
    detail = Detail(reply_class="positive", step="mail-2", confidence=90, rule="en: wants to go on")

    assert understood(a_mail("Sounds good.")) == Understood("reply", OURS, ADA, None, detail)


def test_an_answer_that_says_nothing_is_still_one() -> None:
    """Nobody knows its class; a person looks."""
    assert heard(a_mail("See you.")).detail == Detail(step="mail-2")
    assert heard(a_mail("See you.", "In-Reply-To: <a@x.example>")).detail is None


def test_what_is_quoted_is_not_said() -> None:
    """Our own footer, which every answer quotes, opts nobody out."""
    raw = a_mail(
        "Yes, gladly.\n\nOn Monday, Robin wrote:\n> Docks.\n> Unsubscribe: https://x.example"
    )

    assert detail_of(raw).reply_class == "positive"


@pytest.mark.parametrize(
    "sender", [ROBIN, "Robin <ROBIN@Northwind.example>", f"{ROBIN[:5]}+a{ROBIN[5:]}"]
)
def test_our_own_copy_is_nothing(sender: str) -> None:
    """Whatever name or tag the mailbox wrote under."""
    assert understood(a_mail("Hi Ada", sender=sender)) is None


@pytest.mark.parametrize("sender", [ADA, ROBIN, "MAILER-DAEMON@x.example"])
def test_a_token_opts_out_whoever_sends_it(sender: str) -> None:
    """The token says who, and is ours."""
    raw = a_mail("", f"Subject: Re: opt-out {TOKEN}", "Auto-Submitted: yes", sender=sender)

    assert understood(raw) == Understood("opt_out", OURS, sender, ENROLLMENT)


def test_a_forged_token_is_an_answer() -> None:
    """Nobody is opted out by what no key of ours has signed."""
    raw = a_mail("", f"Subject: opt-out {opt_out_token('f' * 32, ENROLLMENT)}")

    assert heard(raw).fact == "reply"


LIST = ["List-Id: <docks.x.example>", "Precedence: list", "List-Unsubscribe: <mailto:x@y.example>"]


@pytest.mark.parametrize("header", LIST)
def test_lists_are_heard_only_where_they_answer(header: str) -> None:
    """A newsletter is nothing, an answer by way of a group is one."""
    letter = "Buy docks! " * 20 + "You can unsubscribe."

    assert understood(a_mail(letter, header, "In-Reply-To: ")) is None
    assert heard(a_mail("Not interested.", header)).message_id == OURS


@pytest.mark.parametrize("header", LIST)
def test_an_answer_by_list_is_about_who_wrote_it(header: str) -> None:
    """A relay may have given our mail another id: only its exact sender says whose it is."""
    meant = heard(a_mail("Sounds good.", header, "In-Reply-To: <1@relay.example>"))

    assert (meant.message_id, meant.sender, meant.is_by_list) == (None, ADA, True)


@pytest.mark.parametrize("header", LIST)
def test_an_opt_out_is_heard_however_it_comes(header: str) -> None:
    """Also where it answers nothing, and the headers are those of a newsletter."""
    meant = heard(a_mail("Please stop emailing me.", header, "In-Reply-To: "))

    assert meant.detail is not None
    assert (meant.detail.reply_class, meant.is_by_list) == ("unsubscribe", True)


def test_an_address_names_the_enrollment_where_no_mail_of_ours_is_named() -> None:
    """Message ids go first, as they cannot be mistyped."""
    to = f"To: robin+{ENROLLMENT}@northwind.example"

    assert heard(a_mail("Yes.", to, "In-Reply-To: <a@x.example>")).enrollment_id == ENROLLMENT
    assert heard(a_mail("Yes.", to)).enrollment_id is None


@pytest.mark.parametrize(
    ("text", "referral"),
    [
        (
            "Wrong person, please talk to Jane Doe <jane@x.example>.",
            Prospect("", "jane@x.example", variables={"first_name": "Jane", "last_name": "Doe"}),
        ),
        (
            "Dafür bin ich nicht zuständig. Bitte wenden Sie sich an Frau Weber: weber@x.example",
            Prospect("", "weber@x.example", variables={"first_name": "Weber"}),
        ),
        (
            "Je ne suis pas la bonne personne. Contactez marie@x.example",
            Prospect("", "marie@x.example"),
        ),
        ("Wrong person, sorry.", None),
        (f"Wrong person. Do not write to {ADA} or {ROBIN} any more, ask somebody@", None),
    ],
)
def test_the_wrong_person_names_the_right_one(text: str, referral: Prospect | None) -> None:
    """By an address that is neither theirs nor ours, with the name that stands before it."""
    assert heard(a_mail(text)).referral == referral


def test_who_is_put_in_copy_is_the_right_one() -> None:
    """Where the words say so, and only one is."""
    words = "I am not the right person, copying Jane."

    assert heard(a_mail(words, f"Cc: Jane <jane@x.example>, {ROBIN}")).referral == Prospect(
        "", "jane@x.example"
    )
    assert heard(a_mail(words, "Cc: a@x.example, b@x.example")).referral is None


AUTO = "Auto-Submitted: auto-replied"
AWAY_TEXT = "I am out of the office until 4 December. In urgent cases contact jane@x.example."


@pytest.mark.parametrize(
    "header",
    [
        AUTO,
        "Auto-Submitted: auto-generated (Exchange)",
        "X-Autoreply: yes",
        "X-Autorespond: yes",
        "Precedence: auto_reply",
        "Precedence: bulk",
        "Precedence: junk",
        "Return-Path: <>",
        "X-Auto-Response-Suppress: All",
        "Subject: Automatic reply: Docks",
        "Subject: =?utf-8?q?R=C3=A9ponse_automatique=C2=A0=3A?= Docks",
        "Subject: Abwesenheitsnotiz: Docks",
        "Subject: Respuesta automática: Docks",
        "Subject: Risposta automatica: Docks",
    ],
)
def test_somebody_is_away(header: str) -> None:
    """By what shows that a machine answers; until the day after the last that it names."""
    meant = heard(a_mail(AWAY_TEXT, header))

    assert meant.detail is not None
    assert (meant.detail.reply_class, meant.detail.confidence) == ("out_of_office", 95)
    assert meant.detail.until == datetime(2026, 12, 5, tzinfo=UTC)
    assert meant.referral is None


def test_a_person_who_speaks_of_an_absence_is_a_person() -> None:
    """Only a machine's absence is waited for: a reply of a person always stops the cadence."""
    said = detail_of(a_mail("I am away until 4 December. Let's talk then!", "Auto-Submitted: no"))

    assert (said.reply_class, said.until) == ("positive", None)


def test_midnight_by_the_clock_that_dated_the_mail() -> None:
    """Ada's 5 December begins in Berlin an hour before it does in London."""
    raw = a_mail(AWAY_TEXT, AUTO, "Date: Thu, 26 Nov 2026 13:00:00 +0100")

    assert detail_of(raw).until == datetime(2026, 12, 4, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "reply_class"),
    [
        ("Thank you for contacting us. Your ticket number is 4711.", "automatic"),
        ("Wir haben Ihre Anfrage erhalten.", "automatic"),
        ("Nous avons bien reçu votre demande.", "automatic"),
        ("Hemos recibido su mensaje.", "automatic"),
        ("Ada Lovelace no longer works here. Please contact Jane, jane@x.example.", "wrong_person"),
        ("オフィスにいません", "out_of_office"),
        ("Call me.", "out_of_office"),
    ],
)
def test_what_machines_say(text: str, reply_class: str) -> None:
    """A ticket is no absence, who has left is the wrong person; what nobody reads may be away."""
    said = detail_of(a_mail(text, AUTO))

    assert said.reply_class == reply_class
    assert (said.confidence or 0) >= SURE_ENOUGH


WEAK = ("Auto-Submitted: auto-generated", "Precedence: bulk", "Precedence: junk", "Return-Path: <>")


@pytest.mark.parametrize("header", WEAK)
@pytest.mark.parametrize(
    ("text", "reply_class"),
    [
        ("No thanks, we are not interested.", "negative"),
        ("Please remove me from your list and do not email me again.", "unsubscribe"),
        ("Sounds great, let us talk when I am back on Friday.", "positive"),
        ("Thank you for contacting us. Your ticket number is 4711.", "automatic"),
    ],
)
def test_a_ticket_system_passes_on_what_a_person_says(
    header: str, text: str, reply_class: str
) -> None:
    """It calls its mails generated or bulk, also where somebody has written them."""
    said = detail_of(a_mail(text, header))

    assert (said.reply_class, said.until) == (reply_class, None)


def test_what_came_in_bulk_and_says_nothing_is_for_a_person() -> None:
    """No more than that shows that a machine has answered, and nothing that anybody is away."""
    assert detail_of(a_mail("See you.", "Precedence: bulk")) == Detail(step="mail-2")
    assert detail_of(a_mail("See you.", "Precedence: auto_reply")).reply_class == "out_of_office"


def test_a_strong_sign_goes_before_a_weak_one() -> None:
    """What answers by itself says so in its subject, and may be called bulk besides."""
    raw = a_mail("Back on Friday.", "Precedence: bulk", "Subject: Automatic reply: Docks")

    assert detail_of(raw).until == datetime(2026, 11, 27, tzinfo=UTC)


@pytest.mark.parametrize(
    ("subject", "reply_class"),
    [("Unsubscribe", "unsubscribe"), ("Abmelden", "unsubscribe"), ("Re: Unsubscribe now", None)],
)
def test_a_subject_speaks_where_nothing_else_does(subject: str, reply_class: str | None) -> None:
    """Unless it is ours, which an answer repeats."""
    assert detail_of(a_mail("", f"Subject: {subject}")).reply_class == reply_class
    assert detail_of(a_mail("Yes.", f"Subject: {subject}")).reply_class == "positive"


@pytest.mark.parametrize("subject", ["Unsubscribe", "STOP", "Abmelden", "Désinscription", "Baja"])
def test_a_subject_speaks_above_a_signature(subject: str) -> None:
    """A mail program puts it there by itself; words that somebody wrote go before a subject."""
    signature = "Ada Lovelace\nCTO, Analytical Engines\n+44 20 7946 0000\nada@lovelace.example"
    words = "the numbers of the docks are on page two"

    assert detail_of(a_mail(signature, f"Subject: {subject}")).reply_class == "unsubscribe"
    assert detail_of(a_mail(f"-- \n{signature}", f"Subject: {subject}")).rule is not None
    assert detail_of(a_mail(words, f"Subject: {subject}")).reply_class is None
