"""The `drumbeat` command line and the stack that it runs on one machine.

Belongs here: commands, what they print and how they exit, reading a CSV of prospects, supervising
processes. Does not belong here: decisions (domain), SQL (ledger), workflow code.
"""
