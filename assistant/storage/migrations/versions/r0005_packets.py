"""Packets: what coaches collect, item by item."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.String(43)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "packets",
        sa.Column("id", ID, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("introduction", sa.Text, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
        sa.Column("changed", MOMENT, nullable=False),
    )
    op.create_table(
        "packet_items",
        sa.Column("id", ID, primary_key=True),
        sa.Column("packet_id", ID, sa.ForeignKey("packets.id", ondelete="CASCADE"), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("added", MOMENT, nullable=False),
    )
    op.create_index("ix_packet_items_packet_id", "packet_items", ["packet_id"])
