"""The tables of conversations. A change here needs a migration in ``assistant/storage/migrations/versions``."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)

ID = String(43)


class Moment(TypeDecorator[datetime]):
    """A time in UTC; SQLite keeps none of the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def _of(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", ID, primary_key=True),
    Column("created", Moment, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", ID, _of("conversations.id"), nullable=False),
    Column("place", Integer, nullable=False),  # 0, 1, 2, ... within its conversation
    Column("role", String(9), nullable=False),
    Column("content", Text, nullable=False),
    Column("created", Moment, nullable=False, index=True),
    Index("uq_messages_conversation_id_place", "conversation_id", "place", unique=True),
)

answers = Table(
    "answers",
    metadata,
    Column("message_id", ID, _of("messages.id"), primary_key=True),
    Column("status", String(9), nullable=False, index=True),
    Column("standalone_question", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("guides", JSON, nullable=False),  # slugs that the asker had pinned
    Column("answer", JSON, nullable=False),  # all of it: statements, citations with guide version, timings, ...
)

feedback = Table(
    "feedback",
    metadata,
    Column("message_id", ID, _of("messages.id"), primary_key=True),
    Column("verdict", String(4), nullable=False),
    Column("reason", String(20)),
    Column("comment", Text, nullable=False),
    Column("created", Moment, nullable=False),
)

requests = Table(
    "requests",
    metadata,
    Column("key", String(64), primary_key=True),  # digest of the conversation's id and the idempotency key
    Column("fingerprint", String(64), nullable=False),  # digest of what was asked with it
    Column("conversation_id", ID, _of("conversations.id"), nullable=False, index=True),
    Column("message_id", ID, _of("messages.id"), nullable=False, index=True),
    Column("created", Moment, nullable=False, index=True),
)

shares = Table(
    "shares",
    metadata,
    Column("token", ID, primary_key=True),
    Column("message_id", ID, _of("messages.id"), nullable=False),
    Column("created", Moment, nullable=False),
    Index("uq_shares_message_id", "message_id", unique=True),
)
