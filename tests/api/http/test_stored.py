"""The real assistant behind a real server: every turn is answered and stored once, and belongs to one conversation."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.bootstrap import build_index, open_assistant, unanswered
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import InvalidRequest
from tests.api.served import Event, parsed, served, stream

QUESTION = "How many EMs should a Director manage?"
FOLLOW_UP = "What are the red flags?"
GUIDES = ("director-of-engineering", "vp-of-engineering", "cto", "tech-lead", "staff-software-engineer")


@pytest.fixture(scope="module")
def settings(shipped: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    database = tmp_path_factory.mktemp("stored") / "talk.db"
    return shipped.model_copy(
        update={"database_url": f"sqlite:///{database}", "rate_limit": 0, "queue": 100, "queue_seconds": 60}
    )


@pytest.fixture(scope="module")
def assistant(settings: Settings) -> Iterator[Assistant]:
    with open_assistant(settings) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(settings: Settings, assistant: Assistant) -> Iterator[str]:
    with served(settings, assistant) as url:
        yield url


def counted(settings: Settings, table: str) -> int:
    with sqlite3.connect(settings.database_url.removeprefix("sqlite:///")) as connection:
        (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(number)


def chat(address: str, message: str, key: str = "", **more: object) -> dict[str, Any]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = httpx.post(f"{address}/v1/chat", json={"message": message, **more}, headers=headers, timeout=30)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def stored(address: str, conversation_id: str) -> dict[str, Any]:
    answer = httpx.get(f"{address}/v1/conversations/{conversation_id}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_conversation_is_read_back_as_it_was(address: str) -> None:
    first = chat(address, QUESTION)
    second = chat(address, FOLLOW_UP, conversation_id=first["conversation_id"], guides=[GUIDES[0]])
    read = stored(address, first["conversation_id"])
    assert read["conversation_id"] == first["conversation_id"]
    turns = read["turns"]
    assert [turn["role"] for turn in turns] == ["user", "assistant"] * 2
    assert [turn["content"] for turn in turns] == [QUESTION, first["answer"], FOLLOW_UP, second["answer"]]
    assert [turn["answer"] for turn in turns] == [None, first, None, second]
    assert [turn["message_id"] for turn in turns[1::2]] == [first["message_id"], second["message_id"]]
    assert read["created"].endswith("Z")
    assert {turn["feedback"] for turn in turns} == {None}
    assert first["citations"][0]["version"]


def test_what_is_stored_is_cached_nowhere(address: str) -> None:
    first = chat(address, QUESTION)
    answer = httpx.get(f"{address}/v1/conversations/{first['conversation_id']}")
    assert answer.headers["cache-control"] == "no-store"


def test_a_history_stores_nothing(address: str, settings: Settings) -> None:
    before = counted(settings, "conversations")
    reply = chat(address, QUESTION, key="k" * 20, history=[])
    assert counted(settings, "conversations") == before
    assert httpx.get(f"{address}/v1/conversations/{reply['conversation_id']}").status_code == 404


def test_opinions_are_kept_replaced_and_checked(address: str) -> None:
    reply = chat(address, QUESTION)
    ids = {name: reply[name] for name in ("conversation_id", "message_id")}
    down = {"verdict": "down", "reason": "not_in_source", "comment": "<b>no</b>"}
    for opinion, kept in [(down, down), ({"verdict": "up"}, {"verdict": "up", "reason": None, "comment": ""})]:
        answer = httpx.post(f"{address}/v1/feedback", json=ids | opinion)
        assert (answer.status_code, answer.content) == (204, b"")
        assert stored(address, reply["conversation_id"])["turns"][1]["feedback"] == kept
    other = chat(address, QUESTION)
    for wrong in ({"message_id": other["message_id"]}, {"conversation_id": "x" * 32}, {"message_id": "nope"}):
        answer = httpx.post(f"{address}/v1/feedback", json=ids | {"verdict": "up"} | wrong)
        assert (answer.status_code, answer.json()["field"]) == (404, "message_id")


def test_deleted_is_gone(address: str, settings: Settings) -> None:
    reply = chat(address, QUESTION, key="deleted-afterwards")
    opinion = {"conversation_id": reply["conversation_id"], "message_id": reply["message_id"], "verdict": "up"}
    assert httpx.post(f"{address}/v1/feedback", json=opinion).status_code == 204
    before = {
        table: counted(settings, table) for table in ("conversations", "messages", "answers", "feedback", "requests")
    }
    place = f"{address}/v1/conversations/{reply['conversation_id']}"
    assert (httpx.delete(place).status_code, httpx.get(place).status_code) == (204, 404)
    assert httpx.delete(place).status_code == 404
    assert httpx.post(f"{address}/v1/feedback", json=opinion).status_code == 404
    answer = httpx.post(f"{address}/v1/chat", json={"message": "m", "conversation_id": reply["conversation_id"]})
    assert (answer.status_code, answer.json()["field"]) == (404, "conversation_id")
    removed = {"conversations": 1, "messages": 2, "answers": 1, "feedback": 1, "requests": 1}
    assert {table: before[table] - counted(settings, table) for table in before} == removed
    assert chat(address, QUESTION, key="deleted-afterwards")["conversation_id"] != reply["conversation_id"]


def test_conversations_are_not_listed(address: str) -> None:
    assert httpx.get(f"{address}/v1/conversations").status_code == 404
    assert httpx.get(f"{address}/v1/conversations/").status_code == 404
    assert httpx.get(f"{address}/v1/conversations/%25").status_code == 404


def test_ids_are_not_logged(settings: Settings, assistant: Assistant, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), served(settings, assistant) as address:
        reply = chat(address, QUESTION)
        stored(address, reply["conversation_id"])
        stream(address, {"message": QUESTION, "conversation_id": reply["conversation_id"]}, most=1)
        httpx.delete(f"{address}/v1/conversations/{reply['conversation_id']}")
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("httpx")]
    assert ours
    assert [line for line in ours if reply["conversation_id"] in line or reply["message_id"] in line] == []


@pytest.mark.parametrize("cut", range(1, 6))
def test_a_stream_that_was_cut_goes_on_where_it_was(address: str, settings: Settings, cut: int) -> None:
    key, before = str(uuid.uuid4()), counted(settings, "messages")
    first = stream(address, {"message": QUESTION}, most=cut, Idempotency_Key=key)
    assert len(first) == cut
    rest = stream(address, {"message": QUESTION}, Idempotency_Key=key, Last_Event_ID=first[-1].id)
    whole = first + rest
    numbers = [event.id.rpartition(":") for event in whole]
    assert [int(number) for *_, number in numbers] == list(range(len(whole)))
    assert len({message for message, *_ in numbers}) == 1
    assert whole[-1].name == "done"
    assert [event.data["text"] for event in whole if event.name == "statement"] == [
        statement["text"] for statement in whole[-1].data["statements"]
    ]
    assert counted(settings, "messages") == before + 2


def test_a_stream_goes_on_after_a_restart(settings: Settings, assistant: Assistant) -> None:
    key = str(uuid.uuid4())
    with served(settings, assistant) as address:
        first = stream(address, {"message": QUESTION}, most=2, Idempotency_Key=key)
    with served(settings, assistant) as address:
        rest = stream(address, {"message": QUESTION}, Idempotency_Key=key, Last_Event_ID=first[-1].id)
        assert len(stored(address, rest[-1].data["conversation_id"])["turns"]) == 2
    assert rest[0].id == f"{first[0].data['message_id']}:2"
    assert rest[-1].data["message_id"] == first[0].data["message_id"]


def test_twenty_at_once_with_one_key_are_answered_once(address: str, settings: Settings) -> None:
    key, before = str(uuid.uuid4()), {table: counted(settings, table) for table in ("conversations", "messages")}

    async def post(client: httpx.AsyncClient, streaming: bool) -> tuple[str, str]:
        body = {"message": QUESTION, "stream": streaming}
        answer = await client.post(f"{address}/v1/chat", json=body, headers={"Idempotency-Key": key})
        found = _done(answer.text) if streaming else answer.json()
        return found["conversation_id"], found["message_id"]

    async def all_at_once() -> list[tuple[str, str]]:
        async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=20)) as client:
            return await asyncio.gather(*(post(client, n % 2 == 0) for n in range(20)))

    assert len(set(asyncio.run(all_at_once()))) == 1
    assert counted(settings, "conversations") == before["conversations"] + 1
    assert counted(settings, "messages") == before["messages"] + 2


def test_a_key_in_a_conversation_adds_one_turn(address: str) -> None:
    first = chat(address, QUESTION)
    id_ = first["conversation_id"]
    again = [chat(address, FOLLOW_UP, key="1", conversation_id=id_) for _ in range(2)]
    assert again[0] == again[1]
    assert len(stored(address, id_)["turns"]) == 4
    other = chat(address, QUESTION)
    assert chat(address, FOLLOW_UP, key="1", conversation_id=other["conversation_id"]) != again[0]


def test_a_key_of_another_message_is_refused(address: str) -> None:
    key = str(uuid.uuid4())
    chat(address, QUESTION, key=key)
    answer = httpx.post(f"{address}/v1/chat", json={"message": FOLLOW_UP}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")


def test_a_short_key_is_the_senders_own(address: str) -> None:
    """Two visitors' clients may both count 1, 2, 3; one must not be handed the other's conversation."""
    mine = chat(address, QUESTION, key="7")
    assert chat(address, QUESTION, key="7") == mine
    with httpx.Client(transport=httpx.HTTPTransport(local_address="127.0.0.2")) as elsewhere:
        theirs = elsewhere.post(f"{address}/v1/chat", json={"message": QUESTION}, headers={"Idempotency-Key": "7"})
    assert theirs.json()["conversation_id"] != mine["conversation_id"]


@pytest.mark.parametrize("key", ["", "with space", "x" * 101, "t\tb"])
def test_a_key_is_100_visible_characters_at_most(address: str, key: str) -> None:
    answer = httpx.post(f"{address}/v1/chat", json={"message": QUESTION}, headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["field"]) == (422, "idempotency-key")


def test_fifty_conversations_at_once_do_not_mix(address: str) -> None:
    async def talk(client: httpx.AsyncClient, n: int) -> tuple[str, set[str]]:
        guide, id_, said = GUIDES[n % len(GUIDES)], None, []
        for message in (f"What does the role in {guide} do? 47{n:02}", f"{FOLLOW_UP} 47{n:02}"):
            body = {"message": message, "conversation_id": id_, "guides": [guide], "stream": n % 2 == 0}
            answer = await client.post(f"{address}/v1/chat", json=body)
            found = _done(answer.text) if body["stream"] else answer.json()
            assert id_ in (None, found["conversation_id"])
            assert {citation["guide"] for citation in found["citations"]} <= {guide}
            id_ = found["conversation_id"]
            said += [message, found["answer"]]
        read = (await client.get(f"{address}/v1/conversations/{id_}")).json()
        assert [turn["content"] for turn in read["turns"]] == said
        return str(id_), {turn["message_id"] for turn in read["turns"]}

    async def all_at_once() -> list[tuple[str, set[str]]]:
        async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=50)) as client:
            return await asyncio.gather(*(talk(client, n) for n in range(50)))

    talked = asyncio.run(all_at_once())
    assert len({id_ for id_, _ in talked}) == 50
    assert len(set().union(*(messages for _, messages in talked))) == 200


def test_old_conversations_are_deleted_at_start(shipped: Settings, assistant: Assistant, tmp_path: Path) -> None:
    file = tmp_path / "talk.db"
    settings = shipped.model_copy(update={"database_url": f"sqlite:///{file}", "rate_limit": 0, "keep_days": 30})
    with open_assistant(settings) as opened:
        with served(settings, opened) as address:
            old, new = (chat(address, QUESTION)["conversation_id"] for _ in range(2))
        with sqlite3.connect(file) as connection:
            for table, column in (("conversations", "id"), ("messages", "conversation_id")):
                connection.execute(
                    f"UPDATE {table} SET created = '2020-01-01 00:00:00.000000' WHERE {column} = ?", (old,)
                )
        connection.close()
        with served(settings, opened) as address:
            place = f"{address}/v1/conversations/{old}"
            found = (httpx.get(place).status_code for _ in range(200))
            assert any(status == 404 for status in found)
            assert httpx.get(f"{address}/v1/conversations/{new}").status_code == 200


def test_what_no_guide_answers_can_be_looked_up(settings: Settings, address: str) -> None:
    asked = chat(address, "What is the boiling point of tungsten?")
    assert asked["status"] == "no_answer"
    assert asked["standalone_question"] in {one.question for one in unanswered(settings, days=1)}


def _done(text: str) -> dict[str, Any]:
    *_, last = parsed(iter(text.splitlines()))
    assert isinstance(last, Event)
    found: dict[str, Any] = last.data
    return found


def test_collections_limit_an_answer_and_the_words_are_those_of_the_index(
    tmp_path: Path, encoders: Path, settings: Settings
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    for name in ("one", "two"):
        (corpus / name).mkdir(parents=True)
        (corpus / name / "pay.md").write_text(f"# Bosun\n\n## Pay\n\nA bosun is paid {name} doubloons a month.\n")
    (corpus / "lexicon.yaml").write_text("roles: {Bosun: [deck boss]}\n")
    index.mkdir()
    (index / "encoders").symlink_to(encoders)
    small = settings.model_copy(update={"corpus": corpus, "index": index, "database_url": "sqlite://"})
    build_index(small)
    with open_assistant(small) as assistant:
        lexicon = assistant.searcher().lexicon
        assert (lexicon.roles["Bosun"], "pay" in assistant.topics()) == (("deck boss",), True)
        ask = partial(assistant.respond, "How much is a bosun paid?")
        for name in ("one", "two"):
            answer = ask(collections=[name]).answer
            assert [citation.guide for citation in answer.citations] == [f"{name}-pay"]
            assert {hit.guide.collection for hit in assistant.search("pay", collections=[name])} == {name}
        for collections, guides in ((["three"], []), (["one"], ["two-pay"])):
            with pytest.raises(InvalidRequest) as error:
                ask(collections=collections, guides=guides)
            assert error.value.field == "collections"
        ask(collections=["one"], key="k" * 20)
        with pytest.raises(InvalidRequest):
            ask(collections=["two"], key="k" * 20)
