"""The fields of one prospect, each checked and brought into its one form."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from domain.cadence import ZONES
from domain.errors import InvalidProspect
from domain.people.prospects import Prospect, countries

# Columns that are more than a template's variable.
KNOWN = frozenset({"email", "phone", "linkedin_url", "timezone", "country", "region", "account"})


def field_of(title: str) -> str:
    """A column's title as the name that templates know: 'First Name' as first_name."""
    return re.sub(r"\W+", "_", title.strip().casefold()).strip("_")


def prospect_of(named: Mapping[str, str]) -> Prospect:
    """The prospect of these fields; the ledger gives the id. Raises `InvalidProspect`.

    What is none of `KNOWN` is a variable for templates.
    """
    if not any(named.get(way) for way in ("email", "linkedin_url", "phone")):
        raise InvalidProspect("nobody can be reached; give email, linkedin_url or phone")
    country = _checked(named, "country", _country)
    return Prospect(
        id="",
        email=_checked(named, "email", email_of),
        phone=phone_of(named["phone"], country) if named.get("phone") else None,
        linkedin_url=_checked(named, "linkedin_url", linkedin_url_of),
        timezone=_checked(named, "timezone", _timezone),
        country=country,
        region=named.get("region") or None,
        account=named.get("account") or named.get("company"),
        variables={name: text for name, text in named.items() if name not in KNOWN},
    )


def _checked(named: Mapping[str, str], name: str, check: Callable[[str], str]) -> str | None:
    """The field in its one form, where there is one."""
    return check(named[name]) if named.get(name) else None


def email_of(text: str) -> str:
    """RFC 5321 syntax; the domain in ASCII, as the wire and bounces carry it.

    Beyond ASCII before the @ (RFC 6531), the address stays as it is written, in its normal form.
    Raises `InvalidProspect`.
    """
    try:
        # Test domains pass: whether mail arrives is the mail server's to say, not ours.
        address = validate_email(
            text, check_deliverability=False, allow_smtputf8=True, test_environment=True
        )
    except EmailNotValidError as error:
        raise InvalidProspect(f"email {text!r} is not an address: {_sentence(error)}") from error
    return address.ascii_email or address.normalized


def phone_of(text: str, country: str | None) -> str:
    """E.164, from an international number or a national one of the country.

    Raises `InvalidProspect`.
    """
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        number = phonenumbers.PhoneNumber()
    if not phonenumbers.is_possible_number(number):
        raise InvalidProspect(
            f"phone {text!r} is not a number; write it with its country, such as +49 30 901820"
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def linkedin_url_of(text: str) -> str:
    """The address of a profile. Raises `InvalidProspect`."""
    url = text if "://" in text else f"https://{text}"
    if not is_profile(url):
        raise InvalidProspect(
            f"linkedin_url {text!r} is not a profile; write https://www.linkedin.com/in/NAME"
        )
    return url


def is_profile(url: str) -> bool:
    """Whether the URL is a page of LinkedIn's: a link that is a script has a host, too."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    is_theirs = host == "linkedin.com" or host.endswith(".linkedin.com")
    return is_theirs and parts.scheme in ("http", "https")


def _timezone(text: str) -> str:
    if text in ZONES:
        return text
    near = get_close_matches(text, ZONES, n=1)
    right = f"did you mean {near[0]}?" if near else "write one such as Europe/Berlin"
    raise InvalidProspect(f"timezone {text!r} is not an IANA time zone; {right}")


def _country(text: str) -> str:
    code = text.upper()
    if code not in countries():
        raise InvalidProspect(
            f"country {text!r} is not an ISO 3166 code; write two letters such as DE"
        )
    return code


def _sentence(error: EmailNotValidError) -> str:
    words = " ".join(str(error).split()).rstrip(".")
    return words[:1].lower() + words[1:]
