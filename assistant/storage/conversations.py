"""Conversations with their answers and feedback, kept in SQL: SQLite by default, PostgreSQL by its address."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, delete, func, select
from sqlalchemy.exc import IntegrityError

from assistant.storage.asked import AskedQuestion, to_look_at
from assistant.storage.database import Database
from assistant.storage.records import (
    Conversation,
    Feedback,
    KeyReused,
    Reason,
    StoredTurn,
    Unanswered,
    UnknownMessage,
    Vote,
)
from assistant.storage.spans import keep_spans
from assistant.storage.tables import answers, conversations, feedback, is_id, messages, requests, shares
from assistant.types import Answer, Reply, Status, Turn, UnknownConversation

KEY_LIFE = timedelta(days=1)
"""How long an idempotency key is remembered."""

log = logging.getLogger(__name__)

_ANSWER = TypeAdapter(Answer)
_TO_LOOK_AT = (Status.NO_ANSWER, Status.PARTIAL)


def new_id() -> str:
    """An id that can't be guessed: 192 random bits."""
    return secrets.token_urlsafe(24)


class Ids:
    """The ids of an answer and of its conversation, a new one where none is given."""

    __slots__ = ("conversation", "message")

    def __init__(self, conversation_id: str | None = None) -> None:
        self.conversation, self.message = conversation_id or new_id(), new_id()


@dataclass(frozen=True, slots=True)
class TurnKey:
    """A request that may come twice. Only digests are kept: with the key alone one could ask for the conversation."""

    digest: str
    fingerprint: str

    @classmethod
    def of(cls, key: str, conversation_id: str | None, message: str, guides: Sequence[str]) -> TurnKey:
        """``key`` holds within its conversation; before there is one it stands for itself."""
        return cls(_digest(conversation_id, key), _digest(message, *guides))


class Conversations:
    """Reads and writes conversations. Thread-safe; one per process."""

    def __init__(self, url: str) -> None:
        """Connect, and upgrade the database. Raises ``SettingsError`` where it can't be used."""
        self._database = Database(url)

    @property
    def database(self) -> Database:
        """Where they are kept, for what else is kept there."""
        return self._database

    @property
    def fault(self) -> str:
        """Why nothing is kept at the moment; empty where all is."""
        return self._database.fault

    def probe(self) -> None:
        """Look whether the database can be reached."""
        self._database.probe()

    def turns(self, conversation_id: str, most: int) -> tuple[Turn, ...]:
        """The last ``most`` turns, oldest first. Raises ``UnknownConversation``."""
        newest = (
            select(messages.c.role, messages.c.content)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(messages.c.place.desc())
            .limit(most)
        )
        with self._database.reading() as connection:
            _demand(connection, conversation_id)
            rows = connection.execute(newest).all()
        return tuple(Turn(row.role, row.content) for row in reversed(rows))

    def store(
        self,
        message: str,
        answer: Answer,
        *,
        conversation_id: str | None = None,
        guides: Sequence[str] = (),
        key: TurnKey | None = None,
        ids: Ids | None = None,
    ) -> Reply:
        """Keep a question and its answer, in a new conversation where none is given.

        ``ids`` are those that a listener was told already. Where another request with ``key`` was kept meanwhile,
        its reply is returned and nothing is kept.
        Raises ``UnknownConversation`` or ``KeyReused``.
        """
        try:
            return self._store(message, answer, conversation_id, guides, key, ids or Ids(conversation_id))
        except IntegrityError:
            # Another process kept the same request between our look and our write.
            if key is None or (earlier := self.replay(key)) is None:
                raise
            return earlier

    def replay(self, key: TurnKey) -> Reply | None:
        """The reply that was given to a request with this key. Raises ``KeyReused``."""
        with self._database.reading() as connection:
            return _replayed(connection, key)

    def read(self, conversation_id: str) -> Conversation:
        """All of a conversation. Raises ``UnknownConversation``."""
        query = (
            select(
                messages, answers.c.answer, feedback.c.verdict, feedback.c.reason, feedback.c.comment, shares.c.token
            )
            .outerjoin(answers, answers.c.message_id == messages.c.id)
            .outerjoin(feedback, feedback.c.message_id == messages.c.id)
            .outerjoin(shares, shares.c.message_id == messages.c.id)
            .where(messages.c.conversation_id == conversation_id)
            .order_by(messages.c.place)
        )
        with self._database.reading() as connection:
            created = _demand(connection, conversation_id)
            rows = connection.execute(query).all()
        return Conversation(conversation_id, created, tuple(_turn(row) for row in rows))

    def delete(self, conversation_id: str) -> None:
        """Delete a conversation with all that belongs to it. Raises ``UnknownConversation``."""
        with self._database.writing() as connection:
            _demand(connection, conversation_id)
            connection.execute(delete(conversations).where(conversations.c.id == conversation_id))
        self._forget()

    def rate(self, conversation_id: str, message_id: str, opinion: Feedback) -> None:
        """Keep an opinion of an answer, in place of an earlier one. Raises ``UnknownMessage``."""
        with self._database.writing() as connection:
            if not is_id(conversation_id) or not is_id(message_id):
                raise UnknownMessage("message_id", "no such answer in that conversation")
            found = connection.execute(
                select(messages.c.id)
                .where(messages.c.id == message_id, messages.c.conversation_id == conversation_id)
                .where(messages.c.role == "assistant")
                .with_for_update()
            ).first()
            if found is None:
                raise UnknownMessage("message_id", "no such answer in that conversation")
            connection.execute(delete(feedback).where(feedback.c.message_id == message_id))
            connection.execute(
                feedback.insert().values(
                    message_id=message_id,
                    verdict=opinion.verdict.value,
                    reason=opinion.reason.value if opinion.reason else None,
                    comment=_storable(opinion.comment),
                    created=_now(),
                )
            )

    def delete_before(self, moment: datetime) -> int:
        """Delete the conversations in which nothing was said since ``moment``; how many there were."""
        lately = select(messages.c.conversation_id).where(messages.c.created >= moment)
        old = delete(conversations).where(conversations.c.created < moment, conversations.c.id.not_in(lately))
        with self._database.writing() as connection:
            connection.execute(delete(requests).where(requests.c.created < _now() - KEY_LIFE))
            count = connection.execute(old).rowcount
        self._forget()
        return count

    def unanswered(self, since: datetime | None = None) -> tuple[Unanswered, ...]:
        """What was asked, since ``since``, that no guide answers, or only in part; what is asked most comes first."""
        query = (
            select(answers.c.standalone_question, answers.c.status, answers.c.guides, messages.c.created)
            .join(messages, messages.c.id == answers.c.message_id)
            .where(answers.c.status.in_([status.value for status in _TO_LOOK_AT]))
            .order_by(messages.c.created)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query if since is None else query.where(messages.c.created >= since)).all()
        together: dict[str, list[Any]] = {}
        for row in rows:
            together.setdefault(_alike(row.standalone_question), []).append(row)
        questions = [
            Unanswered(
                question=asked[-1].standalone_question,
                status=Status(asked[-1].status),
                asked=len(asked),
                last=asked[-1].created,
                guides=tuple(sorted({slug for row in asked for slug in row.guides})),
            )
            for asked in together.values()
        ]
        return tuple(sorted(questions, key=lambda one: (one.asked, one.last), reverse=True))

    def to_look_at(self, since: datetime | None = None) -> tuple[AskedQuestion, ...]:
        """What was asked, since ``since``, that a person should look at, oldest first."""
        with self._database.reading() as connection:
            return to_look_at(connection, since)

    def close(self) -> None:
        self._database.close()

    def _forget(self) -> None:
        if not self._database.forget():
            log.warning("Copies of what was deleted may be left in the database's files until they are written anew")

    def _store(
        self,
        message: str,
        answer: Answer,
        conversation_id: str | None,
        guides: Sequence[str],
        key: TurnKey | None,
        ids: Ids,
    ) -> Reply:
        now, id_ = _now(), ids.message
        with self._database.writing() as connection:
            if key is not None and (earlier := _replayed(connection, key)) is not None:
                return earlier
            if conversation_id is None:
                place, conversation_id = 0, ids.conversation
                connection.execute(conversations.insert(), {"id": conversation_id, "created": now})
            else:
                _demand(connection, conversation_id, lock=True)
                last = select(func.max(messages.c.place)).where(messages.c.conversation_id == conversation_id)
                place = (-1 if (found := connection.scalar(last)) is None else found) + 1
            common = {"conversation_id": conversation_id, "created": now}
            asked = {"id": new_id(), "place": place, "role": "user", "content": _storable(message)}
            said = {"id": id_, "place": place + 1, "role": "assistant", "content": _storable(answer.text)}
            connection.execute(messages.insert(), [asked | common, said | common])
            connection.execute(
                answers.insert(),
                {
                    "message_id": id_,
                    "status": answer.status.value,
                    "standalone_question": _storable(answer.standalone_question),
                    "confidence": answer.confidence,
                    "guides": list(guides),
                    "answer": _ANSWER.dump_python(answer, mode="json"),
                },
            )
            keep_spans(connection, id_, answer)
            if key is not None:
                forgotten = requests.c.created < now - KEY_LIFE
                connection.execute(delete(requests).where(requests.c.key == key.digest, forgotten))
                connection.execute(
                    requests.insert().values(key=key.digest, fingerprint=key.fingerprint, message_id=id_, **common)
                )
        return Reply(conversation_id, id_, answer)


def _demand(connection: Connection, conversation_id: str, *, lock: bool = False) -> datetime:
    """When the conversation began; with ``lock`` no one else adds to it until the transaction ends."""
    query = select(conversations.c.created).where(conversations.c.id == conversation_id)
    created: datetime | None = None
    if is_id(conversation_id):  # anything else could trip the database's driver
        created = connection.scalar(query.with_for_update() if lock else query)
    if created is None:
        raise UnknownConversation("conversation_id", "no such conversation")
    return created


def _replayed(connection: Connection, key: TurnKey) -> Reply | None:
    query = (
        select(requests.c.fingerprint, requests.c.conversation_id, requests.c.message_id, answers.c.answer)
        .join(answers, answers.c.message_id == requests.c.message_id)
        .where(requests.c.key == key.digest, requests.c.created >= _now() - KEY_LIFE)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    if row.fingerprint != key.fingerprint:
        raise KeyReused("Idempotency-Key", "was used for another message; every message needs a key of its own")
    return Reply(row.conversation_id, row.message_id, _ANSWER.validate_python(row.answer))


def _turn(row: Row[Any]) -> StoredTurn:
    reason = Reason(row.reason) if row.reason else None
    return StoredTurn(
        message_id=row.id,
        role=row.role,
        content=row.content,
        created=row.created,
        answer=_ANSWER.validate_python(row.answer) if row.answer is not None else None,
        feedback=Feedback(Vote(row.verdict), reason, row.comment) if row.verdict else None,
        share=row.token,
    )


def _storable(text: str) -> str:
    """PostgreSQL takes no NUL."""
    return text.replace("\x00", "")


def _digest(*parts: str | None) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _alike(question: str) -> str:
    return " ".join(question.casefold().split()).strip(" ?!.")


def _now() -> datetime:
    return datetime.now(UTC)
