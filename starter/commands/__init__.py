"""The commands, one file a group: what they take, what they print, how they fail.

Belongs here: arguments, words and tables for people, documents for programs. Does not: work.
"""
