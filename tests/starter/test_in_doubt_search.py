"""`drumbeat mail in-doubt search`, in a real mailbox."""

from __future__ import annotations

import pytest

from tests.imap_server import PASSWORD, an_imap_server
from tests.starter.command_line import CommandLine
from tests.starter.test_in_doubt import MAIL, a_doubt, listed

MAILBOXES = """\
mailboxes:
  - address: Robin Vale <robin@northwind.example>
    smtp: {{host: 127.0.0.1, port: 1025, tls: none}}
    imap:
      host: 127.0.0.1
      port: {port}
      tls: none
      password: {{env: ROBINS_PASSWORD}}
"""


def test_a_search_finds_what_lies_in_sent(
    drumbeat: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By hand what a worker does now and then, with the mailboxes of the file."""
    a_doubt(drumbeat)
    monkeypatch.setenv("ROBINS_PASSWORD", PASSWORD)
    monkeypatch.setenv("DRUMBEAT_MAILBOXES", "mailboxes.yaml")
    with an_imap_server("robin@northwind.example") as server:
        drumbeat.file("mailboxes.yaml", MAILBOXES.format(port=server.port))

        before = drumbeat("mail", "in-doubt", "search")
        evidence = drumbeat("mail", "in-doubt", "list").out
        server.put("robin@northwind.example", MAIL, folder="Sent")
        after = drumbeat("mail", "in-doubt", "search", "--json")

    assert before.out == "looked for 1 mails, found 0 in Sent\n"
    assert "neither in Sent nor named in INBOX" in evidence
    assert after.json() == {"looked_for": 1, "arrived": 1, "unreachable": {}}
    assert listed(drumbeat) == []
    gone = drumbeat("mail", "in-doubt", "search")
    assert (gone.code, gone.out) == (0, "looked for 0 mails, found 0 in Sent\n")
