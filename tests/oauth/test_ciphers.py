"""Refresh tokens at rest: only the right key, for the right mailbox, reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.transports.oauth.ciphers import TokenCipher, Unreadable

KEY, OTHER = "k" * 32, "o" * 32
ROBIN = "robin@northwind.example"
TOKEN = "1//refresh-me"


@given(st.text(), st.text())
def test_what_was_encrypted_is_read_again(token: str, mailbox: str) -> None:
    """Any token of any mailbox; and it does not stand there as it is."""
    cipher = TokenCipher([KEY])

    kept = cipher.encrypt(token, mailbox)

    assert cipher.decrypt(kept, mailbox) == token
    assert len(token) < 4 or token.encode() not in kept


def test_the_same_token_never_looks_the_same() -> None:
    """Nobody sees that two mailboxes share a token, or that one stays."""
    cipher = TokenCipher([KEY])

    assert cipher.encrypt(TOKEN, ROBIN) != cipher.encrypt(TOKEN, ROBIN)


def test_another_key_or_mailbox_reads_nothing() -> None:
    """A row that is copied to another mailbox is worth nothing there."""
    kept = TokenCipher([KEY]).encrypt(TOKEN, ROBIN)

    with pytest.raises(Unreadable):
        TokenCipher([OTHER]).decrypt(kept, ROBIN)
    with pytest.raises(Unreadable):
        TokenCipher([KEY]).decrypt(kept, "ada@northwind.example")


def test_the_former_key_still_reads() -> None:
    """The first of the keys writes, all of them read."""
    kept = TokenCipher([OTHER]).encrypt(TOKEN, ROBIN)

    assert TokenCipher([KEY, OTHER]).decrypt(kept, ROBIN) == TOKEN


@given(st.binary(max_size=60))
def test_what_is_no_ciphertext_is_unreadable(kept: bytes) -> None:
    """Whatever stands in the row, the answer is the same one."""
    with pytest.raises(Unreadable):
        TokenCipher([KEY, OTHER]).decrypt(kept, ROBIN)


@given(st.integers(min_value=0, max_value=41), st.integers(min_value=1, max_value=255))
def test_a_changed_byte_is_found(place: int, change: int) -> None:
    """In the format, the nonce, the token or the tag."""
    kept = bytearray(TokenCipher([KEY]).encrypt(TOKEN, ROBIN))
    assert len(kept) == 42
    kept[place] ^= change

    with pytest.raises(Unreadable):
        TokenCipher([KEY]).decrypt(bytes(kept), ROBIN)
