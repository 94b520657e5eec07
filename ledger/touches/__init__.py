"""Touches that start: claims, the slots of mailboxes, and the doubts they leave."""
