"""What figures say and what they do not: intervals, tests, sizes, forecasts.

Belongs here: pure functions over counts, each with its source. What is counted belongs into
`ledger`. Who compares, foretells or plans needs numpy and scipy, which take half a second to load:
who must start fast imports them where they are used.
"""
