"""Whom a mail is about: by the ids that it names, then by the address it was sent to."""

from __future__ import annotations

import pytest

from domain.replies import Headers, step_of
from domain.replies.clues import answered_by, enrollment_addressed
from tests.domain.replies.mails import ENROLLMENT, OURS

OLDER = "<e-0123456789ab.mail-1@northwind.example>"


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"In-Reply-To": OURS}, OURS),
        ({"In-Reply-To": f"{OURS} (Robin's message of Monday)"}, OURS),
        ({"In-Reply-To": OURS[1:-1]}, OURS),
        ({"In-Reply-To": f'"{OURS}"'}, OURS),
        ({"In-Reply-To": "<e-0123456789ab.\r\n mail-2@northwind.example>"}, OURS),
        ({"References": f"{OLDER} {OURS}"}, OURS),
        ({"References": f"{OLDER}{OURS}"}, OURS),
        ({"References": f"{OLDER}\r\n\t{OURS}"}, OURS),
        ({"In-Reply-To": OLDER, "References": f"{OLDER} {OURS}"}, OLDER),
        ({"In-Reply-To": "<a@x.example>", "References": f"{OURS} <a@x.example>"}, OURS),
        ({"In-Reply-To": "<a@x.example>", "References": "<b@x.example>"}, "<a@x.example>"),
        ({"References": "<a@x.example> <b@x.example>"}, "<b@x.example>"),
        ({"In-Reply-To": "your mail"}, None),
        ({"In-Reply-To": "<>", "References": "< >"}, None),
        ({"In-Reply-To": f"<{'a' * 2000}@x.example>"}, None),
        ({"In-Reply-To": f"<{'中' * 300}@x.example>"}, None),
        ({}, None),
    ],
)
def test_the_mail_that_is_answered(headers: dict[str, str], named: str | None) -> None:
    """In-Reply-To, then References from the newest; ours before others', however mangled."""
    assert answered_by(Headers.of(headers.items())) == named


@pytest.mark.parametrize(
    ("message_id", "step"),
    [
        (OURS, "mail-2"),
        (OURS[1:-1], "mail-2"),
        ("<e-0123456789ab.day.3@x.example>", "day.3"),
        ("<e-0123456789.mail-2@x.example>", None),
        ("<a@x.example>", None),
        ("", None),
        (None, None),
    ],
)
def test_the_step_of_a_mail(message_id: str | None, step: str | None) -> None:
    """A Message-ID of ours names the step; any other names none."""
    assert step_of(message_id) == step


@pytest.mark.parametrize("name", ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_an_address_names_an_enrollment(name: str) -> None:
    """Behind the plus, wherever the address that was written to has been kept."""
    headers = Headers.of([(name, f"Robin <robin+{ENROLLMENT.upper()}@northwind.example>")])
    tagged = Headers.of([(name, "robin+news@northwind.example")])

    assert enrollment_addressed(headers, ()) == ENROLLMENT
    assert enrollment_addressed(headers, {"Robin@Northwind.example"}) == ENROLLMENT
    assert enrollment_addressed(tagged, ()) is None


def test_only_addresses_of_ours_name_an_enrollment() -> None:
    """Where we know which these are: anybody may write a tag into an address of their own."""
    to = f"foo+{ENROLLMENT}@x.example, robin+{ENROLLMENT[:-1]}c@northwind.example"

    found = enrollment_addressed(Headers.of([("To", to)]), {"robin@northwind.example"})

    assert found == f"{ENROLLMENT[:-1]}c"
    assert enrollment_addressed(Headers.of([("To", to)]), {"robin@x.example"}) is None


def test_an_address_is_bounded_in_bytes() -> None:
    """A database counts these, and not characters."""
    headers = Headers.of([("From", f"{'中' * 100}@x.example, {'中' * 50}@x.example")])

    assert list(headers.addresses("from")) == [f"{'中' * 50}@x.example"]
