"""What in a statement speaks against its quotes: turned, strengthened, exchanged, or given a cause of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from assistant.alignment import Reading, Word, stem_of
from assistant.amounts import reckons
from assistant.named import Mention
from assistant.opposites import alike, opposed, word_set
from assistant.polarity import (
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
from index.types import Vectors

_SCOPE = 2
"""Content words after a negation that it denies."""
_AROUND = 6
"""Words before a word among which its denial stands."""
_VERBAL = word_set("""
    not never without cannot hardly rarely seldom isn't aren't wasn't weren't don't doesn't didn't won't wouldn't can't
    couldn't shouldn't mustn't needn't hasn't haven't hadn't
    """)
"""Negations of a verb, which comes right after them."""
_CLAUSE = re.compile(r"[,;:.()]|\bbut\b", re.I)
_WHOLE = word_set("whole entire entirely both any anyone anything everyone everything everybody everywhere")
_SURE = word_set("all always must exactly every each never only")
_SUPERLATIVES = word_set(
    "largest biggest best highest strongest greatest fastest smallest lowest hardest cheapest longest worst weakest"
)
_OUTDOING = word_set("most least above beyond any anyone than first only maximum minimum top main")
_SAME = 0.75
"""Cosine of two words by themselves from which on they say the same."""
_NAME = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\"“'‘(])\b[A-Z][a-z]+(?:[A-Z]\w*)?\b")


def opposites(said: Reading, held: Reading) -> tuple[str, ...]:
    """Words of the statement where the quote has only their opposites."""
    if _turned(said) != _turned(held):
        return ()
    if "than" in {w.word for w in said.words} & {w.word for w in held.words}:
        return ()
    reasons = []
    theirs = [_phrases(held.words)]
    for word in _phrases(said.words):
        if any(word == other or stem_of(word) == stem_of(other) or alike(word, other) for other in theirs[0]):
            continue
        against = next((other for other in theirs[0] if opposed(word, other)), None)
        if against is not None and stem_of(against) not in {w.stem for w in said.words}:
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


def denials(said: Reading, held: Reading, plain: Vectors) -> tuple[str, ...]:
    """Negations that one of both has and the other has not."""
    ours, theirs = negators(said.text, said.words), negators(held.text, held.words)
    if ours and not theirs and not softly_denies(held.words):
        return (f'"{said.words[ours[0]].word}" stands in no quote',)
    if theirs and not ours and not softly_denies(said.words):
        said_alike = plain.max(axis=0) >= _SAME if len(plain) else np.zeros(len(held.content), dtype=bool)
        for row in theirs:
            scope = [j for j, column in enumerate(held.content) if row < column <= row + 4][:_SCOPE]
            if any(said_alike[j] for j in scope):
                return (f'the quote\'s "{held.words[row].word}" is left out',)
    if turned := _denied_here_only(said, held):
        return (f'"not" of "{turned}" stands in no quote',)
    if turned := _denied_here_only(held, said):
        return (f'the quote\'s "not" of "{turned}" is left out',)
    return ()


def _denied_here_only(one: Reading, other: Reading) -> str:
    """A word that ``one`` denies and ``other`` says without denying it; empty where there is none."""
    for row in negators(one.text, one.words):
        if one.words[row].word not in _VERBAL:
            continue
        word = next((word for word in one.words[row + 1 : row + 4] if word.content), None)
        if word is None or _CLAUSE.search(one.text[one.words[row].end : word.start]):
            continue
        found = [at for at, there in enumerate(other.words) if there.stem == word.stem]
        around = [other.words[max(0, at - _AROUND) : at + 3] for at in found]
        if found and not any(softly_denies(words) for words in around):
            return word.word
    return ""


def strengthened(said: Reading, held: Reading) -> tuple[str, ...]:
    """Claims of more cases, or more surely, than the quote makes."""
    claimed, strengths = claims(held.text, held.words), levels(held.text, held.words)
    known = {word.word for word in held.words}
    for word in stated(said.text, said.words):
        if (word == "must" and obliges(held.text)) or (word == "every" and reckons(held.text)):
            continue
        if excepts(held.text) and not excepts(said.text):
            return (f'"{word}" where the quote names an exception',)
        if word in ("never", "nobody", "none", "nothing") and denies_wholly(held.words):
            continue
        if claimed < Strength.ALL or (word in _SURE and not known & (_SURE | _WHOLE)):
            return (f'"{word}" is more than the quote says',)
    best = next((word.word for word in said.words if word.word in _SUPERLATIVES), None)
    if best and not known & (_SUPERLATIVES | _OUTDOING):
        return (f'"{best}" is more than the quote says',)
    claim, most = claims(said.text, said.words), max(strengths, default=Strength.BARE)
    if claim in (Strength.MOST, Strength.MANY) and strengths and most < claim:
        return ("more than the quote says of how many or how often",)
    if claim is Strength.MOST and Strength.SOME in strengths and Strength.MOST not in strengths:
        return ("more than the quote says of how many or how often",)
    hedged = {word.word for word in said.words} & {"can", "could", "potentially", "times", "certain"}
    if claim is Strength.BARE and not hedged and strengths and most <= Strength.SOME and _of_same(said, held):
        return ("the quote says so of some cases only",)
    return ()


def _of_same(said: Reading, held: Reading) -> bool:
    """Whether what the quote says of some cases only is what the statement speaks of."""
    stems = {word.stem for word in said.words if word.content}
    for row, word in enumerate(held.words):
        after = [other.stem for other in held.words[row + 1 : row + 5] if other.content][:2]
        if strength_of(word.word) in (Strength.RARE, Strength.SOME) and stems & set(after):
            return True
    return False


def invented(said: Reading, held: Reading) -> tuple[str, ...]:
    """Causes that the quote doesn't give."""
    given = causes(said.text)
    if given and not may_cause(held.text):
        start, end = given[0]
        return (f'"{said.text[start:end]}": the quote gives no cause',)
    return ()


def strangers(said: Reading, held: Reading, known_as: Sequence[Mention]) -> tuple[str, ...]:
    """Proper names of the statement that stand in no quote."""
    known = {word.stem for word in held.words}
    known |= {stem_of(part) for word in held.words for part in re.split(r"[.-]", word.word)}
    names = [
        found.group()
        for found in _NAME.finditer(said.text)
        if not any(mention.start < found.end() and found.start() < mention.end for mention in known_as)
    ]
    unknown = [name for name in dict.fromkeys(names) if stem_of(name.casefold()) not in known]
    return tuple(f"{name} is named in no quote" for name in unknown)


def exchanged(said: Reading, held: Reading) -> tuple[str, ...]:
    """A comparison ("A ... than B") whose sides are exchanged."""
    for left, right, more, pivot in _sides(said):
        for left_, right_, more_, pivot_ in _sides(held):
            if pivot != pivot_:
                continue
            straight = len(right & right_ - left_) + (len(left & left_ - right_) if right & right_ else 0)
            crossed = len(right & left_ - right_) + len(left & right_ - left_)
            if not left & right_ - left_ or not right & left_ - right_:
                crossed = 0
            if crossed == straight:
                continue
            if (crossed > straight) != (more != more_):
                return ("what is compared is the other way round in the quote",)
    return ()


_EITHER_WAY = word_set(
    "and or nor both as while whereas but with is are was were be same equal like different differs between beside"
)
"""Words whose two sides may be exchanged."""
_SAME_WORDS = 0.8
_PASSIVE = re.compile(r"\bby\b", re.I)


def pivoted(said: Reading, held: Reading) -> tuple[str, ...]:
    """A word whose two sides are exchanged ("A opposed B", "B opposed A")."""
    known = {word.stem for word in held.words}
    content = [word.stem for word in said.words if word.content]
    if sum(stem in known for stem in content) < _SAME_WORDS * len(content):
        return ()
    if bool(_PASSIVE.search(said.text)) != bool(_PASSIVE.search(held.text)):
        return ()
    ours, theirs = _around(said), _around(held)
    for stem in ours.keys() & theirs.keys():
        (before, after), (before_, after_) = ours[stem], theirs[stem]
        near = before and after and before_ and after_
        if near and before[-1] == after_[0] and after[0] == before_[-1] and before[-1] != after[0]:
            return (f'the two sides of "{stem}" are exchanged',)
        left, right, left_, right_ = map(set, (before, after, before_, after_))
        moved, moved_ = left & right_ - left_, right & left_ - right_
        if not left & left_ and moved and moved_:
            return (f'the two sides of "{stem}" are exchanged',)
    return ()


def _around(reading: Reading) -> dict[str, tuple[list[str], list[str]]]:
    """The content words before and after each word that stands once and has different sides."""
    stems = [word.stem for word in reading.words]
    return {
        word.stem: (
            [other.stem for other in reading.words[:row] if other.content],
            [other.stem for other in reading.words[row + 1 :] if other.content],
        )
        for row, word in enumerate(reading.words)
        if (word.content or word.word in ("without", "over", "under", "to", "above", "below"))
        and word.word not in _EITHER_WAY
        and stems.count(word.stem) == 1
    }


_PIVOTS = word_set("than before after of")
_STOP = re.compile(r"[.!?;]\s+")
_MORE = word_set("more greater larger bigger higher longer better rather above over exceeds sooner")
_LESS = word_set("less fewer smaller lower shorter worse below under")


def _sides(reading: Reading) -> list[tuple[frozenset[str], frozenset[str], bool, str]]:
    """The stems on both sides of each "than", "before" or "after", whether it says more or later, and which it is."""
    found = []
    for at, word in enumerate(reading.words):
        if word.word not in _PIVOTS:
            continue
        stops = [m.end() for m in _STOP.finditer(reading.text)]
        begin = max((stop for stop in stops if stop <= word.start), default=0)
        end = min((stop for stop in stops if stop > word.start), default=len(reading.text))
        before = [w for w in reading.words[:at] if w.start >= begin]
        after = [w for w in reading.words[at + 1 :] if w.start < end]
        direction = [w.word for w in before if w.word in _MORE | _LESS or w.word.endswith("er")]
        more = not (direction and direction[-1] in _LESS) if word.word in ("than", "of") else word.word == "after"
        if word.word == "of" and not (before and before[-1].word == "instead"):
            continue
        found.append(
            (
                frozenset(w.stem for w in before if w.content),
                frozenset(w.stem for w in after if w.content),
                more,
                "than" if word.word == "of" else "than" if word.word == "than" else "time",
            )
        )
    return found
