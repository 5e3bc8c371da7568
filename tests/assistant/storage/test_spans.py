"""Answers keep digests of the spans that they cite, those of an older database too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic import command
from alembic.config import Config
from pydantic import TypeAdapter
from sqlalchemy import create_engine, func, select

from assistant.storage.conversations import Conversations
from assistant.storage.database import MIGRATIONS
from assistant.storage.spans import SpanStore, digest_of
from assistant.storage.tables import answer_spans
from assistant.types import Answer, Citation, Statement, Status


def cited(*quotes: str) -> Answer:
    citations = tuple(
        Citation(n, "director", "Director", "Pay", quote, 0, len(quote), "/d", "p", "v")
        for n, quote in enumerate(quotes, 1)
    )
    said = tuple(Statement(one.quote, (one.n,)) for one in citations)
    return Answer(Status.ANSWERED, " ".join(quotes), "What is the pay?", 0.9, said, citations)


@pytest.fixture
def kept(database_url: str) -> Iterator[Conversations]:
    made = Conversations(database_url)
    yield made
    made.close()


def test_spans_are_counted_by_the_answers_that_cite_them_and_go_with_them(kept: Conversations) -> None:
    first = kept.store("pay?", cited("one", "two", "two"))
    kept.store("pay", cited("two"), guides=["director"])
    spans = SpanStore(kept.database)
    assert {(one.quote, one.answers) for one in spans.cited()} == {("one", 1), ("two", 2)}
    found = spans.questions_citing([digest_of("director", "two"), "unknown"])
    assert {(one.question, one.guides, one.asked) for one in found} == {
        ("What is the pay?", (), 1),
        ("What is the pay?", ("director",), 1),
    }
    assert {digest for one in found for digest in one.digests} == {digest_of("director", "two")}
    answers = spans.answers([one.message_id for one in found] + ["unknown"])
    assert sorted(answers) == sorted(one.message_id for one in found)
    assert all(answer in (cited("one", "two", "two"), cited("two")) for answer in answers.values())
    kept.delete(first.conversation_id)
    assert {(one.quote, one.answers) for one in spans.cited()} == {("two", 1)}
    with kept.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(answer_spans)) == 1


def test_answers_of_an_older_database_get_their_spans(lasting_url: str) -> None:
    engine = create_engine(lasting_url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
        stored = TypeAdapter(Answer).dump_json(cited("one", "two")).decode()
        moment = "2026-01-01 10:00:00.000000"
        for statement in (
            f"INSERT INTO conversations VALUES ('c', '{moment}')",
            f"INSERT INTO messages VALUES ('m', 'c', 1, 'assistant', 'a', '{moment}')",
            f"INSERT INTO answers VALUES ('m', 'answered', 'q', 0.9, '[]', '{stored}')",
        ):
            connection.exec_driver_sql(statement)
    engine.dispose()
    kept = Conversations(lasting_url)
    assert {one.quote for one in SpanStore(kept.database).cited()} == {"one", "two"}
    kept.close()
