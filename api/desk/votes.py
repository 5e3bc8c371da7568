"""Votes from the store to the contract, and to CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas.chat import CitationOut
from api.schemas.fields import Reason, Vote, attributes_of
from assistant.storage.votes import CastVote, VotePage

COLUMNS = ("voted", "asked", "verdict", "reason", "status", "confidence", "guides", "curated", "demo")
TEXTS = ("question", "comment", "answer")
"""Columns with words of visitors and answers, which are there only where they are asked for."""


class VoteOut(BaseModel):
    """A vote beside its answer."""

    message_id: str = Field(description="Of the answer, by which a packet collects it.")
    voted: datetime
    asked: datetime
    verdict: Vote
    reason: Reason | None
    comment: str
    question: str
    status: str
    confidence: float
    curated: str | None = Field(description="The id of the curated question that the answer is to, if any.")
    answer: str
    citations: list[CitationOut]
    demo: bool


class VotesResponse(BaseModel):
    """A page of votes, the newest first; `verdicts` and `reasons` count all of that time."""

    total: int
    verdicts: dict[Vote, int]
    reasons: dict[Reason, int]
    votes: list[VoteOut]


def votes_response(page: VotePage) -> VotesResponse:
    """A page of votes."""
    return VotesResponse(
        total=page.total,
        verdicts={verdict.value: count for verdict, count in page.verdicts},
        reasons={reason.value: count for reason, count in page.reasons},
        votes=[_vote(one) for one in page.votes],
    )


def table(response: VotesResponse, texts: bool) -> tuple[Sequence[str], Iterator[list[object]]]:
    """The heads of the columns, ``TEXTS`` among them where they are wanted, and a row a vote."""
    return (*COLUMNS, *(TEXTS if texts else ())), _rows(response, texts)


def _rows(response: VotesResponse, texts: bool) -> Iterator[list[object]]:
    for vote in response.votes:
        cited = " ".join(dict.fromkeys(one.guide for one in vote.citations))
        row: list[object] = [cited if name == "guides" else getattr(vote, name) for name in COLUMNS]
        yield [*row, vote.question, vote.comment, vote.answer] if texts else row


def _vote(vote: CastVote) -> VoteOut:
    answer = vote.answer
    given = {"answer": answer.text, "status": answer.status, "confidence": answer.confidence, "curated": answer.curated}
    cast = attributes_of(vote) | attributes_of(vote.opinion) | given | {"citations": answer.citations}
    return VoteOut.model_validate(cast, from_attributes=True)
