"""Every mail of every prospect is read back as it was written, whatever stands in their fields."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from activities.mail import Author, Letterhead, MailFile, OptOut
from domain.mail.threads import Correspondence, SentMail
from domain.people.enrollee import Enrollee
from domain.people.prospects import Prospect
from tests.activities.mail.reading import NASTY, parsed, text_of, unix
from tests.builders import a_cadence, a_step

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
FIELDS = ("first_name", "company", "title", "account", "phone", "linkedin_url", "country")
EVERY = "".join(f"[{{{{ {name} | default: 'none' }}}}]" for name in FIELDS)
ATTRIBUTES = "".join(f"<a href='{{{{ {n} | default: 1 }}}}' title='{EVERY}'>x</a>" for n in FIELDS)
MAILS = a_cadence(
    steps=[
        a_step(id="intro", subject=f"For {EVERY}", text=f"Hi {EVERY},"),
        a_step(id="more", day=2, subject=None, text=f"Also {EVERY}.", html=f"<p>{EVERY}</p>"),
        a_step(
            id="last",
            day=3,
            subject=EVERY,
            text=None,
            html=f"<style>p {{color: red}}</style><p>{EVERY}</p>{ATTRIBUTES}",
        ),
    ]
)
LETTERHEAD = Letterhead(OptOut("k" * 32, "https://go.northwind.example"))
ROBIN = Author("Robin Vale <robin@northwind.example>", LETTERHEAD)
HEADERS = ["From", "To", "Subject", "Date", "Message-ID"]
THREAD = ["In-Reply-To", "References"]
AFTER = ["List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type"]
VALUES = st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, NASTY))


def a_prospect_of(fields: Mapping[str, str]) -> Prospect:
    own = {name: fields[name] for name in ("account", "phone", "linkedin_url") if name in fields}
    named = {name: value for name, value in fields.items() if name not in own}
    return Prospect("p-1", email="ada@example.com", variables=named, **own)


def written(step: str, fields: Mapping[str, str], thread: Correspondence) -> bytes:
    enrollee = Enrollee("e-1", a_prospect_of(fields), MAILS)
    files = (MailFile("sheet.pdf", "application/pdf", b"%PDF"),) if step == "last" else ()
    return ROBIN.written(ROBIN.mail(enrollee, step, AT, thread, files))


@settings(deadline=None)
@given(fields=VALUES)
def test_no_field_adds_a_header_or_a_part(fields: Mapping[str, str]) -> None:
    """Headers are those we wrote, in our order; a subject is one line; parts are ours."""
    mail = parsed(written("intro", fields, Correspondence()))

    assert [name for name in mail.keys() if name != "Content-Transfer-Encoding"] == [  # noqa: SIM118 -- a mail is no dict: its keys repeat
        *HEADERS,
        *AFTER,
    ]
    assert [str(address) for address in mail["To"].addresses] == ["ada@example.com"]
    assert mail["Subject"].startswith("For [")
    assert mail.get_content_type() == "text/plain"
    assert unix(text_of(mail)).startswith("Hi [")


@settings(deadline=None)
@given(fields=VALUES, subject=NASTY)
def test_no_field_breaks_a_thread(fields: Mapping[str, str], subject: str) -> None:
    """Ids and links stay whole under any subject that the first mail may have had."""
    thread = Correspondence((SentMail("intro", "<e-1.intro@northwind.example>", subject, AT),))

    message = written("more", fields, thread)

    mail = parsed(message)
    assert list(mail.keys()) == [*HEADERS, *THREAD, *AFTER]
    assert mail["In-Reply-To"] == mail["References"] == "<e-1.intro@northwind.example>"
    assert b"\r\nList-Unsubscribe: <https://go.northwind.example/opt-out/" in message
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]


@settings(deadline=None)
@given(fields=VALUES)
def test_no_field_is_markup(fields: Mapping[str, str]) -> None:
    """In HTML a field is text, also within an attribute; the text made of it is a text."""
    message = written("last", fields, Correspondence())

    mail = parsed(message)
    document = text_of(mail, "html")
    assert document.count("<p style=") == 2
    assert document.count("<a ") == len(FIELDS) + 1
    assert "<script" not in document.lower()
    assert "https://go.northwind.example/opt-out/" in text_of(mail)
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
