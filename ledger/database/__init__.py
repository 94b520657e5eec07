"""How SQL is run, on SQLite and on PostgreSQL."""
