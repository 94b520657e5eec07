"""What the pages of the console show: one module a page, by keyset, never everything at once."""
