"""Mails, their threads, links and doubts."""
