"""The public door: verify, store in the inbox, answer; then signal the workflows.

Belongs here: one file for each provider, the HTTP app, the dispatcher, the process that runs both.
Does not belong here: what a fact does to an enrollment (domain), SQL (ledger), pages (console).
"""
