"""Prospects: who they are, what is known of them and what was heard."""
