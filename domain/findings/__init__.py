"""Findings in words: what the figures say that somebody should do something about.

Belongs here: what is found and from how many on, one file each. None is said below its sample
size, and each is so sure that chance alone brings one of a kind in twenty looks. What is counted:
`counting`, from trails, and `ledger`.
"""
