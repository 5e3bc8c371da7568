"""Conversations in SQL: whole, in order, apart from each other, gone when deleted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from assistant.settings import SettingsError
from assistant.storage.asked import AskedCounts
from assistant.storage.conversations import Conversations
from assistant.storage.database import Database
from assistant.storage.records import Feedback, KeyReused, Reason, UnknownMessage, Vote
from assistant.storage.tables import answers, conversations, feedback, messages, requests
from assistant.storage.turns import KEY_LIFE, TurnKey
from assistant.types import Answer, Citation, Related, Reply, Statement, Status, Turn, UnknownConversation

NASTY = "🙂 ’quoted’; DROP TABLE messages;-- \\u0000 %s {x}"


def answer(text: str = "Three to six. [1]", status: Status = Status.ANSWERED, question: str = "How many?") -> Answer:
    return Answer(
        status=status,
        text=text,
        standalone_question=question,
        confidence=0.875,
        statements=(Statement("Three to six.", (1,)),),
        citations=(Citation(1, "d", "Director", "Scope", NASTY, 3, 16, "https://x.test/d", "p1", "v1"),),
        suggestions=("And the pay?",),
        related=(Related("VP", "https://x.test/vp"),),
        choices=("Director", "VP"),
        timings_ms={"search": 1.5},
    )


@pytest.fixture
def kept(database_url: str) -> Iterator[Conversations]:
    made = Conversations(database_url)
    yield made
    made.close()


def ask(kept: Conversations, message: str, reply: str, conversation_id: str | None = None) -> Reply:
    return kept.store(message, answer(reply), conversation_id=conversation_id)


def count(kept: Conversations) -> dict[str, int]:
    with kept.database.reading() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (conversations, messages, answers, feedback, requests)
        }


def age(kept: Conversations, reply: Reply, by: timedelta) -> None:
    """Have a conversation be older than it is."""
    with kept.database.writing() as connection:
        then = datetime.now(UTC) - by
        mine = messages.c.conversation_id == reply.conversation_id
        connection.execute(update(messages).where(mine).values(created=then))
        connection.execute(
            update(conversations).where(conversations.c.id == reply.conversation_id).values(created=then)
        )
        connection.execute(
            update(requests).where(requests.c.conversation_id == reply.conversation_id).values(created=then)
        )


def in_threads(number: int, work: Callable[[int], None]) -> None:
    """Do ``work`` in so many threads at once; what one of them raises is raised here."""
    failures: list[BaseException] = []
    begin = threading.Barrier(number)

    def run(n: int) -> None:
        try:
            begin.wait()
            work(n)
        except BaseException as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_turns_come_back_in_order_the_last_ones_only(kept: Conversations) -> None:
    id_ = ask(kept, "question 0", "answer 0").conversation_id
    for n in range(1, 5):
        ask(kept, f"question {n}", f"answer {n}", id_)
    everything = [turn for n in range(5) for turn in (Turn("user", f"question {n}"), Turn("assistant", f"answer {n}"))]
    assert kept.turns(id_, 20) == tuple(everything)
    assert kept.turns(id_, 4) == tuple(everything[-4:])


def test_order_does_not_depend_on_the_clock(kept: Conversations) -> None:
    first = ask(kept, "question 0", "answer 0")
    age(kept, first, timedelta(days=-1))
    ask(kept, "question 1", "answer 1", first.conversation_id)
    asked = [turn.content for turn in kept.turns(first.conversation_id, 20) if turn.role == "user"]
    assert asked == ["question 0", "question 1"]


def test_an_answer_comes_back_whole(kept: Conversations) -> None:
    given = answer()
    reply = kept.store("How many?", given, guides=["d"])
    read = kept.read(reply.conversation_id)
    question, said = read.turns
    assert (question.role, question.content, question.answer, question.feedback) == ("user", "How many?", None, None)
    assert (said.message_id, said.role, said.content, said.answer) == (reply.message_id, "assistant", given.text, given)
    assert abs(datetime.now(UTC) - read.created) < timedelta(minutes=1)
    assert read.created == said.created


def test_conversations_do_not_mix(kept: Conversations) -> None:
    one, other = ask(kept, "mine", "yours").conversation_id, ask(kept, "theirs", NASTY).conversation_id
    assert one != other
    assert [turn.content for turn in kept.turns(one, 20)] == ["mine", "yours"]
    assert [turn.content for turn in kept.turns(other, 20)] == ["theirs", NASTY]


def test_ids_hold_192_random_bits(kept: Conversations) -> None:
    replies = [ask(kept, "q", "a") for _ in range(20)]
    ids = {id_ for reply in replies for id_ in (reply.conversation_id, reply.message_id)}
    assert len(ids) == 40
    assert {len(id_) for id_ in ids} == {32}


@pytest.mark.parametrize("id_", ["nope", "", "x" * 5000, "' OR 1=1 --", "\x00", "\ud800", "%"])
def test_an_unknown_id_is_the_askers_mistake(kept: Conversations, id_: str) -> None:
    mine = ask(kept, "q", "a")
    for attempt in (
        lambda: kept.turns(id_, 20),
        lambda: kept.read(id_),
        lambda: kept.delete(id_),
        lambda: ask(kept, "q", "a", id_),
    ):
        with pytest.raises(UnknownConversation) as caught:
            attempt()
        assert caught.value.field == "conversation_id"
    for pair in ((id_, mine.message_id), (mine.conversation_id, id_)):
        with pytest.raises(UnknownMessage):
            kept.rate(*pair, Feedback(Vote.UP))
    assert count(kept) == {"conversations": 1, "messages": 2, "answers": 1, "feedback": 0, "requests": 0}


def test_a_nul_is_dropped(kept: Conversations) -> None:
    id_ = ask(kept, "a\x00b", "c\x00d").conversation_id
    assert [turn.content for turn in kept.turns(id_, 2)] == ["ab", "cd"]


def test_deleting_takes_everything_of_one_conversation(kept: Conversations) -> None:
    gone, stays = kept.store("q", answer(), key=TurnKey.of("k", None, "q", ())), ask(kept, "q", "a")
    ask(kept, "q2", "a2", gone.conversation_id)
    for reply in (gone, stays):
        kept.rate(reply.conversation_id, reply.message_id, Feedback(Vote.UP))
    kept.delete(gone.conversation_id)
    assert count(kept) == {"conversations": 1, "messages": 2, "answers": 1, "feedback": 1, "requests": 0}
    assert kept.read(stays.conversation_id).turns[1].feedback == Feedback(Vote.UP)
    with pytest.raises(UnknownConversation):
        kept.delete(gone.conversation_id)
    with pytest.raises(UnknownMessage):
        kept.rate(gone.conversation_id, gone.message_id, Feedback(Vote.UP))


def test_a_later_opinion_takes_the_place_of_the_earlier(kept: Conversations) -> None:
    reply = ask(kept, "q", "a")
    kept.rate(reply.conversation_id, reply.message_id, Feedback(Vote.DOWN, Reason.WRONG, NASTY))
    assert kept.read(reply.conversation_id).turns[1].feedback == Feedback(Vote.DOWN, Reason.WRONG, NASTY)
    kept.rate(reply.conversation_id, reply.message_id, Feedback(Vote.UP))
    assert kept.read(reply.conversation_id).turns[1].feedback == Feedback(Vote.UP)
    assert count(kept)["feedback"] == 1


def test_an_opinion_belongs_to_an_answer_of_that_conversation(kept: Conversations) -> None:
    mine, theirs = ask(kept, "q", "a"), ask(kept, "q", "a")
    question = kept.read(mine.conversation_id).turns[0].message_id
    for message_id in (theirs.message_id, question):
        with pytest.raises(UnknownMessage):
            kept.rate(mine.conversation_id, message_id, Feedback(Vote.UP))


def test_a_key_is_answered_once(kept: Conversations) -> None:
    key = TurnKey.of("k" * 36, None, "q", ["d"])
    assert kept.replay(key) is None
    first = kept.store("q", answer("first"), key=key)
    assert kept.store("q", answer("second"), key=key) == first
    assert kept.replay(key) == first
    assert count(kept)["messages"] == 2
    assert first.answer.text == "first"


def test_a_key_holds_in_its_conversation(kept: Conversations) -> None:
    one, other = ask(kept, "q", "a").conversation_id, ask(kept, "q", "a").conversation_id
    first = kept.store("q", answer(), conversation_id=one, key=TurnKey.of("1", one, "q", ()))
    second = kept.store("q", answer(), conversation_id=other, key=TurnKey.of("1", other, "q", ()))
    assert (first.conversation_id, second.conversation_id) == (one, other)
    assert kept.replay(TurnKey.of("1", None, "q", ())) is None


@pytest.mark.parametrize(("message", "guides"), [("other", ()), ("q", ("d",))])
def test_a_key_is_for_one_message_only(kept: Conversations, message: str, guides: tuple[str, ...]) -> None:
    kept.store("q", answer(), key=TurnKey.of("k", None, "q", ()))
    with pytest.raises(KeyReused):
        kept.replay(TurnKey.of("k", None, message, guides))
    with pytest.raises(KeyReused):
        kept.store(message, answer(), key=TurnKey.of("k", None, message, guides))


def test_a_key_is_forgotten_after_a_day(kept: Conversations) -> None:
    key = TurnKey.of("k", None, "q", ())
    first = kept.store("q", answer(), key=key)
    age(kept, first, KEY_LIFE + timedelta(minutes=1))
    assert kept.replay(key) is None
    assert kept.store("q", answer(), key=key) != first
    assert count(kept)["requests"] == 1


def test_only_digests_of_keys_are_kept(kept: Conversations) -> None:
    kept.store("q", answer(), key=TurnKey.of("my-secret-key", None, "q", ()))
    with kept.database.reading() as connection:
        assert "secret" not in str(connection.execute(select(requests)).all())


def test_one_key_from_many_threads_is_kept_once(kept: Conversations) -> None:
    key = TurnKey.of("k", None, "q", ())
    replies: list[Reply] = []
    in_threads(12, lambda n: replies.append(kept.store("q", answer(f"answer {n}"), key=key)))
    assert len({reply.message_id for reply in replies}) == len({reply.answer.text for reply in replies}) == 1
    assert count(kept) == {"conversations": 1, "messages": 2, "answers": 1, "feedback": 0, "requests": 1}


def test_many_threads_write_and_read(kept: Conversations) -> None:
    ids = [ask(kept, "begin", "begun").conversation_id for _ in range(6)]

    def talk(n: int) -> None:
        for turn in range(10):
            ask(kept, f"{ids[n]} {turn}", "answer", ids[n])
            assert len(kept.turns(ids[n], 100)) == 2 * turn + 4

    in_threads(len(ids), talk)
    for id_ in ids:
        asked = [turn.content for turn in kept.turns(id_, 100) if turn.role == "user"]
        assert asked == ["begin", *(f"{id_} {n}" for n in range(10))]


def test_many_threads_write_to_one_conversation(kept: Conversations) -> None:
    id_ = ask(kept, "begin", "begun").conversation_id

    def talk(n: int) -> None:
        for turn in range(5):
            ask(kept, f"q{n}.{turn}", f"a{n}.{turn}", id_)

    in_threads(8, talk)
    turns = kept.turns(id_, 1000)
    assert len(turns) == 82
    for question, said in zip(turns[2::2], turns[3::2], strict=True):
        assert (question.role, said.role) == ("user", "assistant")
        assert question.content[1:] == said.content[1:]


def test_old_conversations_are_deleted_by_their_last_message(kept: Conversations) -> None:
    old, revived, new = (ask(kept, "q", "a") for _ in range(3))
    for reply in (old, revived):
        age(kept, reply, timedelta(days=100))
    ask(kept, "still here", "a", revived.conversation_id)
    before = kept.newest(datetime.now(UTC) - timedelta(days=99))
    assert before is not None
    assert before.tzinfo is not None
    assert kept.newest(before - timedelta(days=1)) is None
    assert kept.delete_before(datetime.now(UTC) - timedelta(days=90)) == 1
    assert len(kept.turns(revived.conversation_id, 20)) == 4
    assert len(kept.turns(new.conversation_id, 20)) == 2
    with pytest.raises(UnknownConversation):
        kept.turns(old.conversation_id, 20)
    assert count(kept)["answers"] == 3


def test_what_no_guide_answers_is_counted(kept: Conversations) -> None:
    for question in ("Do they get a car?", "do they  get a CAR"):
        kept.store("and a car?", answer(status=Status.NO_ANSWER, question=question), guides=["d"])
    part = kept.store("both?", answer(status=Status.PARTIAL, question="Pay and car?"), guides=["vp"])
    for status in (Status.ANSWERED, Status.CLARIFY, Status.CHITCHAT):
        kept.store("fine", answer(status=status, question="Fine?"))
    first, second = AskedCounts(kept.database).in_vain()
    assert (first.question, first.asked, first.status, first.guides) == (
        "do they  get a CAR",
        2,
        Status.NO_ANSWER,
        ("d",),
    )
    assert (second.question, second.asked, second.status) == ("Pay and car?", 1, Status.PARTIAL)
    age(kept, part, timedelta(days=5))
    assert [one.asked for one in AskedCounts(kept.database).in_vain(datetime.now(UTC) - timedelta(days=1))] == [2]


def test_conversations_outlive_the_process(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'talk.db'}"
    first = Conversations(url)
    id_ = ask(first, "question", "answer").conversation_id
    first.close()
    second = Conversations(url)
    assert [turn.content for turn in second.turns(id_, 2)] == ["question", "answer"]
    second.close()


def test_what_was_deleted_is_not_left_in_the_file(tmp_path: Path) -> None:
    kept = Conversations(f"sqlite:///{tmp_path / 'talk.db'}")
    kept.delete(ask(kept, "a private matter", "a").conversation_id)
    kept.close()
    assert all(b"private matter" not in file.read_bytes() for file in tmp_path.iterdir())


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////dev/null/no/such.db", "nosuchdb://x"])
def test_an_unusable_database_is_named(url: str) -> None:
    with pytest.raises(SettingsError, match="GUIDES_DATABASE_URL"):
        Conversations(url)


def test_errors_of_the_database_do_not_repeat_what_was_sent(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'talk.db'}")
    with pytest.raises(Exception, match="FOREIGN KEY") as caught, database.writing() as connection:
        connection.execute(
            feedback.insert().values(message_id="secret-id", verdict="up", comment="", created=datetime.now(UTC))
        )
    assert "secret-id" not in str(caught.value)
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(answers)) == 0
    database.close()
