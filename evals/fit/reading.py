"""The labelled questions with what the product finds for them, which several fits read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.answering.evidence import HITS, Evidence, gather
from assistant.answering.subject import put_to
from evals.fit.corpora import LabelledQuestion, present
from evals.fit.expected import opened
from evals.progress import Progress, tracked
from index.search import Searcher
from index.types import Hit, Question


@dataclass(frozen=True, slots=True)
class Read:
    """A question, its best hits and their sentences, the likeliest first."""

    asked: LabelledQuestion
    question: Question
    hits: tuple[Hit, ...]
    evidence: Evidence
    searcher: Searcher


def read_all(progress: Progress) -> Iterator[Read]:
    """The questions of every source, in order. Raises ``DataMissing`` where a source isn't there."""
    for source in present():
        with opened(source, progress) as (searcher, asked):
            for one in tracked("reading", asked, progress):
                pinned = [one.case.guide] if one.case.guide else []
                question, guides = put_to(searcher.encode(one.case.ask), pinned, searcher)
                hits = searcher.rank(question, HITS, guides)
                yield Read(one, question, hits, gather(question, hits, searcher), searcher)
