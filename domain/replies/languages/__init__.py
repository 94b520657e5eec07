"""The languages in which absences are understood: tables, one file each, and no code.

How their phrases are written, `domain.replies.phrases` says.
"""

from domain.replies.languages.english import ENGLISH
from domain.replies.languages.french import FRENCH
from domain.replies.languages.german import GERMAN
from domain.replies.languages.language import Language
from domain.replies.languages.spanish import SPANISH

__all__ = ["LANGUAGES", "Language"]

LANGUAGES = (ENGLISH, GERMAN, FRENCH, SPANISH)
