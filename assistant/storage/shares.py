"""Links by which anyone may read one answer: made by whoever knows its conversation, and taken back by them."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, select
from sqlalchemy.exc import IntegrityError

from assistant.storage.database import Store
from assistant.storage.records import STORED_ANSWER, Shared, UnknownMessage, UnknownShare, new_id
from assistant.storage.tables import answers, is_id, messages, shares


class Shares(Store):
    def add(self, conversation_id: str, message_id: str) -> str:
        """The token of an answer's link, the same however often it is asked for. Raises ``UnknownMessage``."""
        try:
            with self._database.writing() as connection:
                return self._added(connection, conversation_id, message_id)
        except IntegrityError:  # another process has just made it
            with self._database.reading() as connection:
                found = _token(connection, message_id)
            if found is None:
                raise
            return found

    def remove(self, conversation_id: str, token: str) -> None:
        """Take a link back. Raises ``UnknownShare``."""
        with self._database.writing() as connection:
            if not (is_id(conversation_id) and is_id(token)):
                raise _unknown()
            own = select(messages.c.id).where(messages.c.conversation_id == conversation_id)
            gone = delete(shares).where(shares.c.token == token, shares.c.message_id.in_(own))
            if not connection.execute(gone).rowcount:
                raise _unknown()

    def read(self, token: str) -> Shared:
        """What stands behind a link. Raises ``UnknownShare``."""
        query = (
            select(answers.c.answer, messages.c.created)
            .join(messages, messages.c.id == answers.c.message_id)
            .join(shares, shares.c.message_id == answers.c.message_id)
            .where(shares.c.token == token)
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first() if is_id(token) else None
        if row is None:
            raise _unknown()
        return Shared(STORED_ANSWER.validate_python(row.answer), row.created)

    def _added(self, connection: Connection, conversation_id: str, message_id: str) -> str:
        known = is_id(conversation_id) and is_id(message_id)
        answer = (
            select(answers.c.message_id)
            .join(messages, messages.c.id == answers.c.message_id)
            .where(messages.c.id == message_id, messages.c.conversation_id == conversation_id)
        )
        if not known or connection.execute(answer).first() is None:
            raise UnknownMessage("message_id", "no such answer in that conversation")
        token = _token(connection, message_id)
        if token is None:
            token = new_id()
            connection.execute(shares.insert().values(token=token, message_id=message_id, created=datetime.now(UTC)))
        return token


def _token(connection: Connection, message_id: str) -> str | None:
    found: str | None = connection.scalar(select(shares.c.token).where(shares.c.message_id == message_id))
    return found


def _unknown() -> UnknownShare:
    return UnknownShare("token", "no such link")
