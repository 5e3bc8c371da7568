"""A text's words with where they stand, and which of them carry content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

from assistant.language.opposites import word_set

WORD = re.compile(r"[^\W_]+(?:[.’'][^\W_]+)*")
_POSSESSIVE = re.compile(r"(?:'s|s')$")
_CACHED = 20_000
"""Words whose stems are kept."""
_EMPTY = """
a about actually after all also always although an and another any anybody anyone anything are aren't around as at away
back be because been before being both but by can can't cannot could did didn't do does doesn't doing don't done down
during each either else enough even ever every everybody everyone everything few for from further get gets getting give
gives given go goes going got had has hasn't have haven't having he her here hers him himself his how however i if in
into is isn't it its itself just keep keeps kept kind least less let lets lot lots made mainly make makes making many
may me might more most mostly much must my neither never no nobody none nor not nothing now of off often on once one
ones only or other others otherwise ought our out over own per perhaps put quite rather really said same say says seldom
several shall she should since so some somebody someone something sometimes somewhat still such take takes taken than
that the their theirs them themselves then there therefore these they thing things this those though through thus to
together too toward towards under unless until up upon us usually very via was we well were what whatever when whenever
where whereas whether which while who whoever whole whom whose why will with within without won't would yet you your
typically generally normally commonly frequently rarely hardly usual rule exactly entire entirely
"""
EMPTY = word_set(_EMPTY)
"""Words that carry no content of their own; strength, negation and order are judged apart from it."""


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=_CACHED)
def stem_of(word: str) -> str:
    """The stem of a lower-case word (Snowball English)."""
    return str(_stemmer().stemWord(word))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: ``text[start:end]``, lower case without a possessive ending."""

    word: str
    stem: str
    start: int
    end: int
    content: bool


def split_words(text: str) -> tuple[Word, ...]:
    found = []
    for match in WORD.finditer(text):
        word = _POSSESSIVE.sub(lambda m: "s" if m.group() == "s'" else "", match.group().casefold().replace("’", "'"))
        found.append(Word(word, stem_of(word), match.start(), match.end(), not {word, stem_of(word)} & EMPTY))
    return tuple(found)
