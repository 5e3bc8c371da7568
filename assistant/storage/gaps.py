"""What was asked in vain, and what is known and decided of it, in SQL.

Of the questions themselves nothing is copied here: a question is known by a digest, so that whoever deletes a
conversation deletes its words.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Row, Text, and_, cast, delete, func, or_, select

from assistant.storage.asked import ABOUT_THE_GUIDES, IN_VAIN, UNSURE
from assistant.storage.database import Store
from assistant.storage.gap_records import Check, Decision, DecisionState, InVain, KnownQuestion, Unmet
from assistant.storage.records import Vote
from assistant.storage.tables import (
    AT_ONCE,
    answer_spans,
    answers,
    asked_questions,
    batches,
    demo_conversations,
    feedback,
    gaps,
    messages,
    question_checks,
    replace_rows,
)
from assistant.types import Status


class GapStore(Store):
    def in_vain(self, since: datetime | None = None) -> tuple[InVain, ...]:
        """All that was asked in vain, since ``since``, oldest first. Curated answers are there only where they were
        voted down."""
        down = feedback.c.verdict == Vote.DOWN.value
        by_hand = answers.c.answer["curated"].as_string()
        query = (
            select(
                answers.c.message_id,
                answers.c.standalone_question,
                cast(answers.c.guides, Text).label("pinned"),
                messages.c.created,
                answers.c.status,
                answers.c.confidence,
                down.label("down"),
                demo_conversations.c.conversation_id.is_not(None).label("demo"),
            )
            .join(messages, messages.c.id == answers.c.message_id)
            .outerjoin(feedback, feedback.c.message_id == answers.c.message_id)
            .outerjoin(demo_conversations, demo_conversations.c.conversation_id == messages.c.conversation_id)
            .where(
                answers.c.status.in_(ABOUT_THE_GUIDES),
                or_(
                    down,
                    and_(
                        or_(answers.c.status.in_(IN_VAIN), answers.c.confidence < UNSURE),
                        or_(by_hand.is_(None), by_hand == ""),
                    ),
                ),
            )
            .order_by(messages.c.created, answers.c.message_id)
        )
        pinned: dict[str, tuple[str, ...]] = {}
        with self._database.reading() as connection:
            rows = connection.execute(query if since is None else query.where(messages.c.created >= since)).all()
        return tuple(_in_vain(row, pinned) for row in rows)

    def unmet(self) -> tuple[Unmet, ...]:
        """Every question that was refused or answered in part, each wording once; what is asked most comes first."""
        pinned = cast(answers.c.guides, Text)
        query = (
            select(
                answers.c.standalone_question,
                pinned,
                func.count().label("asked"),
                func.min(answers.c.status).label("status"),
            )
            .where(answers.c.status.in_(IN_VAIN))
            .group_by(answers.c.standalone_question, pinned)
            .order_by(func.count().desc(), answers.c.standalone_question)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Unmet(question, tuple(json.loads(guides)), asked, status == Status.NO_ANSWER.value)
            for question, guides, asked, status in rows
        )

    def known(self, encoder: str) -> dict[str, str]:
        """The gap of every question that was looked at with ``encoder``, by key."""
        query = select(asked_questions.c.key, asked_questions.c.gap).where(asked_questions.c.encoder == encoder)
        with self._database.reading() as connection:
            return {row.key: row.gap for row in connection.execute(query)}

    def vectors(self, encoder: str) -> dict[str, KnownQuestion]:
        """Every question that was looked at with ``encoder`` and is in a gap, by key."""
        query = select(asked_questions).where(asked_questions.c.encoder == encoder, asked_questions.c.gap != "")
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return {row.key: _known(row) for row in rows}

    def founders(self, encoder: str, scopes: Collection[str]) -> tuple[KnownQuestion, ...]:
        """The question that each gap of these scopes was founded on, the oldest gaps in no particular order."""
        found: list[KnownQuestion] = []
        with self._database.reading() as connection:
            for some in batches(sorted(scopes)):
                query = select(asked_questions).where(
                    asked_questions.c.encoder == encoder,
                    asked_questions.c.scope.in_(some),
                    asked_questions.c.gap == func.substr(asked_questions.c.key, 1, 12),
                )
                found += map(_known, connection.execute(query))
        return tuple(sorted(found, key=lambda one: one.gap))

    def keep(self, encoder: str, found: Iterable[KnownQuestion]) -> None:
        """Keep what was found of questions, in place of what another encoder made of them."""
        rows = [asdict(one) | {"encoder": encoder, "vector": one.vector.astype(np.float16).tobytes()} for one in found]
        with self._database.writing() as connection:
            replace_rows(connection, asked_questions.c.key, rows)

    def forget(self, keys: Collection[str]) -> None:
        """Forget questions that are kept no more."""
        with self._database.writing() as connection:
            for batch in batches(sorted(keys)):
                connection.execute(delete(asked_questions).where(asked_questions.c.key.in_(batch)))
                connection.execute(delete(question_checks).where(question_checks.c.key.in_(batch)))

    def checks(self) -> dict[str, Check]:
        """What came of asking again, by key."""
        with self._database.reading() as connection:
            rows = connection.execute(select(question_checks)).mappings().all()
        return {row["key"]: Check(**{**row, "status": Status(row["status"])}) for row in rows}

    def keep_checks(self, checks: Sequence[Check]) -> None:
        """Keep what came of asking again, in place of what came before."""
        rows = [asdict(one) | {"status": one.status.value} for one in checks]
        with self._database.writing() as connection:
            replace_rows(connection, question_checks.c.key, rows)

    def decisions(self) -> dict[str, Decision]:
        """What was decided, by fingerprint."""
        with self._database.reading() as connection:
            rows = connection.execute(select(gaps)).mappings().all()
        return {row["fingerprint"]: Decision(**{**row, "state": DecisionState(row["state"])}) for row in rows}

    def decide(self, decision: Decision) -> None:
        """Keep a decision, in place of an earlier one."""
        with self._database.writing() as connection:
            replace_rows(connection, gaps.c.fingerprint, [asdict(decision) | {"state": decision.state.value}])

    def spans_of(self, message_ids: Sequence[str]) -> frozenset[str]:
        """The digests of what these answers cite."""
        query = select(answer_spans.c.digest).where(answer_spans.c.message_id.in_(message_ids[:AT_ONCE]))
        with self._database.reading() as connection:
            return frozenset(connection.execute(query).scalars())


_STATUS = {status.value: status for status in Status}
"""Looked up: making each of so many anew takes longer than reading it."""


def _in_vain(row: Row[Any], pinned: dict[str, tuple[str, ...]]) -> InVain:
    message_id, question, guides, when, status, confidence, down, demo = tuple(row)
    if guides not in pinned:
        pinned[guides] = tuple(json.loads(guides))
    kind = _STATUS[status]
    unsure = kind is Status.ANSWERED and confidence < UNSURE
    return InVain(question, when, pinned[guides], message_id, kind, bool(down), unsure, bool(demo))


def _known(row: Row[Any]) -> KnownQuestion:
    vector = np.frombuffer(row.vector, dtype=np.float16).astype(np.float32)
    return KnownQuestion(row.key, row.gap, row.scope, vector)
