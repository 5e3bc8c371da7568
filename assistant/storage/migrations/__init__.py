"""How the database of conversations became what it is, step by step (Alembic)."""
