"""Conversations and their messages: what the program made before it had migrations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(43), primary_key=True),
        sa.Column("created", moment, nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(43), primary_key=True),
        sa.Column(
            "conversation_id", sa.String(43), sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("role", sa.String(9), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("created", moment, nullable=False),
    )
    op.create_index("ix_messages_conversation_id", "messages", ["conversation_id"])
