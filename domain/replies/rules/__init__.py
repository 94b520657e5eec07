"""What people answer, by language: tables of phrases, one file each, and no code.

How the phrases are written, `domain.replies.phrases` says; what follows from them,
`domain.replies.classing`.
"""

from domain.replies.rules.english import ENGLISH
from domain.replies.rules.french import FRENCH
from domain.replies.rules.german import GERMAN
from domain.replies.rules.rule import Rule, Rules
from domain.replies.rules.spanish import SPANISH

__all__ = ["RULES", "Rule", "Rules"]

RULES = (ENGLISH, GERMAN, FRENCH, SPANISH)
