"""Whole answers, feedback and idempotency keys; messages are numbered through.

No table is made anew to change it, as Alembic's batch mode does on SQLite: dropping the old one would delete, by the
foreign keys, all that belongs to its rows.
"""

from __future__ import annotations

from itertools import groupby

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.String(43)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _number_messages()
    op.drop_index("ix_messages_conversation_id", "messages")
    op.create_index("uq_messages_conversation_id_place", "messages", ["conversation_id", "place"], unique=True)
    op.create_index("ix_messages_created", "messages", ["created"])
    op.create_table(
        "answers",
        sa.Column("message_id", ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("status", sa.String(9), nullable=False),
        sa.Column("standalone_question", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("guides", sa.JSON, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
    )
    op.create_index("ix_answers_status", "answers", ["status"])
    op.create_table(
        "feedback",
        sa.Column("message_id", ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("verdict", sa.String(4), nullable=False),
        sa.Column("reason", sa.String(20)),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("created", MOMENT, nullable=False),
    )
    op.create_table(
        "requests",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("conversation_id", ID, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
        sa.Column("message_id", ID, sa.ForeignKey("messages.id", ondelete="CASCADE"), nullable=False),
        sa.Column("created", MOMENT, nullable=False),
    )
    for column in ("conversation_id", "message_id", "created"):
        op.create_index(f"ix_requests_{column}", "requests", [column])


def _number_messages() -> None:
    """``place`` was 0 for a question and 1 for its answer; it becomes 0, 1, 2, ... within the conversation."""
    messages = sa.table(
        "messages",
        sa.column("id", ID),
        sa.column("conversation_id", ID),
        sa.column("place", sa.Integer),
        sa.column("created", MOMENT),
    )
    connection = op.get_bind()
    order = (messages.c.conversation_id, messages.c.created, messages.c.place)
    rows = connection.execute(sa.select(messages.c.id, messages.c.conversation_id).order_by(*order)).all()
    numbered = [
        {"which": row.id, "number": number}
        for _, turns in groupby(rows, key=lambda row: row.conversation_id)
        for number, row in enumerate(turns)
    ]
    if numbered:
        update = messages.update().where(messages.c.id == sa.bindparam("which")).values(place=sa.bindparam("number"))
        connection.execute(update, numbered)
