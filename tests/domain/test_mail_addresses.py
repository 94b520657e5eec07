"""Message-IDs: what a touch's mail is called is recognised, and nothing else."""

from __future__ import annotations

import pytest

from domain.mail_addresses import message_id_of, names_a_touch

OURS = message_id_of("e-0123456789ab", "mail-1", "robin@northwind.example")


@pytest.mark.parametrize("message_id", [OURS, OURS.strip("<>")])
def test_the_mail_of_a_touch_is_recognised(message_id: str) -> None:
    """With its angle brackets and without."""
    assert names_a_touch(message_id)


@pytest.mark.parametrize(
    "message_id", ["", "<1@example.com>", f"x{OURS}", f"{OURS} {OURS}", "<e-1.mail-1@n.example>"]
)
def test_what_others_call_their_mails_is_not(message_id: str) -> None:
    """Nor what merely contains such a name."""
    assert not names_a_touch(message_id)
