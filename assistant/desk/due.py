"""Which questions are worth asking again of guides that aren't published yet, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.desk.grouping import names_a_place
from assistant.storage.gap_records import KnownQuestion, Unmet, key_of
from assistant.storage.spans import CitedSpan, PastQuestion
from assistant.types import Status
from corpus.types import Guide
from index.search import Searcher
from index.types import Vectors

NEAR = 0.3
"""Cosine of a refused question and a new passage from which it is worth asking again."""


@dataclass(frozen=True, slots=True)
class Due:
    """A question to ask again of the new guides: the answer that it had (``message_id``, empty where that was none, and
    ``status`` says how), and whether a quote of it is gone."""

    question: str
    guides: tuple[str, ...]
    asked: int
    message_id: str = ""
    lost: bool = False
    status: Status = Status.ANSWERED


def once(every: Iterable[Due]) -> list[Due]:
    """Each question once, as it comes first."""
    first: dict[tuple[str, tuple[str, ...]], Due] = {}
    for due in every:
        first.setdefault((due.question, due.guides), due)
    return list(first.values())


def answered(one: PastQuestion, *, lost: bool = False) -> Due:
    """What was answered."""
    return Due(one.question, one.guides, one.asked, one.message_id, lost)


def gone_of(cited: Iterable[CitedSpan], guides: Mapping[str, Guide]) -> set[str]:
    """The spans that ``guides`` don't hold any more; one that only moved is there."""
    return {one.digest for one in cited if one.guide not in guides or one.quote not in guides[one.guide].text}


def near(
    unmet: Sequence[Unmet], known: Mapping[str, KnownQuestion], fresh: Vectors, spoken_of: Callable[[str], bool]
) -> list[Due]:
    """What was refused, or answered in part, and new text is near to, the nearest first; also what is about a place
    that is ``spoken_of`` there, which its vector leaves out. Only what has been looked at for gaps has a vector in
    ``known``."""
    found: dict[str, Due] = {}
    for one in unmet:
        key = key_of(one.question, one.guides)
        if key in known and key not in found:
            status = Status.NO_ANSWER if one.refused else Status.PARTIAL
            found[key] = Due(one.question, one.guides, one.asked, status=status)
    if not found or not len(fresh):
        return []
    nearness = (np.stack([known[key].vector for key in found]) @ fresh.T).max(axis=1)
    every = list(found.values())
    nearness[[names_a_place(known[key].scope) and spoken_of(due.question) for key, due in found.items()]] += NEAR
    return [every[row] for row in np.argsort(-nearness, kind="stable").tolist() if nearness[row] >= NEAR]


def staying(
    questions: Sequence[PastQuestion], cited: Collection[CitedSpan], fresh: Vectors, live: Searcher
) -> list[Due]:
    """``questions``, whose quotes are all still there; those that cite what new text is nearest to come first."""
    nearness = _nearness({digest for one in questions for digest in one.digests}, cited, fresh, live)
    ranked = sorted(questions, key=lambda one: -max(nearness.get(digest, 0.0) for digest in one.digests))
    return [answered(one) for one in ranked]


def _nearness(
    digests: Collection[str], cited: Collection[CitedSpan], fresh: Vectors, live: Searcher
) -> dict[str, float]:
    """The highest cosine of the passage that each span is in with any new passage."""
    row_of = {passage.id: row for row, passage in enumerate(live.generation.passages)}
    rows: dict[str, int] = {}
    for one in cited:
        if one.digest in digests and one.guide in live.guides:
            at = live.guides[one.guide].text.find(one.quote)
            within = (passage.id for passage in live.passages_of(one.guide) if passage.start <= at < passage.end)
            if (id_ := next(within, None)) is not None:
                rows[one.digest] = row_of[id_]
    if not rows or not len(fresh):
        return {}
    nearest = (live.generation.pooled[list(rows.values())] @ fresh.T).max(axis=1)
    return dict(zip(rows, nearest.tolist(), strict=True))
