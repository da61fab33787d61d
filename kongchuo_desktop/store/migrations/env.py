"""Runs revisions on the connection that ``migrate.migrate_journal`` hands over."""

from alembic import context

from kongchuo_desktop.store.journal_tables import JOURNAL

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=JOURNAL,
    render_as_batch=True,
)
# The caller holds the transaction: the copy is swapped in only when all has gone well.
context.run_migrations()
