"""All that people are searched by, in their order: a search reads no row that it does not show."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the index."""
    op.create_index(
        "ix_prospects_search",
        "prospects",
        ["id", "email_key", "name_key", "phone", "linkedin_key"],
    )
