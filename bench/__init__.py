"""Drumbeat measured against the bare Temporal floor, on one server in one run."""
