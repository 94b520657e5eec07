"""Files in mails: what is shown stands by the words that show it, the rest is attached."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.mail import MailFile, build_message
from tests.activities.mail.reading import a_mail, parsed, text_of

LOGO = MailFile("files/logo.png", "image/png", b"\x89PNG\r\n\x1a\n logo")
SHEET = MailFile("one-page.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
SHOWN = '<p>Hi <img src="cid:files/logo.png" alt="Northwind"></p>'


def shape_of(part: EmailMessage) -> object:
    kind = part.get_content_subtype()
    inner = [shape_of(each) for each in part.iter_parts()] if part.is_multipart() else None
    return {kind: inner} if inner else kind


def test_attachments_come_after_the_words() -> None:
    """The receiver gets the very bytes, under the name and as what they are."""
    mail = parsed(build_message(a_mail(files=(SHEET,))))

    assert shape_of(mail) == {"mixed": ["plain", "pdf"]}
    (sheet,) = mail.iter_attachments()
    assert sheet.get_content() == SHEET.content
    assert (sheet.get_filename(), sheet.get_content_disposition()) == ("one-page.pdf", "attachment")


def test_an_image_that_the_html_shows_goes_with_it() -> None:
    """Its content id is what the HTML names (RFC 2392), within multipart/related."""
    mail = parsed(build_message(a_mail(html=SHOWN, files=(SHEET, LOGO))))

    assert shape_of(mail) == {
        "mixed": [{"alternative": ["plain", {"related": ["html", "png"]}]}, "pdf"]
    }
    (logo,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    content_id = logo["Content-ID"].strip("<>")
    assert f'<img src="cid:{content_id}" alt="Northwind">' in text_of(mail, "html")
    assert content_id.endswith("@northwind.example")
    assert (logo.get_content(), logo.get_content_disposition()) == (LOGO.content, "inline")


def test_an_image_that_nothing_shows_is_attached() -> None:
    """A mail without HTML cannot show it."""
    mail = parsed(build_message(a_mail(files=(LOGO,))))

    assert shape_of(mail) == {"mixed": ["plain", "png"]}


@pytest.mark.parametrize("name", ["Übersicht für Köln.pdf", "料金表.pdf", "ten % off; really.pdf"])
def test_international_names(name: str) -> None:
    """RFC 2231: any name arrives, in seven bits."""
    message = build_message(a_mail(files=(MailFile(name, "application/pdf", b"%PDF"),)))

    (sheet,) = parsed(message).iter_attachments()
    assert sheet.get_filename() == name
    assert message.isascii()


@given(content=st.binary(max_size=3000))
def test_any_content_arrives(content: bytes) -> None:
    """Bytes of every kind, lines of 76 signs at most."""
    message = build_message(a_mail(files=(MailFile("a.pdf", "application/pdf", content),)))

    (sheet,) = parsed(message).iter_attachments()
    assert sheet.get_content() == content
    assert max(map(len, message.split(b"\r\n"))) <= 998


def test_the_same_files_are_the_same_bytes() -> None:
    """Boundaries and ids come from the content."""
    mail = a_mail(html=SHOWN, files=(SHEET, LOGO))

    assert build_message(mail) == build_message(mail)
