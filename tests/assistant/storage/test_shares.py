"""Links to answers: unguessable, taken back by whoever knows the conversation, gone with the answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant.storage.conversations import Conversations
from assistant.storage.records import UnknownMessage, UnknownShare
from assistant.storage.shares import Shares
from assistant.types import Reply
from tests.assistant.storage.test_conversations import answer


@pytest.fixture
def kept(database_url: str) -> Iterator[Conversations]:
    made = Conversations(database_url)
    yield made
    made.close()


@pytest.fixture
def shares(kept: Conversations) -> Shares:
    return Shares(kept.database)


def ask(kept: Conversations) -> Reply:
    return kept.store("and in Europe?", answer())


def test_a_link_leads_to_the_whole_answer_and_to_nothing_of_its_conversation(
    kept: Conversations, shares: Shares
) -> None:
    reply = ask(kept)
    found = shares.read(shares.add(reply.conversation_id, reply.message_id))
    assert found.answer == answer()
    told = str(found)
    assert reply.conversation_id not in told
    assert reply.message_id not in told
    assert "and in Europe?" not in told


def test_a_link_can_t_be_guessed_and_stays_the_same(kept: Conversations, shares: Shares) -> None:
    replies = [ask(kept) for _ in range(5)]
    tokens = {shares.add(reply.conversation_id, reply.message_id) for reply in replies}
    assert len(tokens) == 5
    assert {len(token) for token in tokens} == {32}
    assert tokens == {shares.add(reply.conversation_id, reply.message_id) for reply in replies}
    assert [turn.share in tokens for turn in kept.read(replies[0].conversation_id).turns] == [False, True]


def test_only_who_knows_the_conversation_takes_a_link_back(kept: Conversations, shares: Shares) -> None:
    mine, other = ask(kept), ask(kept)
    token = shares.add(mine.conversation_id, mine.message_id)
    with pytest.raises(UnknownShare):
        shares.remove(other.conversation_id, token)
    shares.read(token)
    shares.remove(mine.conversation_id, token)
    for attempt in (lambda: shares.read(token), lambda: shares.remove(mine.conversation_id, token)):
        with pytest.raises(UnknownShare):
            attempt()
    assert shares.add(mine.conversation_id, mine.message_id) != token


def test_a_link_goes_with_its_conversation(kept: Conversations, shares: Shares) -> None:
    reply = ask(kept)
    token = shares.add(reply.conversation_id, reply.message_id)
    kept.delete(reply.conversation_id)
    with pytest.raises(UnknownShare):
        shares.read(token)


@pytest.mark.parametrize("id_", ["nope", "", "x" * 5000, "' OR 1=1 --", "\x00", "\ud800", "%"])
def test_an_unknown_id_is_the_askers_mistake(kept: Conversations, shares: Shares, id_: str) -> None:
    mine = ask(kept)
    for pair in ((id_, mine.message_id), (mine.conversation_id, id_)):
        with pytest.raises(UnknownMessage):
            shares.add(*pair)
    question = next(turn.message_id for turn in kept.read(mine.conversation_id).turns if turn.role == "user")
    with pytest.raises(UnknownMessage):
        shares.add(mine.conversation_id, question)
    for attempt in (lambda: shares.read(id_), lambda: shares.remove(mine.conversation_id, id_)):
        with pytest.raises(UnknownShare) as caught:
            attempt()
        assert caught.value.field == "token"
