"""Who stands on which side: what is compared, who does it to whom, which goes with which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.alignment import Reading, Word, stem_of
from assistant.opposites import word_set


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


_THAN, _TIME = word_set("than of"), word_set("before after")
_STOP = re.compile(r"[.!?;]\s+")
_MORE = word_set("more greater larger bigger higher longer better rather above over exceeds sooner")
_LESS = word_set("less fewer smaller lower shorter worse below under")


def _comparisons(reading: Reading) -> list[_Comparison]:
    found = []
    stops = [match.end() for match in _STOP.finditer(reading.text)]
    for at, word in enumerate(reading.words):
        if word.word not in _THAN | _TIME:
            continue
        begin = max((stop for stop in stops if stop <= word.start), default=0)
        end = min((stop for stop in stops if stop > word.start), default=len(reading.text))
        before = [other for other in reading.words[:at] if other.start >= begin]
        after = [other for other in reading.words[at + 1 :] if other.start < end]
        if word.word == "of" and not (before and before[-1].word == "instead"):
            continue
        found.append(_Comparison(_stems(before), _stems(after), _more(word, before), word.word in _TIME))
    return found


def _more(pivot: Word, before: Sequence[Word]) -> bool:
    if pivot.word in _TIME:
        return pivot.word == "after"
    direction = [word.word for word in before if word.word in _MORE | _LESS or word.word.endswith("er")]
    return not (direction and direction[-1] in _LESS)


def _stems(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words if word.content)


_BE = r"(?:is|are|was|were|be|been|being|gets?|get)"
_DONE = re.compile(
    rf"\b{_BE}\s+(?:\w+ly\s+|often\s+|also\s+)?(?P<verb>\w{{3,}}(?:ed|en|t|n|wn|de|ne))\s+(?:\w+\s+)?by\b", re.I
)
_NEAR_VERB = 4
"""Content words on each side of a verb that may be who does it and to whom."""


def reversed_roles(claim: Reading, evidence: Reading) -> tuple[str, ...]:
    """Whether who does it and to whom are exchanged between "A is hired by B" and "A hires B"."""
    for passive, active in ((evidence, claim), (claim, evidence)):
        for found in _DONE.finditer(passive.text):
            verb = stem_of(found["verb"].casefold())
            at = next((i for i, word in enumerate(active.words) if word.stem == verb), None)
            if at is None or _passive_at(active, at):
                continue
            done_to = _nearby([w for w in passive.words if w.end <= found.start()][::-1])
            doer = _nearby([w for w in passive.words if w.start >= found.end()])
            before, after = _nearby(active.words[:at][::-1]), _nearby(active.words[at + 1 :])
            if before & done_to - doer and after & doer - done_to and not before & doer - done_to:
                return (f'who does it and to whom are exchanged at "{found["verb"]}"',)
    return ()


def _passive_at(reading: Reading, at: int) -> bool:
    after = reading.text[reading.words[at].end :]
    return re.match(r"\s+(?:\w+\s+)?by\b", after, re.I) is not None


def _nearby(words: Sequence[Word]) -> frozenset[str]:
    return _stems([word for word in words if word.content][:_NEAR_VERB])


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


_TELLING = 4
"""Words of another sentence that make the statement that sentence's."""


def other_subject(claim: Reading, sentences: Sequence[Reading]) -> tuple[str, ...]:
    """Whether the statement says of one sentence's subject what another sentence says of its own."""
    content = [word.stem for word in claim.words if word.content]
    if len(content) < 4 or len(sentences) < 2:
        return ()
    subject, rest = content[0], set(content[1:])
    opening = [next((word.stem for word in one.words if word.content), "") for one in sentences]
    own = [one for one, first in zip(sentences, opening, strict=True) if first == subject]
    if len(own) != 1 or sum(subject in {w.stem for w in one.words} for one in sentences) > 2:
        return ()
    told = [rest & {word.stem for word in one.words if word.content} for one in sentences]
    here = next(stems for one, stems in zip(sentences, told, strict=True) if one is own[0])
    for one, stems, first in zip(sentences, told, opening, strict=True):
        said_of_other = one is not own[0] and subject not in {w.stem for w in one.words[:4]} and first not in content
        if said_of_other and len(stems - here) >= _TELLING and not here - stems:
            return (f'"{subject}" is not what the quote says it of',)
    return ()


_IS_A = re.compile(
    r"^(?:(?:a|an|the|every|each)\s+)?(?P<subject>(?:[\w'’-]+\s+){1,5}?)(?:is|are)\s+(?:a|an|the)\s+"
    r"(?P<what>(?:[\w'’-]+\s*){1,6}?)(?=[,.;:]|$|\b(?:who|that|which|whose|of|in|for|with|at|on|to|and|or|between|is|are)\b)",
    re.I,
)


def defined_otherwise(claim: Reading, evidence: Sequence[Reading]) -> tuple[str, ...]:
    """Whether the statement calls its subject something that the quote doesn't call it ("a CTO is a bet")."""
    ours = _definition(claim)
    if ours is None:
        return ()
    subject, head = ours
    for one in evidence:
        theirs = _definition(one)
        if theirs is None or not subject & theirs[0]:
            continue
        here, there = claim.words[head], one.words[theirs[1]]
        if here.stem != there.stem and float(claim.plain[head] @ one.plain[theirs[1]]) < _SAME_KIND:
            return (f'a "{here.word}" where the quote says a "{there.word}"',)
    return ()


_SAME_KIND = 0.45
"""Cosine of two nouns by themselves from which on one may stand for the other in a definition."""


def _definition(reading: Reading) -> tuple[frozenset[str], int] | None:
    """The stems of the subject and the row of the head noun of "X is a Y"; ``None`` where a text isn't one."""
    found = _IS_A.match(reading.text)
    if found is None:
        return None
    start, end = found.span("what")
    heads = [row for row, word in enumerate(reading.words) if start <= word.start < end and word.content]
    subject = frozenset(w.stem for w in reading.words if w.start < found.end("subject") and w.content)
    return (subject, heads[-1]) if heads and subject else None
