"""Keys of coaches and their sessions, as hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

HASH = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "coach_keys",
        sa.Column("hash", HASH, primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("revoked", MOMENT),
    )
    op.create_table(
        "coach_sessions",
        sa.Column("hash", HASH, primary_key=True),
        sa.Column("key_hash", HASH, nullable=False),
        sa.Column("expires", MOMENT, nullable=False),
    )
    for column in ("key_hash", "expires"):
        op.create_index(f"ix_coach_sessions_{column}", "coach_sessions", [column])
