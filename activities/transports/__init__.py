"""The wires on which touches go out, each behind a small Protocol of `domain.ports`.

Belongs here: one provider's protocol a file. Does not belong here: claims, facts, rules.
"""
