"""How far each mailbox has been read, and who reads it.

There is no way down: mails of the last days would be read again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "readings",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("uidvalidity", sa.BigInteger()),
        sa.Column("last_uid", sa.BigInteger()),
        sa.Column("read_at", sa.DateTime(timezone=True)),
        sa.Column("hindrance", sa.Text()),
        sa.Column("leased_by", sa.Text()),
        sa.Column("leased_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("mailbox", name="pk_readings"),
    )
