"""An index by which it is counted how many touches are held, and why.

There is no way down: what was counted would be counted no more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

IS_HELD = sa.text("status = 'held'")


def upgrade() -> None:
    """Make it; it holds what is held now."""
    op.create_index(
        "ix_touches_held",
        "touches",
        ["enrollment_id", "reason"],
        sqlite_where=IS_HELD,
        postgresql_where=IS_HELD,
    )
