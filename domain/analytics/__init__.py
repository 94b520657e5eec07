"""Counting: what became of touches and people, and what reports say of that.

`tally` keeps, beside the state, what the facts say for the counters; `outcomes` makes of both one
row a touch and one a person; the rest adds rows up. `docs/analytics.md` says what numbers mean.
"""
