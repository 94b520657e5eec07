"""What comes in: matched, stored, stopped for, and told to its workflow."""
