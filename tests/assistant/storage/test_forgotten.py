"""What is deleted is in no file of the database any more."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.storage.conversations import Conversations
from assistant.storage.records import Feedback, Reason, Vote
from assistant.types import Answer, Status

SECRET = "geheim-{}-geheim"
KEPT = "behalten"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


@pytest.fixture
def conversations(path: Path) -> Iterator[Conversations]:
    opened = Conversations(f"sqlite:///{path}")
    yield opened
    opened.close()


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def told(conversations: Conversations, text: str, turns: int = 1) -> str:
    id_: str | None = None
    for _ in range(turns):
        answer = Answer(Status.NO_ANSWER, f"{text} said", f"{text} alone?", 0.5)
        reply = conversations.store(text, answer, conversation_id=id_, guides=[text[:40]])
        id_ = reply.conversation_id
        conversations.rate(id_, reply.message_id, Feedback(Vote.DOWN, Reason.OTHER, f"{text} comment"))
    assert id_ is not None
    return id_


def test_not_one_byte_of_a_deleted_conversation_is_left(conversations: Conversations, path: Path) -> None:
    id_ = told(conversations, SECRET.format(1), turns=3)
    kept = told(conversations, KEPT)
    assert b"geheim-1-geheim" in on_disk(path)
    conversations.delete(id_)
    assert b"geheim" not in on_disk(path)
    assert id_.encode() not in on_disk(path)
    assert conversations.turns(kept, 10)[0].content == KEPT


def test_not_one_byte_of_what_is_too_old_is_left(conversations: Conversations, path: Path) -> None:
    told(conversations, SECRET.format(1), turns=2)
    assert conversations.delete_before(datetime.now(UTC) + timedelta(days=1)) == 1
    assert b"geheim" not in on_disk(path)


def test_of_many_conversations_of_all_lengths_only_those_that_are_kept_are_left(
    conversations: Conversations, path: Path
) -> None:
    chance = random.Random(7)
    ids = {}
    for number in range(60):
        text = SECRET.format(f"{number:03}") + " lorem" * chance.choice((0, 3, 60, 700))
        ids[number] = told(conversations, text, turns=chance.randint(1, 3))
        if number % 10 == 9:
            gone = chance.choice(sorted(ids))
            conversations.delete(ids.pop(gone))
    for number in chance.sample(sorted(ids), 25):
        conversations.delete(ids.pop(number))
    left = on_disk(path)
    for number in range(60):
        assert (SECRET.format(f"{number:03}").encode() in left) == (number in ids), number


def test_a_reader_that_takes_its_time_delays_nobody_and_the_rest_goes_when_it_has_gone(
    conversations: Conversations, path: Path
) -> None:
    first, second = told(conversations, SECRET.format(1)), told(conversations, SECRET.format(2))
    other = Conversations(f"sqlite:///{path}")
    try:
        with other.database.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM messages").fetchall()
            begun = datetime.now(UTC)
            conversations.delete(first)
            assert datetime.now(UTC) - begun < timedelta(seconds=5)
        conversations.delete(second)
        assert b"geheim" not in on_disk(path)
    finally:
        other.close()
