"""What somebody has written by themselves: no quotes, no signature, no markup, in any encoding."""

from __future__ import annotations

import base64
import quopri

import pytest

from domain.replies import reply_text
from tests.domain.replies.mails import a_mail, a_multipart

QUOTES = {
    "gmail": "On Mon, 23 Nov 2026 at 09:00, Robin <robin@northwind.example>\nwrote:\n\n> Hi",
    "apple": "> On 23 Nov 2026, at 09:00, Robin <robin@northwind.example> wrote:\n>\n> Hi Ada",
    "outlook": "________________________________\nFrom: Robin\nSent: Monday\nTo: Ada\n"
    "Subject: Docks\n\nHi Ada",
    "german": "Am 23.11.2026 um 09:00 schrieb Robin Vale:\n> Hallo Ada",
    "german outlook": "Von: Robin\nGesendet: Montag\nAn: Ada\nBetreff: Docks\n\nHallo",
    "french": "Le lun. 23 nov. 2026 à 09:00, Robin <robin@northwind.example> a écrit :\n> Bonjour",
    "spanish": "El lun, 23 nov 2026 a las 9:00, Robin (<robin@x.example>) escribió:\n> Hola",
    "italian": "Da: Robin <robin@x.example>\nInviato: lunedì\nA: Ada\nOggetto: Docks\n\nStop",
    "dutch": "________________________________\nVan: Robin <robin@x.example>\nVerzonden: maandag\n"
    "Aan: Ada\nOnderwerp: Docks\n\nUnsubscribe",
    "portuguese": "De: Robin\nEnviada em: segunda-feira\nPara: ada@x.example\nAssunto: Docks\n\nHi",
    "polish": "-----Oryginalna wiadomość-----\nOd: Robin <robin@x.example>\nWysłano: dziś\n"
    "Do: Ada\nTemat: Docks\n\nHi",
    "swedish": "*Från:* Robin <robin@x.example>\n*Skickat:* måndag\n*Till:* Ada\n*Ämne:* Docks\n",
    "long": f"Da: Robin <robin@x.example>\nInviato: ieri\nA: {'Ada <ada@x.example>, ' * 30}\n"
    "Oggetto: Docks\n\nHi",
    "signature": "-- \nAda Lovelace\nunsubscribe from my letters",
    "greeting": "Best regards,\nAda Lovelace",
    "german greeting": "Mit freundlichen Grüßen\nAda Lovelace",
    "telephone": "Sent from my iPhone",
    "german telephone": "Von meinem iPhone gesendet",
    "spanish telephone": "Enviado desde mi iPhone",
}


@pytest.mark.parametrize("rest", QUOTES.values(), ids=QUOTES)
def test_quotes_and_signatures_are_left_out(rest: str) -> None:
    """As mail programs write them in four languages."""
    assert reply_text(a_mail(f"Sounds good.\n\n{rest}\n")) == "Sounds good."


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("> How many?\nTen.\n> When?\nMonday.\n", "Ten.\nMonday."),
        ("On Monday, Robin wrote:\n> Hi Ada\n> yes?\n\nYes!\n", "Yes!"),
        ("Hi,\n\nThanks, but we are not interested in docks at all.\n\nThanks,\nAda", None),
        ("From: Robin\nSent: Monday\nTo: Ada\nSubject: Docks\n\nHi Ada, unsubscribe here", ""),
        ("Da: Robin <robin@x.example>\nInviato: ieri\nA: Ada\nOggetto: Docks\n\nHi, stop", ""),
        (
            "Ask Jane:\nName: Jane Doe\nEmail: jane@x.example\nPhone: 1",
            "Ask Jane:\nName: Jane Doe\nEmail: jane@x.example\nPhone: 1",
        ),
        ("Da: a\nA: b\nOggetto: c", "Da: a\nA: b\nOggetto: c"),
        ("- one\n- two", "- one\n- two"),
        ("", ""),
        ("\n \n", ""),
    ],
)
def test_what_stands_where(text: str, own: str | None) -> None:
    """Answers between quotes and below them count, a mail passed on does not, lists stay lists."""
    expected = "Hi,\n\nThanks, but we are not interested in docks at all." if own is None else own

    assert reply_text(a_mail(text)) == expected


def test_a_long_line_stays_one() -> None:
    """A paragraph without line ends, as phones write it, is taken apart and put together again."""
    paragraph = " ".join(["forty-two docks"] * 100)

    assert reply_text(a_mail(f"{paragraph}\n\nBest regards\nAda")) == paragraph


def test_a_long_word_stays_one() -> None:
    """An address of the web is not taken apart."""
    link = f"https://lovelace.example/{'a' * 900} See you."

    assert reply_text(a_mail(link)) == link


UMLAUTS = "Schöne Grüße aus Köln: ja!"


@pytest.mark.parametrize(
    ("content_type", "encoding", "content"),
    [
        ("text/plain; charset=utf-8", "8bit", UMLAUTS.encode()),
        ("text/plain", "8bit", UMLAUTS.encode()),
        ("text/plain; charset=us-ascii", "8bit", UMLAUTS.encode("cp1252")),
        ("text/plain; charset=iso-8859-1", "8bit", UMLAUTS.encode("latin-1")),
        ("text/plain; charset=cp850", "8bit", UMLAUTS.encode("cp850")),
        ("text/plain; charset=utf-16", "base64", base64.encodebytes(UMLAUTS.encode("utf-16"))),
        ("text/plain; charset=utf-8", "base64", base64.encodebytes(UMLAUTS.encode())),
        ("text/plain; charset=utf-8", "quoted-printable", quopri.encodestring(UMLAUTS.encode())),
        ("text/plain; charset=punycode", "8bit", UMLAUTS.encode()),
        ("text/plain; charset=x-unknown", "8bit", UMLAUTS.encode()),
    ],
)
def test_any_charset_and_encoding(content_type: str, encoding: str, content: bytes) -> None:
    """As declared, or as it is where the declaration is wrong or unknown."""
    head = f"Content-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n\n"

    assert reply_text(head.encode() + content) == UMLAUTS


@pytest.mark.parametrize(
    ("text", "parameters", "own"),
    [
        ("One \ntwo \nthree.\n\nFour.", "format=flowed", "One two three.\n\nFour."),
        ("auto \nbahn", "format=flowed; delsp=yes", "autobahn"),
        (" From here.\n-- \nAda", "format=flowed", "From here."),
        ("Yes.\n> you \n> asked", "format=flowed", "Yes."),
    ],
)
def test_flowed_text_is_joined(text: str, parameters: str, own: str) -> None:
    """Paragraphs that were wrapped on the way are single lines again (RFC 3676)."""
    assert reply_text(a_mail(text, f"Content-Type: text/plain; {parameters}")) == own


PLAIN = "Content-Type: text/plain\n\nYes, call me."
MARKUP = (
    "Content-Type: text/html\n\n<html><style>p {}</style><script>alert(1)</script>"
    "<p>Yes, <b>call</b> me.</p><div class='gmail_quote'>On Monday Robin wrote:"
    "<blockquote>unsubscribe</blockquote></div></html>"
)


@pytest.mark.parametrize(
    "raw",
    [
        a_multipart("alternative", PLAIN, MARKUP),
        a_multipart("alternative", "Content-Type: text/plain\n\n \n", MARKUP),
        a_multipart("mixed", MARKUP),
        a_multipart(
            "mixed", 'Content-Disposition: attachment; filename="a.txt"\n\nStop it!', PLAIN
        ),
        a_multipart(
            "mixed", "Content-Type: image/png\n\n\x00\x01", PLAIN, "\n\nA footer of a list"
        ),
    ],
    ids=["both", "empty plain", "html", "attachment first", "picture and footer"],
)
def test_the_words_of_a_mail_of_parts(raw: bytes) -> None:
    """Plain before HTML, without scripts, styles, quotes and attachments."""
    assert reply_text(raw) == "Yes, call me."


@pytest.mark.parametrize(
    "quote",
    [
        '<div id="appendonsend"></div><div>Robin wrote</div>',
        '<blockquote type="cite">Robin wrote</blockquote>',
        '<div style="border:none; border-top:solid #E1E1E1 1.0pt">From: Robin</div>',
        '<div class="yahoo_quoted">Robin wrote</div>',
    ],
)
def test_quotes_in_markup_are_left_out(quote: str) -> None:
    """By the marks that mail programs leave; a mail that is nothing but a quote is shown."""
    head = "Content-Type: text/html\n\n"

    assert reply_text(f"{head}<p>Yes.</p>{quote}".encode()) == "Yes."
    assert "Robin" in reply_text(f"{head}{quote}".encode())


def test_no_control_characters_are_left() -> None:
    """What people read holds nothing that moves a terminal's cursor."""
    assert reply_text(a_mail("\x1b[2JYes\x00\x07 please\x7f.")) == "[2JYes please."
