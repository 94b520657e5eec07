"""docs/settings.md says what the settings say."""

from __future__ import annotations

from pathlib import Path

from config.settings import Settings
from tests.config.settings_page import page_of_settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_the_page_is_up_to_date() -> None:
    """`python -m tests.config.settings_page > docs/settings.md` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page_of_settings()


def test_every_setting_says_what_it_is() -> None:
    """In words that fit a cell of the table and come after the name of its variable."""
    said = {name: field.description or "" for name, field in Settings.model_fields.items()}

    assert [name for name, words in said.items() if not words or "|" in words] == []
