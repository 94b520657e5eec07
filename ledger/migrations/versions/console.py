"""Users of the console and their sessions; names to search by; the indexes of its lists."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

INSTANT = sa.DateTime(timezone=True)
AT_ONCE = 1_000

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all of it, and the names of those who are there."""
    _make_people()
    _make_attempts()
    op.add_column("prospects", sa.Column("name_key", sa.Text()))
    _name_everybody()
    op.create_index(
        "ix_enrollments_by_cadence",
        "enrollments",
        ["cadence", "state", "step", "number", "version"],
    )
    op.create_index("ix_enrollments_by_reason", "enrollments", ["reason", "state", "number"])
    _partial("ix_enrollments_by_next", "enrollments", ["next_at", "number"], "next_at IS NOT NULL")
    _partial("ix_inbox_replies", "inbox", ["id"], "fact = 'reply'")
    _partial("ix_inbox_enrollment", "inbox", ["enrollment_id", "id"], "enrollment_id IS NOT NULL")


def _make_people() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_key", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("disabled_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email_key", name="uq_users_email_key"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sessions_user_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])


def _make_attempts() -> None:
    op.create_table(
        "sign_in_links",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_sign_in_links_user_id"),
        sa.PrimaryKeyConstraint("digest", name="pk_sign_in_links"),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_attempts"),
    )
    op.create_index("ix_sign_in_attempts_key_at", "sign_in_attempts", ["key", "at"])


def _name_everybody() -> None:
    """The names as `ledger.prospects` writes them from now on, some at a time."""
    connection = op.get_bind()
    some = sa.text(
        "SELECT id, variables FROM prospects WHERE id > :after ORDER BY id LIMIT :at_once"
    )
    name = sa.text("UPDATE prospects SET name_key = :name WHERE id = :id")
    after = ""
    while rows := connection.execute(some, {"after": after, "at_once": AT_ONCE}).all():
        connection.execute(name, [{"id": row.id, "name": _name_of(row.variables)} for row in rows])
        after = rows[-1].id


def _name_of(variables: str) -> str | None:
    known = json.loads(variables)
    whole = known.get("name") or known.get("full_name")
    words = whole or " ".join(filter(None, (known.get("first_name"), known.get("last_name"))))
    return words.casefold() or None


def _partial(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
