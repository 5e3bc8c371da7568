"""Which spans of guides the kept answers cite, as digests: what a change of a guide means for them is set algebra."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, Text, cast, func, select

from assistant.storage.database import Database
from assistant.storage.records import STORED_ANSWER
from assistant.storage.tables import answer_spans, answers
from assistant.types import Answer

LENGTH = 32
AT_ONCE = 500
"""Digests that one statement names; databases bound how many there may be."""
_SPAN = answer_spans.insert()


@dataclass(frozen=True, slots=True)
class CitedSpan:
    """A quote of the guide with that slug, and how many answers cite it."""

    digest: str
    guide: str
    quote: str
    answers: int


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """A question as it stands alone, the guides pinned with it, how often it was asked, and one of its answers."""

    question: str
    guides: tuple[str, ...]
    asked: int
    answer: Answer


def digest_of(guide: str, quote: str) -> str:
    """What a span is known by: it stays the same where only the guide around it changes."""
    return hashlib.sha256(f"{guide}\x1f{quote}".encode(errors="surrogatepass")).hexdigest()[:LENGTH]


def keep_spans(connection: Connection, message_id: str, answer: Answer) -> None:
    """Keep which spans an answer cites, in the transaction that keeps the answer."""
    digests = {digest_of(citation.guide, citation.quote) for citation in answer.citations}
    if digests:
        rows = [{"message_id": message_id, "digest": digest} for digest in sorted(digests)]
        connection.execute(_SPAN, rows)


class SpanStore:
    """Reads spans and the answers that cite them. Thread-safe; every method raises ``StorageDown``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def cited(self) -> tuple[CitedSpan, ...]:
        """Every span that answers cite; its words are read from one of them."""
        columns = (answer_spans.c.digest, func.min(answer_spans.c.message_id).label("one"), func.count().label("uses"))
        spans = select(*columns).group_by(answer_spans.c.digest).subquery()
        query = select(spans.c.digest, spans.c.uses, answers.c.answer).join(
            answers, answers.c.message_id == spans.c.one
        )
        found = []
        with self._database.reading() as connection:
            for row in connection.execute(query):
                for guide, quote in {(one["guide"], one["quote"]) for one in row.answer["citations"]}:
                    if digest_of(guide, quote) == row.digest:
                        found.append(CitedSpan(row.digest, guide, quote, row.uses))
        return tuple(sorted(found, key=lambda one: one.digest))

    def questions_citing(self, digests: Collection[str]) -> tuple[PastQuestion, ...]:
        """The questions whose answers cite any of these spans, what is asked most first."""
        asked: dict[tuple[str, str], tuple[str, int]] = {}
        ordered = sorted(digests)
        with self._database.reading() as connection:
            for first in range(0, len(ordered), AT_ONCE):
                for row in connection.execute(_citing(ordered[first : first + AT_ONCE])):
                    key = row.standalone_question, row.pinned
                    asked[key] = (row.one, max(row.asked, asked.get(key, ("", 0))[1]))
            return tuple(
                PastQuestion(question, tuple(json.loads(pinned)), count, answer)
                for (question, pinned), (count, answer) in _with_answers(connection, asked).items()
            )


def _citing(digests: Collection[str]) -> Select[Any]:
    pinned = cast(answers.c.guides, Text)
    one, count = func.max(answers.c.message_id), func.count(func.distinct(answers.c.message_id))
    return (
        select(answers.c.standalone_question, pinned.label("pinned"), one.label("one"), count.label("asked"))
        .join(answer_spans, answer_spans.c.message_id == answers.c.message_id)
        .where(answer_spans.c.digest.in_(digests))
        .group_by(answers.c.standalone_question, pinned)
    )


def _with_answers(
    connection: Connection, asked: dict[tuple[str, str], tuple[str, int]]
) -> dict[tuple[str, str], tuple[int, Answer]]:
    ids = [one for one, _ in asked.values()]
    found: dict[str, Answer] = {}
    for first in range(0, len(ids), AT_ONCE):
        query = select(answers.c.message_id, answers.c.answer).where(
            answers.c.message_id.in_(ids[first : first + AT_ONCE])
        )
        found |= {row.message_id: STORED_ANSWER.validate_python(row.answer) for row in connection.execute(query)}
    ordered = sorted(asked.items(), key=lambda item: (-item[1][1], item[0]))
    return {key: (count, found[one]) for key, (one, count) in ordered if one in found}
