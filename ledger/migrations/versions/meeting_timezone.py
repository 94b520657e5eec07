"""The zone that a prospect gave when booking a meeting."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make its column; nobody has given one yet."""
    op.add_column("prospects", sa.Column("meeting_timezone", sa.Text()))
