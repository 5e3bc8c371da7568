"""Run by Alembic. The connection comes from ``assistant.storage.database``, in the middle of its transaction."""

from alembic import context

from assistant.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
