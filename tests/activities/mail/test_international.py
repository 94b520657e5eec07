"""Names, subjects and addresses of the world, each as the least of servers can take it."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_string, policy

import pytest

from activities.mail import address_of, build_message, message_id_of
from tests.activities.mail.reading import A_MAIL, a_mail, parsed, text_of

GRETA = "gräta@bücher.example"


def test_words_are_encoded_and_come_back() -> None:
    """RFC 2047: seven bits in the headers while every address has them."""
    message = build_message(
        a_mail("Ein Tor für Köln 🚚", "Grüße aus 東京", sender="Zoë Ñandú <zoe@northwind.example>")
    )

    mail = parsed(message)
    assert message.isascii()
    assert mail["Subject"] == "Ein Tor für Köln 🚚"
    assert mail["From"].addresses[0].display_name == "Zoë Ñandú"
    assert text_of(mail).startswith("Grüße aus 東京")


def test_a_domain_is_written_as_dns_has_it() -> None:
    """RFC 5890: such an address needs no SMTPUTF8, neither as sender nor as recipient."""
    mail = replace(A_MAIL, sender="Robin <robin@bücher.example>", recipient="ada@bücher.example")

    message = build_message(mail)

    assert message.isascii()
    assert parsed(message)["To"] == "ada@xn--bcher-kva.example"
    assert address_of(mail.sender) == "robin@xn--bcher-kva.example"
    assert message_id_of("e-1", "intro", GRETA) == "<e-1.intro@xn--bcher-kva.example>"


def test_an_address_beyond_ascii_stands_as_it_is() -> None:
    """RFC 6532: UTF-8 in the one header that needs it; words stay encoded, bodies seven bits."""
    message = build_message(replace(a_mail("Grüße"), recipient=GRETA))

    head, _, body = message.partition(b"\r\n\r\n")
    beyond = [line for line in head.split(b"\r\n") if not line.isascii()]
    assert beyond == [f"To: {GRETA}".encode()]
    assert body.isascii()
    mail = message_from_string(message.decode(), policy=policy.SMTPUTF8)
    assert mail["To"] == GRETA
    assert mail["Subject"] == "Grüße"
    assert mail.defects == []


@pytest.mark.parametrize("domain", ["a" * 64 + "ü.example", "ü..example", "-ü-.example"])
def test_a_domain_that_is_none_is_refused(domain: str) -> None:
    """IDNA says what a domain can be."""
    with pytest.raises(ValueError, match="is not a domain"):
        build_message(replace(A_MAIL, recipient=f"ada@{domain}"))
