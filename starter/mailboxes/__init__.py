"""Sending mailboxes as commands need them: entries, consent, mails in preview."""
