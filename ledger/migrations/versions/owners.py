"""Whose a task is and who did it, without case: people are asked for by equality."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """As the projection writes them from now on."""
    for column in ("owner", "completed_by"):
        _without_case(column)


def _without_case(column: str) -> None:
    connection = op.get_bind()
    names = connection.scalars(
        sa.text(f"SELECT DISTINCT {column} FROM tasks WHERE {column} IS NOT NULL")  # noqa: S608 -- our own names
    ).all()
    changed = [{"was": name, "key": key} for name in names if (key := _key(name)) != name]
    if changed:
        connection.execute(
            sa.text(f"UPDATE tasks SET {column} = :key WHERE {column} = :was"),  # noqa: S608 -- likewise
            changed,
        )


def _key(name: str) -> str:
    return name.strip().casefold()
