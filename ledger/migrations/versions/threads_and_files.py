"""The subjects of sent mails, for their threads, and the files that mails carry."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002_threads_and_files"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and the table; mails sent before have no subject that anybody kept."""
    op.add_column("claims", sa.Column("subject", sa.Text(), nullable=True))
    op.create_table(
        "files",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_files"),
    )
