"""What becomes of a model's statement: shown with the exact sentences that hold it up, replaced by one, or dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, partial
from itertools import combinations
from typing import Protocol

from assistant.language.injection import is_order
from assistant.language.statements import is_statement
from assistant.parameters import chosen
from assistant.quotes import Quote, marker_length
from assistant.verdict import Code, Objection, Verdict
from corpus.types import BlockKind
from index.types import Hit


@dataclass(frozen=True, slots=True)
class Bounds:
    """Scores are the gate's."""

    lean: float
    """Cosine from which a sentence is what an unsupported statement leaned on."""
    shown: float
    """Score from which a statement is shown in the model's own words; below, a sentence of the guides stands for it."""
    recited: float
    """The same for one that cites the wrong passage and is given a sentence to cite: of many one is near by chance."""
    uncited: float
    """The same for one that cites none: a model that cites nothing mostly invents."""
    sure: float
    """Score from which no better sentence is looked for."""
    kept: float
    """Share of the model's statements that must be held up; else the guides' own sentences are added."""


bounds = cache(partial(chosen, "generation", Bounds))
"""The shipped ones."""


MOST_SPANS = 3
"""Sentences that one statement may rest on."""
MOST_JUDGED_ALONE = 8
"""Sentences that are judged each by itself; the nearest ones."""

SecondJudge = Callable[[str, Sequence[str]], bool]


class SupportGate(Protocol):
    """``assistant.gate.gate.Gate`` as the writing step sees it."""

    def judge(self, statement: str, quotes: Sequence[str], roles: Sequence[str] = ()) -> Verdict: ...

    def nearness(self, statement: str, texts: Sequence[str]) -> list[float]: ...


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
class NumberedPassage:
    """A passage that the model was given, as number ``n``, and its sentences that may be cited."""

    n: int
    hit: Hit
    text: str
    """What the model sees of it."""
    sentences: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement's fate, the sentences to cite, and what spoke against showing it as it was."""

    fate: Fate
    quotes: tuple[Quote, ...] = ()
    objections: tuple[Objection, ...] = ()


_SECOND = Objection("second_judge", Code.NOT_ENTAILED, "the second judge says no")
_UNSURE = Objection("shown", Code.NOT_ENTAILED, "held up, but not surely enough to be shown in other words")


def numbered(hits: Sequence[Hit]) -> tuple[NumberedPassage, ...]:
    """``hits`` numbered from 1. Sentences that try to give orders are withheld, and headings can't be cited."""
    numbered: list[NumberedPassage] = []
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
            numbered.append(NumberedPassage(len(numbered) + 1, hit, text, citable))
    return tuple(numbered)


def _says_something(quote: Quote) -> bool:
    if quote.hit.passage.kind in (BlockKind.ITEM, BlockKind.TABLE):
        return not quote.text.endswith(("?", ":"))
    return is_statement(quote.text)


def attribute(
    gate: SupportGate,
    statement: str,
    cited: Sequence[int],
    passages: Sequence[NumberedPassage],
    second: SecondJudge | None = None,
) -> Attribution:
    """What becomes of ``statement``, which cites the passages numbered ``cited`` of ``passages``.

    ``second`` is asked after the gate and only about what the gate lets through.
    """
    own = [quote for one in passages if one.n in cited for quote in one.sentences]
    every = [quote for one in passages for quote in one.sentences]
    judged = _Judged(gate, statement, every)
    objections: tuple[Objection, ...] = ()
    for fate, pool, least in (
        (Fate.KEPT, own, bounds().shown),
        (Fate.RECITED, every, bounds().recited if cited else bounds().uncited),
    ):
        if not pool:
            continue
        found, why = judged.held_up(pool, least)
        objections = objections or why
        if found:
            if second is not None and not second(statement, [quote.text for quote in found]):
                objections = (_SECOND,)
                break
            return Attribution(fate, found)
    leaned = judged.nearest(every)[:1]
    if leaned and judged.nearness[leaned[0]] >= bounds().lean:
        return Attribution(Fate.REPLACED, tuple(leaned), objections)
    return Attribution(Fate.DROPPED, objections=objections)


class _Judged:
    """What the gate says of a statement and some sentences; each question is asked once."""

    def __init__(self, gate: SupportGate, statement: str, every: Sequence[Quote]) -> None:
        self._gate, self._statement = gate, statement
        self._verdicts: dict[tuple[Quote, ...], Verdict] = {}
        self.nearness = dict(zip(every, gate.nearness(statement, [quote.text for quote in every]), strict=True))
        self._nearest = self.nearest(every)[:1]

    def nearest(self, pool: Sequence[Quote]) -> list[Quote]:
        return sorted(pool, key=lambda quote: self.nearness[quote], reverse=True)

    def held_up(self, pool: Sequence[Quote], least: float) -> tuple[tuple[Quote, ...], tuple[Objection, ...]]:
        """The fewest sentences found that hold the statement up, in the order of their text; else why none do.

        To the sentence that does it best alone, the one is added with which it does it best. The sentence that is
        nearest to the statement must not speak against it: of many sentences that say something else, one is taken
        for what says it by chance.
        """
        near = self.nearest(pool)[:MOST_JUDGED_ALONE]
        chosen: tuple[Quote, ...] = ()
        objections: tuple[Objection, ...] = ()
        for _ in range(min(MOST_SPANS, len(near))):
            chosen = self._best([_in_order((*chosen, quote)) for quote in near if quote not in chosen])
            objections = objections or self._verdict(chosen).objections
            if self._holds(chosen, least):
                found = self._fewest(chosen, least)
                contested = self._verdict(_in_order(tuple(dict.fromkeys((*found, *self._nearest)))))
                if contested.supported:
                    return found, ()
                objections = objections or contested.objections
        return (), objections or (_UNSURE,)

    def _best(self, choices: Sequence[tuple[Quote, ...]]) -> tuple[Quote, ...]:
        sure = (one for one in choices if self._holds(one, bounds().sure))
        return next(sure, None) or max(choices, key=self._rank)

    def _fewest(self, chosen: tuple[Quote, ...], least: float) -> tuple[Quote, ...]:
        fewer = (some for size in range(1, len(chosen)) for some in combinations(chosen, size))
        return next((some for some in fewer if self._holds(some, least)), chosen)

    def _holds(self, quotes: tuple[Quote, ...], least: float) -> bool:
        verdict = self._verdict(quotes)
        return verdict.supported and verdict.score >= least

    def _rank(self, quotes: tuple[Quote, ...]) -> tuple[bool, float]:
        verdict = self._verdict(quotes)
        return verdict.supported, verdict.score

    def _verdict(self, quotes: tuple[Quote, ...]) -> Verdict:
        if quotes not in self._verdicts:
            texts, roles = [quote.text for quote in quotes], [quote.hit.guide.role for quote in quotes]
            self._verdicts[quotes] = self._gate.judge(self._statement, texts, roles)
        return self._verdicts[quotes]


def _in_order(quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    return tuple(sorted(quotes, key=lambda quote: (quote.hit.guide.slug, quote.start)))
