"""Access to mailboxes by OAuth 2.0: how it is granted, kept, renewed and used.

Belongs here: the providers' facts, the grants, the encryption of what is kept, the access tokens.
Does not belong here: the browser and the person before it (starter), the table (ledger).

Written on httpx rather than on Authlib: what is needed is one address and one form, sent in two
ways. Authlib 1.9 has no types, warns of its httpx client as deprecated, and keeps and renews
tokens in its own session, where this project must store a rotated one before it is used.
"""
