"""What somebody wrote, as the door has understood it: for people to read.

What came in before stays without; there its raw bytes are shown.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("inbox", sa.Column("words", sa.Text()))
