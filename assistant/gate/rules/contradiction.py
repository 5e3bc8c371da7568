"""What in a statement speaks against its quotes: turned, strengthened, exchanged, or given a cause of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from itertools import pairwise

import numpy as np

from assistant.gate.reading import Reading
from assistant.language.mentions import Mention
from assistant.language.opposites import alike, opposed, places, prefixed
from assistant.language.polarity import (
    Strength,
    causes,
    claims,
    denies_wholly,
    excepts,
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
from index.types import Vectors

_SCOPE = 2
"""Content words after a negation that it denies."""
_AROUND = 6
"""Words before a word among which its denial stands."""
_CLAUSE = re.compile(r"[,;:.()]|\bbut\b", re.I)
"""E.g. "… pay *but* …", "…*, *the hours …"."""
_SAME = 0.75
"""Cosine of two words by themselves from which on they say the same."""
_PART = (Strength.RARE, Strength.SOME, Strength.MANY)
"""What a text says that isn't so of all or most cases."""
_ACTS = 0.6
"""Cosine of two words by themselves from which on both may stand for the same people."""
_RECKONS = re.compile(
    r"\b(?:per|hourly|daily|weekly|monthly|yearly|annual\w*|an?\s+(?:hour|day|week|month|year))\b", re.I
)
"""How a text says how much or how often in a time. E.g. "They meet *weekly*.", "It pays 40 euros *an hour*"."""
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"“'‘(])\b[A-Z][a-z]+(?:[A-Z]\w*)?\b")
"""E.g. "All of it runs on *Kubernetes*.", "They use *GitHub* a lot"."""


def opposites(claim: Reading, evidence: Reading, counted: Set[int]) -> tuple[str, ...]:
    """Words of the claim where the evidence has only their opposites; ``counted`` are places of equal quantities."""
    if _turned(claim) != _turned(evidence):
        return ()
    if "than" in {w.word for w in claim.words} & {w.word for w in evidence.words}:
        return ()
    reasons = []
    theirs = _phrases(evidence.words)
    known, stems = set(theirs), {stem_of(word) for word in theirs}
    listed = [word for word in theirs if word in places()]
    equal = {word.word for word in claim.words if word.start in counted}
    for word in _phrases(claim.words):
        if word in equal or word in known or stem_of(word) in stems or any(alike(word, other) for other in listed):
            continue
        against = prefixed(word, known) or next((other for other in listed if opposed(word, other)), None)
        if against is not None and stem_of(against) not in {w.stem for w in claim.words}:
            reasons.append(f'"{word}" where the quote says "{against}"')
    return tuple(reasons)


def _turned(reading: Reading) -> bool:
    return bool(negators(reading.text, reading.words))


def _phrases(words: Sequence[Word]) -> list[str]:
    """Words, and pairs of them joined by an underscore."""
    single = [word.word for word in words]
    pairs = [f"{one}_{two}" for one, two in pairwise(single)]
    inside = {part for pair in pairs if pair in ("at_most", "at_least") for part in pair.split("_")}
    return [word for word in single if word not in inside] + pairs


def denials(claim: Reading, evidence: Reading, cosines: Vectors) -> tuple[str, ...]:
    """Negations that one of both has and the other has not."""
    ours, theirs = negators(claim.text, claim.words), negators(evidence.text, evidence.words)
    if ours and not theirs and not softly_denies(evidence.words):
        return (f'"{claim.words[ours[0]].word}" stands in no quote',)
    if theirs and not ours and not softly_denies(claim.words):
        said_alike = cosines.max(axis=0) >= _SAME if len(cosines) else np.zeros(len(evidence.content), dtype=bool)
        for row in theirs:
            scope = [j for j, column in enumerate(evidence.content) if row < column <= row + 4][:_SCOPE]
            if any(said_alike[j] for j in scope):
                return (f'the quote\'s "{evidence.words[row].word}" is left out',)
    if turned := _denied_here_only(claim, evidence):
        return (f'"not" of "{turned}" stands in no quote',)
    if turned := _denied_here_only(evidence, claim):
        return (f'the quote\'s "not" of "{turned}" is left out',)
    return ()


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


def strengthened(claim: Reading, evidence: Reading) -> tuple[str, ...]:
    """Claims of more cases, or more surely, than the quote makes."""
    claimed, strengths = claims(evidence.text, evidence.words), levels(evidence.text, evidence.words)
    known = {word.word for word in evidence.words}
    for word in stated(claim.text, claim.words):
        if (word == "must" and obliges(evidence.text)) or (word == "every" and _RECKONS.search(evidence.text)):
            continue
        if word not in known and hedged_only(claim, evidence):
            return (f'"{word}" is more than the quote says',)
        if excepts(evidence.text) and not excepts(claim.text):
            return (f'"{word}" where the quote names an exception',)
        if word in ("never", "nobody", "none", "nothing") and denies_wholly(evidence.words):
            continue
        if claimed < Strength.ALL or (word in english().sure and not known & (english().sure | english().whole)):
            return (f'"{word}" is more than the quote says',)
    best = next((word.word for word in claim.words if word.word in english().superlatives), None)
    if best and not known & (english().superlatives | english().outdoing):
        return (f'"{best}" is more than the quote says',)
    level, most = claims(claim.text, claim.words), max(strengths, default=Strength.BARE)
    if level in (Strength.MOST, Strength.MANY) and strengths and most < level:
        return ("more than the quote says of how many or how often",)
    if level is Strength.MOST and Strength.SOME in strengths and Strength.MOST not in strengths:
        return ("more than the quote says of how many or how often",)
    spoken = {word.word for word in claim.words}
    hedged = spoken & {"can", "could", "potentially", "times", "certain"}
    if spoken & english().at_times and not known & english().leaves_open and most not in _PART:
        return ("the quote says so of more cases",)
    if possible := _made_sure(claim, evidence):
        return (f'the quote\'s "{possible}" is left out',)
    if level is Strength.BARE and not hedged and strengths and most <= Strength.SOME and _of_same(claim, evidence):
        return ("the quote says so of some cases only",)
    return ()


def hedged_only(claim: Reading, evidence: Reading) -> bool:
    """Whether the quote says how many or how often and the statement takes over none of it."""
    hedges = {Strength.SOME, Strength.MANY, Strength.MOST}
    return bool(hedges & levels(evidence.text, evidence.words)) and not hedges & levels(claim.text, claim.words)


def _made_sure(claim: Reading, evidence: Reading) -> str:
    """The "may" of what the statement says outright; empty where it says none such."""
    if {word.word for word in claim.words} & english().open:
        return ""
    stems = {word.stem for word in claim.words if word.content}
    for row, word in enumerate(evidence.words):
        scope = [other.stem for other in evidence.words[row + 1 : row + 8] if other.content][:3]
        if word.word in english().possible and len(stems & set(scope)) >= 2:
            return word.word
    return ""


def _of_same(claim: Reading, evidence: Reading) -> bool:
    """Whether what the quote says of some cases only is what the statement speaks of."""
    stems = {word.stem for word in claim.words if word.content}
    for row, word in enumerate(evidence.words):
        after = [other.stem for other in evidence.words[row + 1 : row + 5] if other.content][:2]
        if strength_of(word.word) in (Strength.RARE, Strength.SOME) and stems & set(after):
            return True
    return False


def invented(claim: Reading, evidence: Reading) -> tuple[str, ...]:
    """Causes that the quote doesn't give."""
    given = causes(claim.text)
    if given and not may_cause(evidence.text):
        start, end = given[0]
        return (f'"{claim.text[start:end]}": the quote gives no cause',)
    return ()


def strangers(claim: Reading, evidence: Reading, known_as: Sequence[Mention]) -> tuple[str, ...]:
    """Proper names of the statement that stand in no quote."""
    known = {word.stem for word in evidence.words}
    known |= {stem_of(part) for word in evidence.words for part in re.split(r"[.-]", word.word)}
    names = [
        found.group()
        for found in _NAME.finditer(claim.text)
        if not any(mention.start < found.end() and found.start() < mention.end for mention in known_as)
    ]
    unknown = [name for name in dict.fromkeys(names) if stem_of(name.casefold()) not in known]
    return tuple(f"{name} is named in no quote" for name in unknown)


def others(claim: Reading, evidence: Reading, roles: Sequence[Mention]) -> tuple[str, ...]:
    """Who acts in the statement, a word of the lexicon's roles or not, where others act in the quotes."""
    theirs = [word for word in evidence.words if word.stem in english().actors]
    if not theirs:
        return ()
    for row in claim.content:
        word, vector = claim.words[row], claim.vectors[row]
        named = any(role.start <= word.start < role.end for role in roles)
        if word.stem in english().actors and not named and float((evidence.vectors @ vector).max()) < _ACTS:
            return (f'"{word.word}" where the quote says "{theirs[0].word}"',)
    return ()
