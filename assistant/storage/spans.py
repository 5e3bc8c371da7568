"""Which spans of guides the kept answers cite, as digests: what a change of a guide means for them is set algebra."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, Text, cast, func, select

from assistant.storage.database import Store
from assistant.storage.records import STORED_ANSWER
from assistant.storage.tables import answer_spans, answers, batches
from assistant.types import Answer

LENGTH = 32
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
    """A question as it stands alone, the guides pinned with it, how often it was asked, one of the answers that cite
    the spans that were looked for, and which of these."""

    question: str
    guides: tuple[str, ...]
    asked: int
    message_id: str
    digests: frozenset[str]


def digest_of(guide: str, quote: str) -> str:
    """What a span is known by: it stays the same where only the guide around it changes."""
    return hashlib.sha256(f"{guide}\x1f{quote}".encode(errors="surrogatepass")).hexdigest()[:LENGTH]


def keep_spans(connection: Connection, message_id: str, answer: Answer) -> None:
    """Keep which spans an answer cites, in the transaction that keeps the answer."""
    digests = {digest_of(citation.guide, citation.quote) for citation in answer.citations}
    if digests:
        rows = [{"message_id": message_id, "digest": digest} for digest in sorted(digests)]
        connection.execute(_SPAN, rows)


class SpanStore(Store):
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
        cited: defaultdict[tuple[str, str], list[Row[Any]]] = defaultdict(list)
        with self._database.reading() as connection:
            for some in batches(sorted(digests)):
                for row in connection.execute(_citing(some)):
                    cited[row.question, row.pinned].append(row)
        found = [
            PastQuestion(
                question,
                tuple(json.loads(pinned)),
                max(row.asked for row in rows),
                max(row.message_id for row in rows),
                frozenset(row.digest for row in rows),
            )
            for (question, pinned), rows in sorted(cited.items())
        ]
        return tuple(sorted(found, key=lambda one: -one.asked))

    def answers(self, message_ids: Sequence[str]) -> dict[str, Answer]:
        """These answers by id; one that is deleted meanwhile is missing."""
        found: dict[str, Answer] = {}
        columns = (answers.c.message_id, answers.c.answer)
        with self._database.reading() as connection:
            for some in batches(message_ids):
                rows = connection.execute(select(*columns).where(answers.c.message_id.in_(some)))
                found |= {row.message_id: STORED_ANSWER.validate_python(row.answer) for row in rows}
        return found


def _citing(digests: Collection[str]) -> Select[Any]:
    pinned = cast(answers.c.guides, Text)
    return (
        select(
            answers.c.standalone_question.label("question"),
            pinned.label("pinned"),
            answer_spans.c.digest,
            func.max(answers.c.message_id).label("message_id"),
            func.count().label("asked"),
        )
        .join(answer_spans, answer_spans.c.message_id == answers.c.message_id)
        .where(answer_spans.c.digest.in_(digests))
        .group_by(answers.c.standalone_question, pinned, answer_spans.c.digest)
    )
