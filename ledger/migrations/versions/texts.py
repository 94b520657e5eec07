"""Claims on text messages beside those on mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Say of every claim on which channel it is; so far all were mails."""
    channel = sa.Column("channel", sa.Text(), nullable=False, server_default="email")
    op.add_column("claims", channel)
