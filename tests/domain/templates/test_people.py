"""The filters for names of people, as templates use them."""

from __future__ import annotations

import unicodedata

import pytest

from domain.rendering import render

MISSING = "(missing)"


def _filtered(value: str, filters: str) -> str:
    """What the filters make of the value; whatever is missing shows."""
    return render(f"{{{{ value | {filters} | default: '{MISSING}' }}}}", {"value": value})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ada Lovelace", "Ada"),
        ("ada", "Ada"),
        ("ADA LOVELACE", "Ada"),
        ("Dr. Anna-Lena MEIER", "Anna-Lena"),
        ("Prof. Dr. ANNA-LENA Meier", "Anna-Lena"),
        ("Dr.-Ing. Jörg Müller", "Jörg"),
        ("Herr Jürgen von der Lippe", "Jürgen"),
        ("Mr Smith", "Smith"),
        ("MEIER, Anna-Lena", "Anna-Lena"),
        ("von der Leyen, Ursula", "Ursula"),
        ("Meier, Dr., Anna", "Anna"),
        ("Anna Meier, PhD", "Anna"),
        ("John Smith, Jr.", "John"),
        ("Don Draper", "Don"),
        ("Hon. Grace Hopper", "Grace"),
        ("J. R. R. Tolkien", "J."),
        ("李 小龍", "李"),
        ("Ңургүл Асанова", "Ңургүл"),
        ("JOSE\u0301 García", "José"),
        ("  Ada \t Lovelace ", "Ada"),
        ("Dr.", MISSING),
        (" , ", MISSING),
    ],
)
def test_first_name(name: str, said: str) -> None:
    """The given name of a full name, however the list was kept."""
    assert _filtered(name, "first_name") == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ANNA MEIER", "Anna Meier"),
        ("anna meier", "Anna Meier"),
        ("Anna MEIER", "Anna MEIER"),
        ("eBay", "eBay"),
        ("URSULA VON DER LEYEN", "Ursula von der Leyen"),
        ("vincent van gogh", "Vincent van Gogh"),
        ("VAN MORRISON", "Van Morrison"),
        ("MIGUEL DE LA CRUZ", "Miguel de la Cruz"),
        ("O'BRIEN", "O'Brien"),
        ("o\u2019brien", "O\u2019Brien"),
        ("D'ARTAGNAN", "D'Artagnan"),
        ("james's", "James's"),
        ("RONALD MCDONALD", "Ronald McDonald"),
        ("mcx", "Mcx"),
        ("JEAN-LUC PICARD", "Jean-Luc Picard"),
        ("J.R.R. TOLKIEN", "J.R.R. Tolkien"),
        ("HENRY TUDOR III", "Henry Tudor III"),
        ("ANNA (ANNI) MEIER", "Anna (Anni) Meier"),
        ("ÉMILE ZOLA", "Émile Zola"),
        ("ŁUKASZ ŻÓŁW", "Łukasz Żółw"),
        ("ΓΙΏΡΓΟΣ", "Γιώργος"),
        ("İSMAİL", "İsmai̇l"),
        ("ნინო", "ნინო"),
        ("E\u0301MILE", "Émile"),
        ("K\u0308ARL", "K\u0308arl"),
        ("  ", MISSING),
    ],
)
def test_title_case(name: str, said: str) -> None:
    """Shouted and lower-case names as names are written; what has both cases is left alone."""
    assert _filtered(name, "title_case") == unicodedata.normalize("NFC", said)


@pytest.mark.parametrize(
    ("name", "said"),
    [("Anna", "Anna's"), ("James", "James'"), ("ADS", "ADS'"), ("Zoë ", "Zoë's"), (" ", MISSING)],
)
def test_possessive(name: str, said: str) -> None:
    """An apostrophe and an s, or the apostrophe alone after an s."""
    assert _filtered(name, "possessive") == said


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Ada Lovelace", "AL"),
        ("Dr. Anna-Lena von Meier", "AM"),
        ("MEIER, anna", "AM"),
        ("édith piaf", "ÉP"),
        ("🎉 Ada", "A"),
        ("🎉", MISSING),
    ],
)
def test_initials(name: str, said: str) -> None:
    """The first letters, without titles, particles and ornaments."""
    assert _filtered(name, "initials") == said
