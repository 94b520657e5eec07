"""Classes of replies: how often the rules are right, and where they had better not be sure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from domain.cadence import REPLY_CLASSES
from domain.facts import UNCLASSIFIED
from domain.replies.classing import NOTHING, SURE_ENOUGH, Classed, classed
from domain.replies.rules import RULES
from tests.domain.replies.corpus import CORPUS

ENOUGH = 0.97


def _read() -> Iterator[tuple[str, str, str, Classed]]:
    for language, by_class in CORPUS.items():
        for reply_class, texts in by_class.items():
            yield from ((language, reply_class, text, classed(text)) for text in texts)


def _table() -> str:
    """Right answers of all, by language and class, and each that was wrong."""
    read = list(_read())
    of_all = Counter((language, reply_class) for language, reply_class, _, _ in read)
    right = Counter(each[:2] for each in read if each[3].reply_class == each[1])
    lines = [
        f"{language:4} {reply_class:13} {right[language, reply_class]:3} of {number:3}"
        for (language, reply_class), number in of_all.items()
    ]
    wrong = [each for each in read if each[3].reply_class != each[1]]
    return "\n".join(["", *lines, *(f"{text!r}: {found}" for *_, text, found in wrong)])


def test_the_rules_are_right_on_the_corpus() -> None:
    """At least 97 in 100 answers of four languages are of the class that they are of."""
    read = list(_read())

    right = sum(found.reply_class == reply_class for _, reply_class, _, found in read)

    assert len(read) > 200
    assert right / len(read) >= ENOUGH, _table()


def test_nobody_is_taken_off_who_did_not_ask() -> None:
    """An opt-out is for good: none is missed and none is found where there is none."""
    wrong = [
        (text, found)
        for _, reply_class, text, found in _read()
        if (reply_class == "unsubscribe") != (found.reply_class == "unsubscribe")
    ]

    assert wrong == []


def test_rules_are_of_the_classes_of_a_cadence() -> None:
    """No rule speaks of a class that nothing reacts to, or is too unsure ever to count."""
    rules = [rule for each in RULES for rule in each.rules]

    assert {rule.reply_class for rule in rules} <= set(REPLY_CLASSES)
    assert all(SURE_ENOUGH <= rule.confidence <= 100 for rule in rules)


@pytest.mark.parametrize(
    "text",
    [
        "Please don't stop sending these, I like them.",
        "No need to unsubscribe me, I was joking.",
        "Bitte nicht abmelden!",
        "Ne me désabonnez pas.",
        "No dejen de escribirme.",
        "Click here to unsubscribe from our newsletter.",
        "I'll stop by on Tuesday.",
    ],
)
def test_what_is_denied_is_not_meant(text: str) -> None:
    """The words of an opt-out under a negation are none."""
    assert classed(text).reply_class != "unsubscribe"


@pytest.mark.parametrize(
    "text",
    [
        *("No thanks", "no, thanks!", "“No thanks”", "No thank you.", "Hi Robin, no thanks."),
        *("Nein danke", "Nein, danke.", "Non merci", "Non, merci !", "No gracias", "¡No, gracias!"),
        "No thanks\nAda Lovelace\nCTO, Analytical Engines\nwww.lovelace.example",
        "Hi Robin,\n\nno thanks.\n\nAda",
    ],
)
def test_what_every_mail_promises_is_an_opt_out(text: str) -> None:
    """Who answers what the line below our mails tells them to is asking for no more of them."""
    assert classed(text).reply_class == "unsubscribe"
    assert classed(text).confidence == 95


@pytest.mark.parametrize(
    "text",
    [
        *("Please stop.", "Stop it", "Stop", "STOP!!!", "Please stop this.", "Leave me alone"),
        *("Stop please", "Go away.", "No more!", "Hi,\nplease stop.\nAda"),
        *("Bitte aufhören!", "Hören Sie auf.", "Schluss damit.", "Lassen Sie mich in Ruhe."),
        *("Arrêtez !", "Stop svp", "Ça suffit.", "Laissez-moi tranquille."),
        *("¡Basta ya!", "Por favor, pare.", "Déjeme en paz.", "¡Paren!"),
    ],
)
def test_a_plain_stop_is_an_opt_out(text: str) -> None:
    """However short and cross it is, in four languages."""
    assert classed(text).reply_class == "unsubscribe"


@pytest.mark.parametrize(
    "text",
    ["Please stop by on Tuesday.", "Stop it, you flatter me! Let's talk.", "Enough said, call me"],
)
def test_a_stop_among_words_is_no_opt_out(text: str) -> None:
    """The same words mean another thing where they are not everything."""
    assert classed(text).reply_class != "unsubscribe"


@pytest.mark.parametrize(
    "text",
    ["No thanks, we have a tool.", "No thanks. Good luck!", "Nein danke, kein Bedarf", "Non", "No"],
)
def test_a_no_with_more_words_is_a_no(text: str) -> None:
    """It declines this offer, and asks for nothing more."""
    assert classed(text).reply_class == "negative"


def test_a_contradiction_is_for_a_person() -> None:
    """Who says yes and no at once is not understood; the nearest rule is named."""
    found = classed("We are not interested in the docks. The software sounds great.")

    assert found == Classed(UNCLASSIFIED, 55, "en: says no")


def test_among_many_words_one_phrase_is_less_sure() -> None:
    """A phrase in a long letter proves less than the same alone."""
    alone = classed("We already have a tool.")
    among = classed("We already have a tool. " + "It is raining in Spain and on the plain. " * 20)

    assert (alone.reply_class, alone.confidence) == ("negative", 75)
    assert (among.reply_class, among.confidence) == ("negative", 60)


@pytest.mark.parametrize("text", ["", " ", "\n", "👍🏽?", "x" * 100_000, "?" * 9_000])
def test_nothing_is_nothing(text: str) -> None:
    """What no rule knows is unclassified, however long it is."""
    assert classed(text) == NOTHING


@pytest.mark.parametrize(
    "text", ["GRÜSSE! KEIN INTERESSE.", "kein  \n interesse", "Kein Interesse…"]
)
def test_case_and_blanks_are_no_matter(text: str) -> None:
    """Words are compared without case, line ends and typography."""
    assert classed(text).reply_class == "negative"


@pytest.mark.parametrize("text", ["Dafuer habe ich kein Budget", "Bitte loeschen Sie mich"])
def test_umlauts_may_be_spelled_out(text: str) -> None:
    """As people write them whose keyboards have none."""
    assert classed(text).reply_class in {"negative", "unsubscribe"}
