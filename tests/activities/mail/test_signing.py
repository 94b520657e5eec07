"""DKIM: dkimpy, which knows nothing of our signing, verifies what we sign."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import dkim
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from dkim.canonicalization import Relaxed
from hypothesis import given, settings

from activities.mail import OptOut, Signer, build_message
from activities.mail.signing import OVERSIGNED, SIGNED
from domain.mailboxes import SigningKey
from tests.activities.mail.reading import A_MAIL, NASTY, a_mail, parsed

RSA = rsa.generate_private_key(65537, 2048)
ED25519 = Ed25519PrivateKey.generate()
WAY = OptOut("k" * 32, "https://go.northwind.example").way_of("e-1", "robin@northwind.example")
EVERYTHING = a_mail(
    subject="Grüße ans Tor",
    html="<p>Hi</p>",
    way_out=WAY,
    thread=("<a@n.example>", "<b@n.example>"),
)


def pem(key: rsa.RSAPrivateKey | Ed25519PrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def signer(key: str = "") -> Signer:
    return Signer.of(SigningKey("northwind.example", "s1", key or pem(RSA)))


def verifies(message: bytes) -> bool:
    public = RSA.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    records = {b"s1._domainkey.northwind.example.": b"v=DKIM1; p=" + base64.b64encode(public)}
    return bool(dkim.verify(message, dnsfunc=lambda name, timeout=5: records[name]))


def tags_of(message: bytes) -> dict[str, str]:
    said = re.sub(r"\s", "", parsed(message)["DKIM-Signature"])
    return dict(tag.split("=", 1) for tag in said.split(";"))


@settings(max_examples=25, deadline=None)
@given(subject=NASTY, text=NASTY)
def test_every_mail_verifies(subject: str, text: str) -> None:
    """Whatever the words are, the bytes that go out are the bytes that were signed."""
    assert verifies(build_message(a_mail(subject, text, "<p>Hi</p>"), signer()))


def test_the_signature_covers_what_matters() -> None:
    """Both headers for opting out and the thread are in it, so that nobody adds or changes them."""
    tags = tags_of(build_message(EVERYTHING, signer()))

    assert (tags["a"], tags["c"], tags["d"], tags["s"]) == (
        "rsa-sha256",
        "relaxed/relaxed",
        "northwind.example",
        "s1",
    )
    # A mail of several parts has no encoding of its own.
    names = [name for name in SIGNED if name != b"content-transfer-encoding"]
    assert tags["h"].split(":") == [name.decode() for name in (*names, *OVERSIGNED)]
    assert verifies(build_message(EVERYTHING, signer()))


def test_a_header_that_is_missing_is_not_signed_for() -> None:
    """A relay that adds its own List-Unsubscribe does not break the signature."""
    message = build_message(A_MAIL, signer())

    assert "list-unsubscribe" not in tags_of(message)["h"]
    assert verifies(b"List-Unsubscribe: <https://relay.example>\r\n" + message)


@pytest.mark.parametrize(
    "second",
    [
        b"From: Eve <eve@else.example>",
        b"To: eve@else.example",
        b"Subject: Something else",
        b"List-Unsubscribe: <https://else.example>",
    ],
)
def test_no_second_one_can_be_added(second: bytes) -> None:
    """A mail program that shows the first of two would show what nobody has signed."""
    message = build_message(EVERYTHING, signer())

    assert verifies(message)
    assert not verifies(second + b"\r\n" + message)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"One-Click", b"No-Click"),
        (b"/opt-out/", b"/opt-in/"),
        (b"<a@n.example>\r\n", b"<c@n.example>\r\n"),
        (b"Hi Ada", b"Hi Eve"),
    ],
)
def test_changes_are_found(was: bytes, becomes: bytes) -> None:
    """The test can fail: with one word changed on the way nothing verifies."""
    changed = build_message(EVERYTHING, signer()).replace(was, becomes, 1)

    assert not verifies(changed)


def test_the_same_mail_has_the_same_signature() -> None:
    """No moment of the host's clock is in it."""
    assert build_message(EVERYTHING, signer()) == build_message(EVERYTHING, signer())
    assert "t" not in tags_of(build_message(EVERYTHING, signer()))


@pytest.mark.parametrize("form", ["pem", "seed"])
def test_ed25519(form: str) -> None:
    """RFC 8463: the key signs the hash of the headers; dkimpy needs a library for it, we do not."""
    seed = ED25519.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    key = pem(ED25519) if form == "pem" else base64.b64encode(seed).decode()

    message = build_message(EVERYTHING, signer(key))

    tags = tags_of(message)
    assert tags["a"] == "ed25519-sha256"
    ED25519.public_key().verify(base64.b64decode(tags["b"]), hash_of_headers(message))


def hash_of_headers(message: bytes) -> bytes:
    """As RFC 6376 section 3.7 makes it, with dkimpy's reading of the message."""
    headers, _ = dkim.rfc822_parse(message)
    relaxed = dict(Relaxed.canonicalize_headers(headers))
    signature = relaxed.pop(b"dkim-signature").removesuffix(b"\r\n")
    names = tags_of(message)["h"].encode().split(b":")
    # A name without a header of its own is signed as nothing (section 5.4.2).
    signed = b"".join(b"%b:%b" % (name, relaxed.pop(name)) for name in names if name in relaxed)
    empty = re.sub(rb"b=[^;=]*=*$", b"b=", signature)
    return hashlib.sha256(signed + b"dkim-signature:" + empty).digest()


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("not a key", "no private key in PEM"),
        ("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "no private key in PEM"),
        (base64.b64encode(b"short").decode(), "no private key in PEM"),
        (pem(ec.generate_private_key(ec.SECP256R1())), "another kind"),
    ],
)
def test_a_key_that_cannot_sign_is_refused(key: str, wrong: str) -> None:
    """When the worker starts, and without any of the key in the words."""
    with pytest.raises(ValueError, match=wrong) as refused:
        signer(key)

    assert key not in str(refused.value)
    assert "PRIVATE" not in repr(replace(signer(), selector="s2"))
