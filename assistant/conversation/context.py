"""Passages for a follow-up: what the conversation was about counts a little beside the question that is asked now.

The scores of two searches are added (CombSUM, Fox & Shaw 1994), that of the conversation by a fitted share and by how
surely the message leans back. So a phrase that was carried over wrongly costs less, and a change of topic nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

from assistant.parameters import fitted
from assistant.types import Standalone
from index.candidates import CANDIDATES
from index.search import Searcher
from index.types import Hit, Question


@dataclass(frozen=True, slots=True)
class Amid:
    """The share of a conversation's score where a message surely leans back."""

    share: float


shipped = cache(partial(fitted, "context", Amid))
"""The shipped share."""


def ranked(
    searcher: Searcher, question: Question, asked: Standalone, k: int, guides: Sequence[str] = ()
) -> tuple[Hit, ...]:
    """The ``k`` best passages for ``question``, the encoded form of ``asked``, best first."""
    if not asked.context:
        return searcher.rank(question, k, guides)
    hits = searcher.rank(question, max(k, CANDIDATES), guides)
    around = searcher.rank(searcher.encode(asked.context), max(k, CANDIDATES), guides)
    return amid(hits, around, shipped().share * asked.leans)[:k]


def amid(hits: Sequence[Hit], around: Sequence[Hit], share: float) -> tuple[Hit, ...]:
    """``hits`` anew by their own score, less ``share`` of how far each is from the best of the hits ``around`` it."""
    if not around:
        return tuple(hits)
    near = {hit.passage.id: around[0].score - hit.score for hit in around}
    farthest = max(near.values())
    moved = [replace(hit, score=hit.score - share * near.get(hit.passage.id, farthest)) for hit in hits]
    return tuple(sorted(moved, key=lambda hit: (-hit.score, hit.passage.guide, hit.passage.start)))
