"""The durable run of an enrollment.

Belongs here: waiting, signals, updates, timeouts and retry policies, and how runs are started,
compared with the ledger and repaired. Does not belong here: rules, calendars, templates, SQL.
"""
