"""What stands on which side: what is compared, and which goes with which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.gate.reading import Reading
from assistant.language.words import Word
from corpus.english import english


@dataclass(frozen=True, slots=True)
class _Comparison:
    """The stems on both sides of a pivot, which may be a "than" or a point in time; whether it says more, or later."""

    left: frozenset[str]
    right: frozenset[str]
    more: bool
    of_time: bool

    def turns(self, other: _Comparison) -> bool:
        """Whether it says the opposite of ``other``: its sides or its direction are exchanged, and not both."""
        ours, theirs = other.left - other.right, other.right - other.left
        straight = len(self.right & theirs) + (len(self.left & ours) if self.right & other.right else 0)
        crossed = len(self.right & ours) + len(self.left & theirs) if self.right & ours and self.left & theirs else 0
        return crossed != straight and (crossed > straight) != (self.more != other.more)


def exchanged(claim: Reading, evidence: Reading) -> tuple[str, ...]:
    """A comparison ("A ... than B", "A before B") whose sides are exchanged."""
    theirs = _comparisons(evidence)
    for one in _comparisons(claim):
        if any(one.of_time == other.of_time and one.turns(other) for other in theirs):
            return ("what is compared is the other way round in the quote",)
    return ()


_STOP = re.compile(r"[.!?;]\s+")


def _comparisons(reading: Reading) -> list[_Comparison]:
    found = []
    pivots = english().than | english().before_after
    stops = [match.end() for match in _STOP.finditer(reading.text)]
    for at, word in enumerate(reading.words):
        if word.word not in pivots or (word.word == "after" and at and reading.words[at - 1].stem == "look"):
            continue
        begin = max((stop for stop in stops if stop <= word.start), default=0)
        end = min((stop for stop in stops if stop > word.start), default=len(reading.text))
        before = [other for other in reading.words[:at] if other.start >= begin]
        after = [other for other in reading.words[at + 1 :] if other.start < end]
        if word.word == "of" and not (before and before[-1].word == "instead"):
            continue
        of_time = word.word in english().before_after
        found.append(_Comparison(_stems(before), _stems(after), _more(word, before), of_time))
    return found


def _more(pivot: Word, before: Sequence[Word]) -> bool:
    if pivot.word in english().before_after:
        return pivot.word == "after"
    known = english().more | english().less
    direction = [word.word for word in before if word.word in known or word.word.endswith("er")]
    return not (direction and direction[-1] in english().less)


def _stems(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words if word.content)


_SIDES = r"[;:]\s|\.\s|\s[-–—]\s|\b(?:while|whereas|but)\b"
_JOINED = r",\s|\b(?:and|who|whom|which|when|where|if|or)\b"
_CUTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"{_SIDES}|,\s(?:and\s)?(?=(?:the|an?|each|every|some)\s)",
        rf"{_SIDES}|,\s",
        rf"{_SIDES}|{_JOINED}",
    )
)
"""Where a text falls into parts, from few to many."""


def mixed(claim: Reading, evidence: Reading) -> tuple[str, ...]:
    """Two parts of the statement that each put together what the quote says in two different parts.

    Of "A builds, B checks" the statement makes "B builds, A checks": both of its parts are mixed.
    """
    if any(_mixed(_parts(claim, cut), _parts(evidence, cut)) for cut in _CUTS):
        return ("what the quote says of two things is exchanged between them",)
    return ()


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
            parts.setdefault(sum(b < word.start for b in breaks), set()).add(word.stem)
    return [frozenset(stems) for stems in parts.values()]
