"""Which words name an occupation: 2,943 of ESCO with 28,000 alternative titles, and what their heads name.

``esco_occupations.tsv.gz`` is the ESCO classification, version 1.0 (European Commission, reuse allowed with
attribution): occupation, ISCO-08 group, alternative titles separated by "|".
"""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from corpus.english import english
from corpus.words import HYPHENED_WORD

ESCO = Path(__file__).with_name("esco_occupations.tsv.gz")
HEADS = Path(__file__).with_name("occupation_heads.txt")
"""Written by ``python -m corpus.occupations``, after ``no_occupations`` of English has changed too."""
LONGEST = 5
"""Words of a title that is looked for."""
FEWEST_TITLES = 5
"""Titles that end in a word for it to be the head of occupations' names ("llama shearer") without being one itself."""
SHORTEST = 3
_KEPT = 64
"""Texts of which is kept what they name: a message is asked about twice, alone and with what it was made of."""
_HEAD_END = re.compile(r"(?<!\s)\s++(?:of|in|for|and|at|on|with|or)\s+|[,/(]")
"""E.g. "manager* of *engineering", "nurse*,* children’s ward"."""
_THINGS = re.compile(r"(?:ment|ing|ery|ance|tion|are|ure|s)$")
"""What many titles of sellers end in, and no one is: "import manager in machinery". E.g. "machin*ery*", "hardw*are*",
"good*s*".
"""


@dataclass(frozen=True, slots=True)
class Occupation:
    """An occupation that a text names at ``[start, end)``; ``name`` is lower case and singular."""

    name: str
    start: int
    end: int


class Occupations:
    """The names of occupations. Built once; read only."""

    def __init__(self, titles: frozenset[str], heads: frozenset[str]) -> None:
        self._titles = titles
        self._heads = heads
        self._first_words = frozenset(title.split(" ", 1)[0] for title in titles if " " in title)
        self.named = lru_cache(maxsize=_KEPT)(self._named)
        """Every occupation that a text names, of overlapping ones the longest."""

    def is_role(self, name: str) -> bool:
        """Whether a guide's title names a role by its form: it is a title, or its head is one's ("pastry chef")."""
        folded = name.casefold().strip()
        return _singular(folded) in self._titles or _singular(head(folded)) in self._heads

    def is_title(self, name: str) -> bool:
        """Whether a lower-case ``name`` is a whole title, and no everyday word."""
        return name in self._titles and name not in english().no_occupations

    def _named(self, text: str) -> tuple[Occupation, ...]:
        words = [(found.group().casefold(), *found.span()) for found in HYPHENED_WORD.finditer(text)]
        found, place = [], 0
        while place < len(words):
            length = self._length(words, place)
            if length and not _is_verb(words, place, length):
                name = " ".join(word for word, _, _ in words[place : place + length])
                found.append(Occupation(_singular(name), words[place][1], words[place + length - 1][2]))
            place += max(length, 1)
        return tuple(found)

    def _length(self, words: list[tuple[str, int, int]], place: int) -> int:
        """How many words from ``place`` on are a title, or a head alone; 0 where none are."""
        most = LONGEST if words[place][0] in self._first_words else 1
        for length in range(min(most, len(words) - place), 1, -1):
            name = " ".join(word for word, _, _ in words[place : place + length])
            if self.is_title(_singular(name)):
                return length
        name = _singular(words[place][0])
        return int(name in self._heads or self.is_title(name))


def _is_verb(words: Sequence[tuple[str, int, int]], place: int, length: int) -> bool:
    """Whether a name is what somebody does: "to judge a crop"."""
    after = words[place + length][0] if place + length < len(words) else ""
    return place > 0 and words[place - 1][0] == "to" and after in english().determiners


def head(title: str) -> str:
    """The word of a title that says what somebody is: "head" of "head of department", "pilot" of "airline pilot"."""
    words = _HEAD_END.split(title, maxsplit=1)[0].split()
    return words[-1] if words else ""


def _singular(name: str) -> str:
    if not name.endswith(("s", "men")):  # as nearly all titles
        return name
    if name.endswith("men"):
        return f"{name[:-3]}man"
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    if name.endswith(("ches", "sses", "shes", "xes")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) else name


def load_occupations() -> Occupations:
    """Read the classification, and the heads of its titles."""
    return Occupations(read_titles(), frozenset(HEADS.read_text(encoding="utf-8").split()))


def read_titles() -> frozenset[str]:
    """All titles, in the singular; each start reads them, so what can be done to all at once is."""
    lines = gzip.decompress(ESCO.read_bytes()).decode().casefold().splitlines()[1:]
    names = "|".join(f"{name}|{others}" for name, _, others in (line.split("\t") for line in lines)).split("|")
    return frozenset(map(_singular, map(str.strip, names))) - {""}


def heads_of(titles: frozenset[str]) -> frozenset[str]:
    """What ``HEADS`` holds: finding them takes three times as long as reading the titles."""
    counts = Counter(head(title) for title in titles)
    return frozenset(
        word
        for word, count in counts.items()
        if (count >= FEWEST_TITLES or word in titles)
        and len(word) >= SHORTEST
        and word not in english().no_occupations
        and not _THINGS.search(word)
    )


@cache
def shipped_occupations() -> Occupations:
    """ESCO's occupations, read once."""
    return load_occupations()


if __name__ == "__main__":
    HEADS.write_text("\n".join(sorted(heads_of(read_titles()))) + "\n", encoding="utf-8")
