"""Whether evidence entails a claim: boosted trees over how the words of both go together and what the rules object.

Fitted on labelled pairs over many corpora and judged on those left out (``python -m evals fit entailment``;
docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.boosted_trees import read_trees, row_of
from assistant.gate.pair import Pair
from assistant.gate.reading import CLAUSE_BREAK, Reading
from assistant.gate.rules.registry import RULES
from assistant.parameters import fitted
from assistant.verdict import Objection
from corpus.english import Words, english
from index.types import Vectors

TREES = Path(__file__).with_name("entailment.json")
_NEAR, _SAME = 0.5, 0.95
"""Cosines below which a word comes near none, and above which it is the same."""
_NEXT = 3
"""Content words by which the evidence's words for two consecutive words of a claim may be apart, in their order."""


@dataclass(frozen=True, slots=True)
class PairFeatures:
    """What speaks for a claim. A word is as near to the evidence as its cosine with the nearest word there;
    1 where it is the same."""

    part: float
    """The mean over the content words of the clause that is said least."""
    fresh: float
    """How near the words that stand nowhere in the evidence come to those that the claim leaves out; 1 without any."""
    kept: float
    """Share of the claim's words that are the evidence's, in their order."""
    put: float
    put_light: float
    """How many words that say something, and how many others, it puts in."""
    left: float
    """How many words it leaves out between words that it keeps."""
    run: float
    """Share of the claim that its longest run of the evidence's words is."""
    pieces: float
    pieces_there: float
    """How many words, a role's name being one, the claim and the near evidence have."""
    loose: float
    """Share of the words that stand in the evidence, times the share of neighbours that are none there."""
    mean: float
    least: float
    """How near the claim's words come on average, and the farthest."""
    subject: float
    """How near the first word comes, which mostly says who or what is spoken of."""
    unlike: float
    alike: float
    """Share of the words that come near none, and that are the same."""
    back: float
    """How near the evidence's words come to the claim's on average."""
    words: float
    words_there: float
    """Content words of both, in tens."""
    weighed: tuple[float, ...]
    """How many more words of each of ``_families`` the claim has than the near evidence: of how often, how surely, what
    is compared, what comes first, and what denies."""
    objections: tuple[float, ...]
    """1 for each of ``RULES`` that objects."""


@cache
def _families() -> tuple[Words, ...]:
    words = english()
    more = (words.sure, words.whole, words.superlatives, words.outdoing, words.more, words.less)
    order = (frozenset({"than"}), words.before_after, words.one_way)
    return (*words.strength.values(), *more, *order, words.negators, words.soft_negators, words.leaves_open)


@dataclass(frozen=True, slots=True)
class Threshold:
    """The probability from which a claim is entailed."""

    threshold: float


@cache
def shipped_threshold() -> float:
    """The fitted threshold."""
    return fitted("entailment", Threshold).threshold


def entailed(pair: Pair, objected: Sequence[Objection]) -> float:
    """The probability, 0 to 1, that the evidence entails the claim, of which rules have ``objected`` so much."""
    found = features(pair, objected)
    return 0.0 if found is None else read_trees(TREES).probability(np.array(row_of(found), dtype=np.float32))


def features(pair: Pair, objected: Sequence[Objection]) -> PairFeatures | None:
    """The features of ``pair``; ``None`` where nothing can be compared."""
    claim, near = pair.claim.reading, pair.near.reading
    rows, columns = claim.content, near.content
    if not rows or not columns:
        return None
    both = pair.cosines
    known = _known(pair)
    counted = frozenset(i for i, word in enumerate(claim.words) if word.start in pair.counted)
    nearest = np.where([place in counted for place in rows], 1.0, both.max(axis=1))
    best = np.where([place in known for place in rows], 1.0, nearest)
    fresh = _fresh(pair, both, known)
    stems = {word.stem for word in near.words if word.content}
    steps = np.diff(both.argmax(axis=1))
    rules = {one.rule for one in objected}
    return PairFeatures(
        part=_worst_part(claim, rows, best),
        fresh=float(fresh.mean()) if len(fresh) else 1.0,
        **_of_wording(pair, counted),
        loose=float(np.mean([claim.words[place].stem in stems for place in rows]))
        * (float(((steps < 0) | (steps > _NEXT)).mean()) if len(steps) else 0.0),
        mean=float(nearest.mean()),
        least=float(nearest.min()),
        subject=float(best[0]),
        unlike=float((nearest < _NEAR).mean()),
        alike=float((nearest > _SAME).mean()),
        back=float(both.max(axis=0).mean()),
        words=len(rows) / 10,
        words_there=len(columns) / 10,
        weighed=tuple(float(_many(claim, family) - _many(near, family)) for family in _families()),
        objections=tuple(float(name in rules) for name in RULES),
    )


def _of_wording(pair: Pair, counted: frozenset[int]) -> dict[str, float]:
    """What the claim keeps of the near evidence's wording, and what it puts in and leaves out; by feature."""
    put = [piece for change in pair.edits.changes for piece in change.put]
    return {
        "kept": pair.edits.kept,
        "put": float(sum(piece.content and counted.isdisjoint(piece.rows) for piece in put)),
        "put_light": float(sum(not piece.content for piece in put)),
        "left": float(sum(len(change.left) for change in pair.edits.changes if min(change.held_fast))),
        "run": pair.edits.longest / max(len(pair.claim.pieces), 1),
        "pieces": float(len(pair.claim.pieces)),
        "pieces_there": float(len(pair.near.pieces)),
    }


def _many(reading: Reading, family: Words) -> int:
    return sum(word.word in family for word in reading.words)


def _known(pair: Pair) -> frozenset[int]:
    """The rows of the words that the evidence has, that name one of its roles, are a quantity, or add little."""
    claim = pair.claim.reading
    stems = {word.stem for word in pair.near.reading.words if word.content} | english().light_stems
    named = {piece.key for piece in pair.near.pieces if piece.role} | ({f"role:{pair.role}"} if pair.role else set())
    spans = [(one.start, one.end) for one in pair.claim.quantities]
    return frozenset(
        {place for place in claim.content if claim.words[place].stem in stems}
        | {place for piece in pair.claim.pieces if piece.key in named for place in piece.rows}
        | {place for place in claim.content if any(a <= claim.words[place].start < b for a, b in spans)}
    )


def _fresh(pair: Pair, both: Vectors, known: frozenset[int]) -> Vectors:
    """How near each word that stands nowhere in the evidence comes to what the claim leaves out of it."""
    rows, columns = pair.claim.reading.content, pair.near.reading.content
    left = {place for change in pair.edits.changes for piece in change.left for place in piece.rows}
    free = [j for j, column in enumerate(columns) if column in left]
    new = [i for i, place in enumerate(rows) if place not in known]
    return np.asarray(both[np.ix_(new, free)].max(axis=1) if new and free else np.zeros(len(new)), dtype=np.float32)


def _worst_part(reading: Reading, rows: Sequence[int], best: Vectors) -> float:
    breaks = [found.start() for found in CLAUSE_BREAK.finditer(reading.text)]
    parts: dict[int, list[float]] = {}
    for place, value in zip(rows, best, strict=True):
        clause = sum(at < reading.words[place].start for at in breaks)
        parts.setdefault(clause, []).append(float(value))
    return min(float(np.mean(values)) for values in parts.values())
