"""What turns or strengthens a sentence: negation, how often and how surely, and causes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from functools import lru_cache

from assistant.language.words import Word, split_words
from corpus.english import english

_NOT_NEGATING = re.compile(
    r"\b(?:not only|no matter|no doubt|not just|nothing but|no less than|no more than|no fewer than|no later than"
    r"|not automatically|as few as|as little as)\b"
)
"""E.g. "*not only* the captain decides", "they need *no less than* three years"."""


_DENYING = re.compile(
    r"un(?!der|it|ion|iq|ivers|til|iform|less)\w{4,}|non\w{4,}|dis(?!c|tr|pl|tin|put)\w{4,}|mis(?!s)\w{4,}"
    r"|in(?:ab|cap|suff|adeq|vis|approp|effect|effic|complet|consist|correct|direct|experien|formal|valid|volunt)\w*"
    r"|im(?:poss|proper|mature|perf|pract)\w*|ir(?:rel|reg|resp)\w*|il(?:leg|log)\w*|(?!regard|neverthe|nonethe)\w{3,}less"
)
"""E.g. "unpaid", "disagrees", "misjudged", "informal", "impossible", "irregular", "illegal", "careless"."""


class Strength(IntEnum):
    """How much of the cases a sentence claims."""

    BARE = 0
    RARE = 1
    SOME = 2
    MANY = 3
    MOST = 4
    ALL = 5


@lru_cache(maxsize=1)
def _strength() -> dict[str, Strength]:
    return {word: Strength[level.upper()] for level, words in english().strength.items() for word in words}


_FIXED = re.compile(
    r"\b(?:above all|at all|all the same|after all|all in all|all together|once and for all|most of all|not every)\b"
)
"""E.g. "*above all*, they listen", "*not every* team has one"."""
_SUPERLATIVE = re.compile(
    r"\bmost\b(?!\s+(?:of\b|(?:[\w-]+\s+){0,2}?[\w-]+s\b))"
    r"|\b(?:the|its|their|'s|his|her|our|your)\s+most\b"
)
"""E.g. "it is a *most* useful skill", "*their most* trusted advisers"."""
_CAN_BE_MUST = re.compile(
    r"(?<!may be )(?<!might be )(?<!can be )(?<!could be )"
    r"\b(?:ha(?:s|ve) to|needs? to|must|required?|requires|no choice|can't .{0,300} without|cannot)\b"
)
"""E.g. "they *have to* travel", "a degree is *required*", "you *can't apply without* a degree"."""
_ALMOST = re.compile(r"\b(?:almost|nearly|practically|virtually|not|hardly)\s+(\w+)")
"""E.g. "*almost every* team has one", "*hardly anybody* stays"."""
_CAUSE = re.compile(
    r"\b(?:because|due to|owing to|thanks to|so that|as a result|results? in|resulting in|leads? to|led to|therefore"
    r"|hence|thus|consequently|since|which is why|that's why|in order to|caused by"
    r"|for want of|for lack of|stems? from|for this reason|given that|driven by|on account of"
    r"|inasmuch as|that is (?:how|why)|this is (?:how|why)|for that reason)\b",
    re.I,
)
"""E.g. "They leave *because* of the pay.", "Good notes *lead to* better code"."""


_BRINGS_ABOUT = re.compile(
    r"\b(?:so|means?|makes?|produc\w+|creat\w+|caus\w+|brings?|yields?|drives?|reasons?|why|affects?|determines?|lets?"
    r"|enables?|allows?|by \w+ing)\b",
    re.I,
)
"""E.g. "Good notes *make* hand-overs easier.", "They learn *by watching* others"."""


def negators(text: str, words: Sequence[Word]) -> tuple[int, ...]:
    """The rows of the words that deny what comes after them."""
    masked = [found.span() for found in _NOT_NEGATING.finditer(text.casefold())]
    found = []
    for row, word in enumerate(words):
        negates = word.word in english().negators or (word.word == "longer" and row and words[row - 1].word == "no")
        if word.word in ("few", "little") and not (row and words[row - 1].word in english().scarce_after):
            negates = True
        if negates and not any(a <= word.start < b for a, b in masked):
            found.append(row)
    return tuple(found)


def is_negated(text: str) -> bool:
    """Whether a word of ``text`` denies what comes after it."""
    return bool(negators(text, split_words(text)))


def softly_denies(words: Sequence[Word]) -> bool:
    """Whether a word denies in another way than by a negation ("lacks", "unable")."""
    return any(
        word.word in english().soft_negators or word.word in english().negators or _DENYING.fullmatch(word.word)
        for word in words
    )


def claims(text: str, words: Sequence[Word]) -> Strength:
    """The strongest claim that a text makes; BARE where it makes none in words."""
    softened = {found.start(1) for found in _ALMOST.finditer(text.casefold())}
    found = [Strength.MOST if word.start in softened else _strength()[word.word] for word in _strong(text, words)]
    return max(found, default=Strength.BARE)


def _strong(text: str, words: Sequence[Word]) -> list[Word]:
    """The words that say how many, how often or how surely; superlatives and set phrases don't."""
    folded = text.casefold()
    masked = [m.span() for m in _FIXED.finditer(folded)] + [m.span() for m in _SUPERLATIVE.finditer(folded)]
    denied = {words[row].start for row in negators(text, words)}
    return [
        w
        for w in words
        if w.word in _strength()
        and (w.word not in ("few", "little") or w.start in denied)
        and not any(a <= w.start < b for a, b in masked)
    ]


def obliges(text: str) -> bool:
    """Whether a text says that something must be."""
    return _CAN_BE_MUST.search(text.casefold()) is not None


def stated(text: str, words: Sequence[Word]) -> tuple[str, ...]:
    """The words of a statement that claim all cases."""
    softened = {found.start(1) for found in _ALMOST.finditer(text.casefold())}
    return tuple(
        word.word for word in _strong(text, words) if word.word in english().stated and word.start not in softened
    )


def levels(text: str, words: Sequence[Word]) -> frozenset[Strength]:
    """Every strength that a text speaks of."""
    return frozenset(_strength()[word.word] for word in _strong(text, words))


def strength_of(word: str) -> Strength:
    """What a single word claims."""
    return _strength().get(word, Strength.BARE)


def causes(text: str) -> tuple[tuple[int, int], ...]:
    """Where a text says that one thing comes of another."""
    return tuple(found.span() for found in _CAUSE.finditer(text))


def may_cause(text: str) -> bool:
    """Whether a quote says in any way that one thing comes of another."""
    return _CAUSE.search(text) is not None or _BRINGS_ABOUT.search(text) is not None
