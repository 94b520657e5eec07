"""Calls and texts by a provider."""
