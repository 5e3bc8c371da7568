"""Rows of one turn: a question, its answer with what it quotes, a visitor's opinion of it.

And the key that a face gives a request that may come twice, kept with the reply for a day.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from weakref import WeakValueDictionary

from sqlalchemy import Connection, delete, select

from assistant.storage.records import STORED_ANSWER, Feedback, Ids, KeyReused, new_id
from assistant.storage.spans import keep_spans
from assistant.storage.tables import answers, feedback, messages, replace_rows, requests, storable
from assistant.types import Answer, Reply

# Made once: what a statement compiles to is found by the statement itself.
_MESSAGE, _ANSWERED = messages.insert(), answers.insert()


def keep_turn(
    connection: Connection,
    question: str,
    answer: Answer,
    *,
    ids: Ids,
    place: int,
    guides: Sequence[str],
    when: datetime,
) -> None:
    """Keep a question at ``place`` of the conversation of ``ids``, and its answer after it."""
    common = {"conversation_id": ids.conversation, "created": when}
    asked = {"id": new_id(), "place": place, "role": "user", "content": storable(question)}
    answered = {"id": ids.message, "place": place + 1, "role": "assistant", "content": storable(answer.text)}
    connection.execute(_MESSAGE, [asked | common, answered | common])
    connection.execute(
        _ANSWERED,
        {
            "message_id": ids.message,
            "status": answer.status.value,
            "standalone_question": storable(answer.standalone_question),
            "confidence": answer.confidence,
            "guides": list(guides),
            "answer": STORED_ANSWER.dump_python(answer, mode="json"),
        },
    )
    keep_spans(connection, ids.message, answer)


def keep_opinion(connection: Connection, message_id: str, opinion: Feedback, when: datetime) -> None:
    """Keep an opinion of an answer, in place of an earlier one."""
    row = {
        "message_id": message_id,
        "verdict": opinion.verdict.value,
        "reason": opinion.reason.value if opinion.reason else None,
        "comment": storable(opinion.comment),
        "created": when,
    }
    replace_rows(connection, feedback.c.message_id, [row])


KEY_LIFE = timedelta(days=1)
"""How long an idempotency key is remembered."""


@dataclass(frozen=True, slots=True)
class TurnKey:
    """A request that may come twice. Only digests are kept: with the key alone one could ask for the conversation."""

    digest: str
    fingerprint: str

    @classmethod
    def of(cls, key: str, conversation_id: str | None, message: str, guides: Sequence[str]) -> TurnKey:
        """``key`` holds within its conversation; before there is one it stands for itself."""
        return cls(_digest(conversation_id, key), _digest(message, *guides))


class NamedLocks:
    """As many locks as names are in use right now: who sends the same request waits, who sends another doesn't."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._locks: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Hold the lock of this name."""
        with self._guard:
            mine = self._locks.setdefault(name, threading.Lock())
        with mine:
            yield

    def __len__(self) -> int:
        return len(self._locks)


def replayed(connection: Connection, key: TurnKey) -> Reply | None:
    """The reply that was given to a request with this key. Raises ``KeyReused``."""
    query = (
        select(requests.c.fingerprint, requests.c.conversation_id, requests.c.message_id, answers.c.answer)
        .join(answers, answers.c.message_id == requests.c.message_id)
        .where(requests.c.key == key.digest, requests.c.created >= datetime.now(UTC) - KEY_LIFE)
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    if row.fingerprint != key.fingerprint:
        raise KeyReused("Idempotency-Key", "was used for another message; every message needs a key of its own")
    return Reply(row.conversation_id, row.message_id, STORED_ANSWER.validate_python(row.answer))


def keep_key(connection: Connection, key: TurnKey, ids: Ids, when: datetime) -> None:
    """Remember that a request with ``key`` was answered, in place of one that is long forgotten."""
    connection.execute(delete(requests).where(requests.c.key == key.digest, requests.c.created < when - KEY_LIFE))
    connection.execute(
        requests.insert().values(
            key=key.digest,
            fingerprint=key.fingerprint,
            message_id=ids.message,
            conversation_id=ids.conversation,
            created=when,
        )
    )


def forget_keys(connection: Connection) -> None:
    """Delete the keys that are older than they are remembered."""
    connection.execute(delete(requests).where(requests.c.created < datetime.now(UTC) - KEY_LIFE))


def _digest(*parts: str | None) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
