"""Turns of conversations, kept in SQL: SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from assistant.settings import SettingsError
from assistant.types import Turn, UnknownConversation

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(43), primary_key=True),
    Column("created", DateTime(timezone=True), nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(43), primary_key=True),
    Column(
        "conversation_id", String(43), ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("place", Integer, nullable=False),
    Column("role", String(9), nullable=False),
    Column("content", Text, nullable=False),
    Column("created", DateTime(timezone=True), nullable=False),
)


def new_id() -> str:
    """An id that can't be guessed: 192 random bits."""
    return secrets.token_urlsafe(24)


class Conversations:
    """Reads and writes turns. Thread-safe; one per process."""

    def __init__(self, url: str) -> None:
        """Connect and create what is missing. Raises ``SettingsError`` where the database can't be used."""
        try:
            address = make_url(url)
            if address.get_backend_name() == "sqlite" and address.database in (None, "", ":memory:"):
                # A database in memory is one connection's own, so all threads take turns with one.
                self._engine = create_engine(
                    address,
                    poolclass=QueuePool,
                    pool_size=1,
                    max_overflow=0,
                    connect_args={"check_same_thread": False},
                )
            else:
                if address.get_backend_name() == "sqlite":
                    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
                self._engine = create_engine(address, pool_pre_ping=True)
            if address.get_backend_name() == "sqlite":
                event.listen(self._engine, "connect", _prepare_sqlite)
            metadata.create_all(self._engine)
        except (ArgumentError, SQLAlchemyError, OSError, ImportError) as error:
            raise SettingsError(f"GUIDES_DATABASE_URL: {str(error).splitlines()[0]}") from error

    def begin(self) -> str:
        """A new conversation's id."""
        id_ = new_id()
        with self._engine.begin() as connection:
            connection.execute(conversations.insert().values(id=id_, created=datetime.now(UTC)))
        return id_

    def turns(self, conversation_id: str, most: int) -> tuple[Turn, ...]:
        """The last ``most`` turns, oldest first. Raises ``UnknownConversation``."""
        with self._engine.connect() as connection:
            if (
                connection.execute(select(conversations.c.id).where(conversations.c.id == conversation_id)).first()
                is None
            ):
                raise UnknownConversation("conversation_id", "no such conversation")
            rows = connection.execute(
                select(messages.c.role, messages.c.content)
                .where(messages.c.conversation_id == conversation_id)
                .order_by(messages.c.created.desc(), messages.c.place.desc())
                .limit(most)
            ).all()
        return tuple(Turn(row.role, row.content) for row in reversed(rows))

    def add(self, conversation_id: str, message: str, answer: str) -> str:
        """Store a question and its answer; the answer's message id."""
        now, id_ = datetime.now(UTC), new_id()
        with self._engine.begin() as connection:
            connection.execute(
                messages.insert(),
                [
                    {
                        "id": new_id(),
                        "conversation_id": conversation_id,
                        "place": 0,
                        "role": "user",
                        "content": message,
                        "created": now,
                    },
                    {
                        "id": id_,
                        "conversation_id": conversation_id,
                        "place": 1,
                        "role": "assistant",
                        "content": answer,
                        "created": now,
                    },
                ],
            )
        return id_

    def close(self) -> None:
        self._engine.dispose()


def _prepare_sqlite(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
