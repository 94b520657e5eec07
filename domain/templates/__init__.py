"""The Liquid of outreach: words with gaps, and the conditions that steps ask.

Belongs here: what a template may do, its filters, what can be found wrong in it without rendering,
and conditions. Does not belong here: which words a step has (`cadence`), what a mail is made of
(`rendering`).
"""
