"""What in a statement speaks against its quotes: turned, strengthened, exchanged, or given a cause of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from assistant.gate.pair import Finding, Pair
from assistant.gate.reading import Reading
from assistant.language.opposites import alike, opposed, places, prefixed
from assistant.language.polarity import (
    Strength,
    causes,
    claims,
    levels,
    may_cause,
    negators,
    obliges,
    softly_denies,
    stated,
    strength_of,
)
from assistant.language.words import Word
from corpus.english import english, stem_of

_SCOPE = 2
"""Content words after a negation that it denies."""
_AROUND = 6
"""Words before a word among which its denial stands."""
_CLAUSE = re.compile(r"[,;:.()]|\bbut\b", re.I)
"""E.g. "… pay *but* …", "…*, *the hours …"."""
_SAME = 0.75
"""Cosine of two words by themselves from which on they say the same."""


def opposite(pair: Pair) -> Finding | None:
    """A word of which the evidence has only the opposite."""
    claim, evidence = pair.claim.reading, pair.near.reading
    turned = bool(negators(claim.text, claim.words)) != bool(negators(evidence.text, evidence.words))
    if turned or "than" in {w.word for w in claim.words} & {w.word for w in evidence.words}:
        return None
    theirs = _phrases(evidence.words)
    known, stems = set(theirs), {stem_of(word) for word in theirs}
    listed = [word for word in theirs if word in places()]
    equal = {word.word for word in claim.words if word.start in pair.counted}
    for word in _phrases(claim.words):
        kin = listed if word in places() else ()  # no other word is alike or opposed to these
        if word in equal or word in known or stem_of(word) in stems or any(alike(word, other) for other in kin):
            continue
        against = prefixed(word, known) or next((other for other in kin if opposed(word, other)), None)
        if against is not None and stem_of(against) not in {w.stem for w in claim.words}:
            return Finding(f'"{word}" where the quote says "{against}"')
    return None


def _phrases(words: Sequence[Word]) -> list[str]:
    """Words, and pairs of them joined by an underscore."""
    single = [word.word for word in words]
    pairs = [f"{one}_{two}" for one, two in pairwise(single)]
    inside = {part for pair in pairs if pair in ("at_most", "at_least") for part in pair.split("_")}
    return [word for word in single if word not in inside] + pairs


def negation(pair: Pair) -> Finding | None:
    """A negation that one side has and the other has not."""
    claim, evidence, cosines = pair.claim.reading, pair.near.reading, pair.cosines
    ours, theirs = negators(claim.text, claim.words), negators(evidence.text, evidence.words)
    if ours and not theirs and not softly_denies(evidence.words):
        return Finding(f'"{claim.words[ours[0]].word}" stands in no quote')
    if theirs and not ours and not softly_denies(claim.words):
        said_alike = cosines.max(axis=0) >= _SAME if len(cosines) else np.zeros(len(evidence.content), dtype=bool)
        for row in theirs:
            scope = [j for j, column in enumerate(evidence.content) if row < column <= row + 4][:_SCOPE]
            if any(said_alike[j] for j in scope):
                return Finding(f'the quote\'s "{evidence.words[row].word}" is left out')
    if turned := _denied_here_only(claim, evidence):
        return Finding(f'"not" of "{turned}" stands in no quote')
    if turned := _denied_here_only(evidence, claim):
        return Finding(f'the quote\'s "not" of "{turned}" is left out')
    return None


def _denied_here_only(one: Reading, other: Reading) -> str:
    """A word that ``one`` denies and ``other`` says without denying it; empty where there is none."""
    for row in negators(one.text, one.words):
        if one.words[row].word not in english().verbal_negators:
            continue
        for word in [word for word in one.words[row + 1 : row + 5] if word.content][:_SCOPE]:
            if one.words[row].word == "no" and one.text[word.start].isupper():
                break  # "No Director ...": it is the whole sentence that is denied
            if _CLAUSE.search(one.text[one.words[row].end : word.start]):
                break
            found = [at for at, there in enumerate(other.words) if there.stem == word.stem]
            around = [other.words[max(0, at - _AROUND) : at + 3] for at in found]
            if found and not any(softly_denies(words) for words in around):
                return word.word
    return ""


def strength(pair: Pair) -> Finding | None:
    """More cases, or more certainty, than the evidence claims."""
    claim, evidence = pair.claim.reading, pair.near.reading
    claimed, strengths = claims(evidence.text, evidence.words), levels(evidence.text, evidence.words)
    known = {word.word for word in evidence.words}
    for word in stated(claim.text, claim.words):
        if word == "must" and obliges(evidence.text):
            continue
        if word not in known and hedged_only(claim, evidence):
            return Finding(f'"{word}" is more than the quote says')
        if claimed < Strength.ALL or (word in english().sure and not known & (english().sure | english().whole)):
            return Finding(f'"{word}" is more than the quote says')
    best = next((word.word for word in claim.words if word.word in english().superlatives), None)
    if best and not known & (english().superlatives | english().outdoing):
        return Finding(f'"{best}" is more than the quote says')
    level, most = claims(claim.text, claim.words), max(strengths, default=Strength.BARE)
    if level in (Strength.MOST, Strength.MANY) and strengths and most < level:
        return Finding("more than the quote says of how many or how often")
    if level is Strength.MOST and Strength.SOME in strengths and Strength.MOST not in strengths:
        return Finding("more than the quote says of how many or how often")
    spoken = {word.word for word in claim.words}
    hedged = spoken & {"can", "could", "potentially", "times", "certain"}
    if spoken & english().at_times and not known & (english().at_times | english().leaves_open):
        return Finding("the quote says so of more cases")
    if level is Strength.BARE and not hedged and strengths and most <= Strength.SOME and _of_same(claim, evidence):
        return Finding("the quote says so of some cases only")
    return None


def hedged_only(claim: Reading, evidence: Reading) -> bool:
    """Whether the quote says how many or how often and the statement takes over none of it."""
    hedges = {Strength.SOME, Strength.MANY, Strength.MOST}
    return bool(hedges & levels(evidence.text, evidence.words)) and not hedges & levels(claim.text, claim.words)


def _of_same(claim: Reading, evidence: Reading) -> bool:
    """Whether what the quote says of some cases only is what the statement speaks of."""
    stems = {word.stem for word in claim.words if word.content}
    for row, word in enumerate(evidence.words):
        after = [other.stem for other in evidence.words[row + 1 : row + 5] if other.content][:2]
        if strength_of(word.word) in (Strength.RARE, Strength.SOME) and stems & set(after):
            return True
    return False


def cause(pair: Pair) -> Finding | None:
    """A cause that the evidence doesn't give."""
    given = causes(pair.claim.text)
    if not given or may_cause(pair.near.text):
        return None
    return Finding(f'"{pair.claim.text[slice(*given[0])]}": the quote gives no cause', given[0])
