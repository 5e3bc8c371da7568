"""What stands on which side: what is compared, and which goes with which."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.gate.pair import Finding, Pair
from assistant.gate.reading import Reading
from assistant.language.words import Word
from corpus.english import english, stem_of
from corpus.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The stems on both sides of a pivot, which is a "than" or a point in time, or else what a verb does.

    ``turned`` says that the left comes second: it is less, later, or what something is done to.
    """

    of: str
    left: frozenset[str]
    right: frozenset[str]
    turned: bool

    def reverses(self, other: _Comparison) -> bool:
        """Whether it says the opposite of ``other``: its sides or its direction are exchanged, and not both."""
        ours, theirs = other.left - other.right, other.right - other.left
        straight = len(self.right & theirs) + (len(self.left & ours) if self.right & other.right else 0)
        crossed = len(self.right & ours) + len(self.left & theirs) if self.right & ours and self.left & theirs else 0
        return crossed != straight and (crossed > straight) != (self.turned != other.turned)


def comparison(pair: Pair) -> Finding | None:
    """A comparison ("A ... than B", "A before B", "A first, then B") or a passive ("A is led by B") that is turned."""
    claim, evidence = pair.claim.reading, pair.near.reading
    ours, theirs = _comparisons(claim), _comparisons(evidence)
    ours, theirs = ours + _done(claim, theirs), theirs + _done(evidence, ours)
    if any(one.of == other.of and one.reverses(other) for one in ours for other in theirs):
        return Finding("what is compared is the other way round in the quote")
    return None


_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\s(?:\w{1,20}ly\s)?(?P<verb>\w{2,20}(?:ed|en))\s(?:\w{1,20}\s){0,3}?(?P<by>by)\b",
    re.I,
)
"""E.g. "The auditors *are appointed by* the board.", "Half of it *is jointly chosen each year by* the crew"."""
_FIRST_THEN = re.compile(r"\bfirst\b[^.;]{0,200}?\b(?P<then>then|and)\b", re.I)
"""E.g. "They land *first and* then refuel.", "*First they land, then* they refuel"."""
_TIME, _THAN = "time", "than"
_NEAR = 4
"""Content words before and after a verb among which those stand who do it and to whom it is done."""


def _comparisons(reading: Reading) -> list[_Comparison]:
    found = []
    pivots = english().than | english().before_after
    for a, b in sentence_spans(reading.text):
        words = [word for word in reading.words if a <= word.start < b]
        for at, word in enumerate(words):
            if word.word not in pivots or (word.word == "after" and at and words[at - 1].stem == "look"):
                continue
            if word.word == "of" and not (at and words[at - 1].word == "instead"):
                continue
            of = _TIME if word.word in english().before_after else _THAN
            found.append(_Comparison(of, _stems(words[:at]), _stems(words[at + 1 :]), _turned(word, words[:at])))
        if (then := _FIRST_THEN.search(reading.text, a, b)) is not None:
            before = [word for word in words if word.start < then.start("then")]
            found.append(_Comparison(_TIME, _stems(before), _stems(words[len(before) + 1 :]), False))
        for passive in _PASSIVE.finditer(reading.text, a, b):
            before = [word for word in words if word.start < passive.start("verb")]
            after = [word for word in words if word.start > passive.start("by")]
            found.append(_Comparison(stem_of(passive["verb"].casefold()), _last(before), _next(after), True))
    return found


def _done(reading: Reading, others: Sequence[_Comparison]) -> list[_Comparison]:
    """Who does what to whom, of the verbs that ``others`` have in the passive."""
    passive = [found.start("verb") for found in _PASSIVE.finditer(reading.text)]
    verbs = {other.of for other in others} - {_TIME, _THAN}
    return [
        _Comparison(word.stem, _last(reading.words[:at]), _next(reading.words[at + 1 :]), False)
        for at, word in enumerate(reading.words)
        if word.stem in verbs and word.start not in passive
    ]


def _turned(pivot: Word, before: Sequence[Word]) -> bool:
    if pivot.word in english().before_after:
        return pivot.word == "after"
    known = english().more | english().less
    direction = [word.word for word in before if word.word in known or word.word.endswith("er")]
    return bool(direction and direction[-1] in english().less)


def _stems(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words if word.content)


def _last(words: Sequence[Word]) -> frozenset[str]:
    return _stems([word for word in words if word.content][-_NEAR:])


def _next(words: Sequence[Word]) -> frozenset[str]:
    return _stems([word for word in words if word.content][:_NEAR])


_SIDES = r"[;:]\s|\.\s|\s[-–—]\s|\b(?:while|whereas|but)\b"
_JOINED = r",\s|\b(?:and|who|whom|which|when|where|if|or)\b"
_NEXT_NAMED = r",\s(?:and\s)?(?=(?:the|an?|each|every|some)\s)"
_CUTS = tuple(re.compile(rf"{_SIDES}|{cut}", re.I) for cut in (_NEXT_NAMED, r",\s", _JOINED))
"""Where a text falls into parts, from few to many. E.g. "The captain steers*, and *the mate keeps watch.",
"Pilots fly *while* mechanics repair".
"""


def sides(pair: Pair) -> Finding | None:
    """Two parts of the statement that each put together what the quote says in two different parts.

    Of "A builds, B checks" the statement makes "B builds, A checks": both of its parts are mixed.
    """
    if any(_mixed(_parts(pair.claim.reading, cut), _parts(pair.near.reading, cut)) for cut in _CUTS):
        return Finding("what the quote says of two things is exchanged between them")
    return None


def _mixed(ours: Sequence[frozenset[str]], theirs: Sequence[frozenset[str]]) -> bool:
    where: dict[str, list[int]] = {}
    for number, stems in enumerate(theirs):
        for stem in stems:
            where.setdefault(stem, []).append(number)
    unions = [frozenset(where[stem][0] for stem in stems if len(where.get(stem, ())) == 1) for stems in ours]
    twofold = [union for union in unions if len(union) == 2]
    return len(twofold) != len(set(twofold))


def _parts(reading: Reading, cut: re.Pattern[str]) -> list[frozenset[str]]:
    breaks = [found.start() for found in cut.finditer(reading.text)]
    parts: dict[int, set[str]] = {}
    for word in reading.words:
        if word.content:
            parts.setdefault(bisect_left(breaks, word.start), set()).add(word.stem)
    return [frozenset(stems) for stems in parts.values()]
