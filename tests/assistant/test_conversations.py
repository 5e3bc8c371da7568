"""Turns in SQL: in order, apart from each other, from many threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.conversations import Conversations
from assistant.settings import SettingsError
from assistant.types import Turn, UnknownConversation


@pytest.fixture(params=["file", "memory"])
def conversations(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Conversations]:
    url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'deep' / 'talk.db'}"
    made = Conversations(url)
    yield made
    made.close()


def test_turns_come_back_in_order_the_last_ones_only(conversations: Conversations) -> None:
    id_ = conversations.begin()
    assert conversations.turns(id_, 20) == ()
    for n in range(5):
        conversations.add(id_, f"question {n}", f"answer {n}")
    everything = [turn for n in range(5) for turn in (Turn("user", f"question {n}"), Turn("assistant", f"answer {n}"))]
    assert conversations.turns(id_, 20) == tuple(everything)
    assert conversations.turns(id_, 4) == tuple(everything[-4:])


def test_conversations_do_not_mix(conversations: Conversations) -> None:
    one, other = conversations.begin(), conversations.begin()
    assert one != other
    conversations.add(one, "mine", "yours")
    conversations.add(other, "theirs", "🙂 ’quoted’; DROP TABLE messages;--")
    assert [turn.content for turn in conversations.turns(one, 20)] == ["mine", "yours"]
    assert [turn.content for turn in conversations.turns(other, 20)] == [
        "theirs",
        "🙂 ’quoted’; DROP TABLE messages;--",
    ]


@pytest.mark.parametrize("id_", ["nope", "", "x" * 5000, "' OR 1=1 --", "\x00"])
def test_an_unknown_id_is_the_askers_mistake(conversations: Conversations, id_: str) -> None:
    conversations.begin()
    with pytest.raises(UnknownConversation) as caught:
        conversations.turns(id_, 20)
    assert caught.value.field == "conversation_id"


def test_many_threads_write_and_read(conversations: Conversations) -> None:
    ids = [conversations.begin() for _ in range(6)]
    failures: list[BaseException] = []

    def talk(id_: str) -> None:
        try:
            for n in range(10):
                conversations.add(id_, f"{id_} {n}", "answer")
                assert len(conversations.turns(id_, 100)) == 2 * n + 2
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=talk, args=(id_,)) for id_ in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    for id_ in ids:
        asked = [turn.content for turn in conversations.turns(id_, 100) if turn.role == "user"]
        assert asked == [f"{id_} {n}" for n in range(10)]


def test_conversations_outlive_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'talk.db'}"
    first = Conversations(url)
    id_ = first.begin()
    first.add(id_, "question", "answer")
    first.close()
    second = Conversations(url)
    assert [turn.content for turn in second.turns(id_, 2)] == ["question", "answer"]
    second.close()


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////dev/null/no/such.db", "nosuchdb://x"])
def test_an_unusable_database_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="GUIDES_DATABASE_URL"):
        Conversations(url)
