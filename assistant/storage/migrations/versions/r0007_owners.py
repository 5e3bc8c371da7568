"""Whose a packet is, and whether other coaches may read it; those from before stay everybody's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("packets", sa.Column("owner", sa.String(60), nullable=False, server_default=""))
    op.add_column("packets", sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()))
