"""Run by Alembic. The connection comes from ``assistant.database``, in the middle of its transaction."""

from alembic import context

from assistant.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
