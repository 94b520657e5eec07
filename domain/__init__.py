"""What a cadence is and how it runs, as pure functions over plain data.

Belongs here: rules, transitions, timing, rendering, and the ports the activities need.
Does not belong here: I/O, clocks, randomness, Temporal, SQL, HTTP.
"""
