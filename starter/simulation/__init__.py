"""A whole cadence in advance, for a whole list: in numbers, as a table, as a calendar."""
