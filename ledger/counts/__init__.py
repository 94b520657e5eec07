"""What is added up: reports, and what statistics are made of."""
