"""How often an event was told in vain, and which dispatcher tells whose events.

There is no way down: what was set aside would be told again, in vain.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column and make the table."""
    op.add_column("inbox", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    # What a dispatcher found to be too late was called set aside before.
    op.execute(
        "UPDATE inbox SET verdict = 'too_late', reason = NULL "
        "WHERE verdict = 'set_aside' AND reason = 'too_late'"
    )
    op.create_table(
        "leases",
        sa.Column("enrollment_id", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("enrollment_id", name="pk_leases"),
    )
