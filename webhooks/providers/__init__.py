"""Webhooks of others, one file each: verify the raw bytes, then say what happened in our words.

Belongs here: how a provider signs, which of its events is which of our facts, whom it is about.
Does not belong here: matching and storing (ledger), what a fact does (domain).
"""
