"""The ledger: append-only facts and what follows from them; the only SQL in Drumbeat.

Belongs here: tables, transactions, projections, queries, migrations, and the in-memory ledger.
Does not belong here: decisions (domain), Temporal, HTTP, the environment.
"""
