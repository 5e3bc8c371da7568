"""What becomes of a model's statement: shown with the exact sentences that hold it up, replaced by one, or dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import combinations
from typing import Protocol

from assistant.evidence import is_statement
from assistant.lists import Quote, marker_length
from assistant.route import is_order
from assistant.verify import Verdict
from assistant.words import stems
from corpus.types import BlockKind
from index.types import Hit

MOST_SPANS = 3
"""Sentences that one statement may rest on."""
LOOKED_AT = 8
"""Sentences that are judged each by itself."""
LEAST_LEAN = 0.15
"""Score from which a sentence is what an unsupported statement leaned on: on the development pairs nearly all with a
changed figure reach it, and half of those that cite another subject's sentence don't."""

LEAST_RECITED, LEAST_UNCITED = 0.5, 0.7
"""Scores from which a statement that cites the wrong passage, or none, is given a sentence to cite: of many sentences
one is near by chance, and a model that cites nothing mostly invents."""
SURE = 0.8
"""Score from which no better sentence is looked for."""

SecondJudge = Callable[[str, Sequence[str]], bool]


class SupportGate(Protocol):
    """``assistant.verify.Gate`` as the writing step sees it."""

    def judge(self, statement: str, quotes: Sequence[str], roles: Sequence[str] = ()) -> Verdict: ...

    def best_span(self, statement: str, texts: Sequence[str]) -> tuple[int, tuple[int, int], float] | None: ...


class Fate(StrEnum):
    """What became of a statement."""

    KEPT = "kept"
    """Held up by a passage that it cites."""
    RECITED = "recited"
    """Held up by another passage, which is cited in its place."""
    REPLACED = "replaced"
    """Held up by none; the sentence that it leaned on stands in its place."""
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Given:
    """A passage that the model was given, as number ``n``, and its sentences that may be cited."""

    n: int
    hit: Hit
    text: str
    """What the model sees of it."""
    sentences: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """A statement's fate, the sentences to cite, and why it was not shown as it was."""

    fate: Fate
    quotes: tuple[Quote, ...] = ()
    reasons: tuple[str, ...] = ()


def given(hits: Sequence[Hit]) -> tuple[Given, ...]:
    """``hits`` numbered from 1. Sentences that try to give orders are withheld, and headings can't be cited."""
    numbered: list[Given] = []
    for hit in hits:
        every = [Quote(hit, start, end) for start, end in hit.passage.sentences]
        harmless = [quote for quote in every if not is_order(quote.text)]
        citable = tuple(
            replace(quote, start=quote.start + marker_length(quote.text))
            for quote in harmless
            if _says_something(quote)
        )
        whole = len(harmless) == len(every) and not is_order(hit.passage.text)
        text = hit.passage.text if whole else "\n".join(quote.text for quote in harmless)
        if citable:
            numbered.append(Given(len(numbered) + 1, hit, text, citable))
    return tuple(numbered)


def _says_something(quote: Quote) -> bool:
    if quote.hit.passage.kind in (BlockKind.ITEM, BlockKind.TABLE):
        return not quote.text.endswith(("?", ":"))
    return is_statement(quote.text)


def settle(
    gate: SupportGate,
    statement: str,
    cited: Sequence[int],
    passages: Sequence[Given],
    second: SecondJudge | None = None,
) -> Settled:
    """What becomes of ``statement``, which cites the passages numbered ``cited`` of ``passages``.

    ``second`` is asked after the gate and only about what the gate lets through.
    """
    own = [quote for one in passages if one.n in cited for quote in one.sentences]
    every = [quote for one in passages for quote in one.sentences]
    alone = _Alone(gate, statement)
    reasons: tuple[str, ...] = ()
    for fate, pool, least in ((Fate.KEPT, own, 0.0), (Fate.RECITED, every, LEAST_RECITED if cited else LEAST_UNCITED)):
        if not pool:
            continue
        found, why = _held_up(gate, statement, alone, alone.best(pool), least)
        reasons = reasons or why
        if found:
            if second is not None and not second(statement, [quote.text for quote in found]):
                reasons = ("the second judge says no",)
                break
            return Settled(fate, found)
    for leaned in alone.best(every)[:1]:
        if alone.verdict(leaned).score >= LEAST_LEAN:
            return Settled(Fate.REPLACED, (leaned,), reasons)
    return Settled(Fate.DROPPED, reasons=reasons)


class _Alone:
    """What the gate says of a statement and each single sentence, asked once."""

    def __init__(self, gate: SupportGate, statement: str) -> None:
        self._gate, self._statement = gate, statement
        self._verdicts: dict[str, Verdict] = {}

    def verdict(self, quote: Quote) -> Verdict:
        if quote.text not in self._verdicts:
            self._verdicts[quote.text] = self._gate.judge(self._statement, [quote.text], [quote.hit.guide.role])
        return self._verdicts[quote.text]

    def best(self, pool: Sequence[Quote]) -> list[Quote]:
        """One that surely holds the statement up, else those that do it best; those that share words come first."""
        said = set(stems(self._statement))
        near = sorted(pool, key=lambda quote: len(said & set(stems(quote.text))), reverse=True)[:LOOKED_AT]
        for quote in near:
            if self.verdict(quote).supported and self.verdict(quote).score >= SURE:
                return [quote]
        return sorted(near, key=self._rank, reverse=True)[:MOST_SPANS]

    def _rank(self, quote: Quote) -> tuple[bool, float]:
        verdict = self.verdict(quote)
        return verdict.supported, verdict.score


def _held_up(
    gate: SupportGate, statement: str, alone: _Alone, best: Sequence[Quote], least: float
) -> tuple[tuple[Quote, ...], tuple[str, ...]]:
    """The fewest sentences found that hold ``statement`` up, in the order of their text; else why none do."""
    reasons: tuple[str, ...] = ()
    for size in range(1, len(best) + 1):
        chosen = best[:size]
        verdict = _together(gate, statement, chosen) if size > 1 else alone.verdict(chosen[0])
        reasons = reasons or verdict.reasons
        if verdict.supported and verdict.score >= least:
            return _fewest(gate, statement, chosen), ()
    return (), reasons


def _fewest(gate: SupportGate, statement: str, chosen: Sequence[Quote]) -> tuple[Quote, ...]:
    for size in range(2, len(chosen)):
        for some in combinations(chosen, size):
            if _together(gate, statement, some).supported:
                return _in_order(some)
    return _in_order(chosen)


def _together(gate: SupportGate, statement: str, quotes: Sequence[Quote]) -> Verdict:
    return gate.judge(statement, [quote.text for quote in quotes], [quote.hit.guide.role for quote in quotes])


def _in_order(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return tuple(sorted(quotes, key=lambda quote: (quote.hit.guide.slug, quote.start)))
