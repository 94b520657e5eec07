"""The domain of a prospect's mail address, and when a link was followed.

There is no way down: it would drop what came in.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CLICKS = sa.text("clicked_at IS NOT NULL")
_DOMAIN = {
    "sqlite": "substr(email_key, instr(email_key, '@') + 1)",
    "postgresql": "split_part(email_key, '@', 2)",
}


def upgrade() -> None:
    """Add the columns, fill the domains, and make both quick to find."""
    op.add_column("prospects", sa.Column("email_domain", sa.Text()))
    domain = _DOMAIN[op.get_bind().dialect.name]
    op.execute(f"UPDATE prospects SET email_domain = {domain} WHERE email_key LIKE '%@%'")  # noqa: S608 -- no word of it comes from outside
    op.create_index("ix_prospects_email_domain", "prospects", ["email_domain"])
    op.add_column("inbox", sa.Column("clicked_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_inbox_clicks",
        "inbox",
        ["enrollment_id", "clicked_at"],
        sqlite_where=CLICKS,
        postgresql_where=CLICKS,
    )
