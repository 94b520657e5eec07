"""Runs the migrations on the URL that `ledger.migrate` hands over, in one transaction.

What follows from the facts is folded anew with them: this Drumbeat may read more in a fact than the
one that has stored it.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from ledger.database.engine import writing_engine
from ledger.projections import rebuild
from ledger.schema import metadata

# Any number, the same for everybody: two starting processes migrate one after the other.
ADVISORY_LOCK = 6_277_101_735


def run() -> None:
    """Upgrade; all of it or nothing."""
    engine = writing_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
            before = context.get_context().get_current_revision()
            context.run_migrations()
            if before not in (None, context.get_context().get_current_revision()):
                _fold_anew(connection)
    engine.dispose()


def _fold_anew(connection: Connection) -> None:
    with connection.begin_nested():
        rebuild(connection)


run()
