"""Visitors' votes with the answers that they are about, for coaches to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from assistant.storage.database import Store
from assistant.storage.records import STORED_ANSWER, Feedback, Reason, Vote
from assistant.storage.tables import answers, demo_conversations, feedback, messages
from assistant.types import Answer


@dataclass(frozen=True, slots=True)
class CastVote:
    """A vote beside its answer; ``voted`` and ``asked`` are when. It holds no id of a conversation, which would open
    it; that of the message opens nothing."""

    message_id: str
    opinion: Feedback
    voted: datetime
    asked: datetime
    question: str
    guides: tuple[str, ...]
    answer: Answer
    demo: bool


@dataclass(frozen=True, slots=True)
class VoteView:
    """Which votes are wanted: of a verdict, for a reason, since a time; a page of them."""

    verdict: Vote | None = None
    reason: Reason | None = None
    since: datetime | None = None
    limit: int = 20
    offset: int = 0


@dataclass(frozen=True, slots=True)
class VotePage:
    """A page of votes, the newest first; ``total`` are all that were wanted, ``counts`` all since that time."""

    votes: tuple[CastVote, ...]
    total: int
    verdicts: tuple[tuple[Vote, int], ...]
    reasons: tuple[tuple[Reason, int], ...]


class Votes(Store):
    def page(self, view: VoteView) -> VotePage:
        """The votes of ``view``."""
        lately = [feedback.c.created >= view.since] if view.since is not None else []
        chosen = ((feedback.c.verdict, view.verdict), (feedback.c.reason, view.reason))
        wanted = [*lately, *(column == one.value for column, one in chosen if one is not None)]
        query = (
            select(
                feedback,
                feedback.c.created.label("voted"),
                messages.c.created.label("asked"),
                answers.c.standalone_question,
                answers.c.guides,
                answers.c.answer,
                demo_conversations.c.conversation_id.is_not(None).label("demo"),
            )
            .join(answers, answers.c.message_id == feedback.c.message_id)
            .join(messages, messages.c.id == feedback.c.message_id)
            .outerjoin(demo_conversations, demo_conversations.c.conversation_id == messages.c.conversation_id)
            .where(*wanted)
            .order_by(feedback.c.created.desc(), feedback.c.message_id)
            .limit(view.limit)
            .offset(view.offset)
        )
        count = select(func.count()).select_from(feedback.join(answers, answers.c.message_id == feedback.c.message_id))
        kinds = select(feedback.c.verdict, feedback.c.reason, func.count().label("votes")).where(*lately)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
            total = connection.scalar(count.where(*wanted)) or 0
            counted = connection.execute(kinds.group_by(feedback.c.verdict, feedback.c.reason)).all()
        return VotePage(
            votes=tuple(_vote(row) for row in rows),
            total=total,
            verdicts=tuple((one, sum(row.votes for row in counted if row.verdict == one.value)) for one in Vote),
            reasons=tuple((one, sum(row.votes for row in counted if row.reason == one.value)) for one in Reason),
        )


def _vote(row: Row[Any]) -> CastVote:
    return CastVote(
        message_id=row.message_id,
        opinion=Feedback(Vote(row.verdict), Reason(row.reason) if row.reason else None, row.comment),
        voted=row.voted,
        asked=row.asked,
        question=row.standalone_question,
        guides=tuple(row.guides),
        answer=STORED_ANSWER.validate_python(row.answer),
        demo=bool(row.demo),
    )
