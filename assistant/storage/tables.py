"""The tables of conversations, and what statements about them share.

A change of a table needs a migration in ``assistant/storage/migrations/versions``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    delete,
    false,
)

ID = String(43)
_ID_FORM = re.compile(r"[!-~]{1,100}")
AT_ONCE = 500
"""Values that one statement names; databases bound how many there may be."""
T = TypeVar("T")


def is_id(text: str) -> bool:
    """Whether ``text`` may be an id; anything else could trip a database's driver."""
    return _ID_FORM.fullmatch(text) is not None


def storable(text: str) -> str:
    """``text`` without NUL, which PostgreSQL doesn't take."""
    return text.replace("\x00", "")


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """``values`` in parts of ``AT_ONCE``."""
    return (values[first : first + AT_ONCE] for first in range(0, len(values), AT_ONCE))


def replace_rows(connection: Connection, key: Column[str], rows: Sequence[Mapping[str, object]]) -> None:
    """Keep ``rows`` of a table in place of those with the same ``key``."""
    for batch in batches(rows):
        connection.execute(delete(key.table).where(key.in_([row[key.name] for row in batch])))
        connection.execute(key.table.insert(), batch)


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

coach_keys = Table(
    "coach_keys",
    metadata,
    Column("hash", String(64), primary_key=True),  # of the key, which is stored nowhere
    Column("name", String(60), nullable=False),
    Column("created", Moment, nullable=False),
    Column("revoked", Moment),
)

coach_sessions = Table(
    "coach_sessions",
    metadata,
    Column("hash", String(64), primary_key=True),  # of the session's token
    Column("key_hash", String(64), nullable=False, index=True),  # of a key here or of one that the settings give
    Column("expires", Moment, nullable=False, index=True),
)

packets = Table(
    "packets",
    metadata,
    Column("id", ID, primary_key=True),
    Column("title", Text, nullable=False),
    Column("introduction", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("changed", Moment, nullable=False),
    Column("owner", String(60), nullable=False, server_default=""),  # name of a coach; empty where it is everybody's
    Column("shared", Boolean, nullable=False, server_default=false()),  # whether the others may read it
)

packet_items = Table(
    "packet_items",
    metadata,
    Column("id", ID, primary_key=True),
    Column("packet_id", ID, _of("packets.id"), nullable=False, index=True),
    Column("place", Integer, nullable=False),  # 0, 1, 2, ... within its packet
    Column("kind", String(10), nullable=False),
    Column("note", Text, nullable=False),
    Column("content", JSON, nullable=False),  # quotes as they stood, with guide version
    Column("added", Moment, nullable=False),
)

asked_questions = Table(
    "asked_questions",
    metadata,
    # Digest of a question asked in vain and of the guides pinned with it; none of its words is here.
    Column("key", String(64), primary_key=True),
    Column("gap", String(12), nullable=False, index=True),  # empty where it is no gap: an insult, an order
    Column("scope", Text, nullable=False),  # the roles and places that it names, by the lexicon's words
    Column("encoder", String(64), nullable=False),
    Column("vector", LargeBinary, nullable=False),  # half floats
)

gaps = Table(
    "gaps",
    metadata,
    Column("fingerprint", String(12), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("title", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("guide", String(200), nullable=False),
    Column("topic", String(100), nullable=False),
    Column("decided", Moment, nullable=False),
    Column("decided_by", String(200), nullable=False),
)

question_checks = Table(
    "question_checks",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("generation", String(100), nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("status", String(9), nullable=False),
    Column("confidence", Float, nullable=False),
)

answer_spans = Table(
    "answer_spans",
    metadata,
    Column("message_id", ID, _of("answers.message_id"), primary_key=True),
    Column("digest", String(32), primary_key=True, index=True),  # of a cited guide and its quote
)

demo_conversations = Table(
    "demo_conversations",
    metadata,
    Column("conversation_id", ID, _of("conversations.id"), primary_key=True),
)

shares = Table(
    "shares",
    metadata,
    Column("token", ID, primary_key=True),
    Column("message_id", ID, _of("messages.id"), nullable=False),
    Column("created", Moment, nullable=False),
    Index("uq_shares_message_id", "message_id", unique=True),
)
