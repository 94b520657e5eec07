"""What the ledger decides: pure, and the same on a database and in memory."""
