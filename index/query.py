"""A question in the corpus's words: misspelt field words mended, roles by their full names."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import Stemmer
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from corpus.english import english
from corpus.lexicon import Lexicon
from corpus.words import SPELLED_WORD, folded_word
from index.types import Vectors

_DERIVED = re.compile(
    r"(?:un|mis|over|under|re|de|dis|out|pre|on|off|up|down|non|sub|inter)(?P<base>[a-z]{5,})"
    r"|(?P<root>[a-z]{4,}[a-df-z])(?:ing|ers?|ed)"
)
"""A word that is made of another. E.g. "*unlearn*", "*onshore*", "*bricking*", "*shearer*"."""
_CLITIC = re.compile(r"['’](?:s|re|ve|ll|d|m)?$", re.I)
"""E.g. "the director*'s* pay", "we*'re* twelve"."""
_NUMBER = re.compile(r"\d+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_ASKS = re.compile(
    r"(?:what|who|whom|whose|which|when|where|why|how|is|are|was|do|does|did|can|could|should|would|will|has|have)"
    r"\s+\w",
    re.I,
)
"""How a question begins: without its mark, which many leave out, the encoder reads it otherwise."""
FUNCTION_WEIGHT = 0.2
LEAST_WEIGHT = 0.2
"""Of a content word that stands in every passage."""
_ABBREVIATION_LENGTH = 3
_SHORTEST_MENDED = 4
_KEPT = 8192
"""Words of which it is kept what stands for them: a message is looked at twice, and most words come again."""
_TEXTS = 256
"""Messages of which the mended form is kept: each is mended as it is understood, asked and encoded."""
_SHORT = 4
"""Letters of a word that is so short that only a common word may stand for it, and never for a name."""
_COMMON_WORD = 5
"""Occurrences of such a word."""
_ALIKE, _VERY_ALIKE = 75, 80
"""Indel similarity, 0 to 100, of a word and what stands for it: at one edit per four letters, and at one more."""


def _words(text: str) -> list[str]:
    return SPELLED_WORD.findall(text.casefold())


@dataclass(frozen=True, slots=True)
class WordCounts:
    """How often each lower-case word stands in the passages, and how many of the ``passages`` hold each stem."""

    words: dict[str, int]
    stems: dict[str, int]
    passages: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> WordCounts:
        """Of the texts of all passages, with their contexts; counted once, when they are indexed."""
        stemmer = Stemmer.Stemmer("english")
        words: Counter[str] = Counter()
        stems: Counter[str] = Counter()
        for text in texts:
            found = _words(text)
            words.update(found)
            stems.update(set(stemmer.stemWords(found)))
        return cls(dict(sorted(words.items())), dict(sorted(stems.items())), len(texts))

    def changed(self, gone: Sequence[str], come: Sequence[str]) -> WordCounts:
        """With the texts of some passages less and of some more."""
        less, more = WordCounts.of(gone), WordCounts.of(come)
        words = Counter(self.words) + Counter(more.words) - Counter(less.words)
        stems = Counter(self.stems) + Counter(more.stems) - Counter(less.stems)
        passages = self.passages + more.passages - less.passages
        return WordCounts(dict(sorted(words.items())), dict(sorted(stems.items())), passages)


class Wording:
    """Built once for a generation, from the words of its passages."""

    def __init__(self, counted: WordCounts, lexicon: Lexicon, is_word: Callable[[str], bool]) -> None:
        """``is_word`` tells whether a lower-case word is a common one, which is then never mended."""
        counts = counted.words
        self._counts = counts
        field_words = {word for phrases in lexicon.topics.values() for phrase in phrases for word in phrase.split()}
        common = {word for word, count in counts.items() if count >= 2}
        known = common | field_words
        keep = lru_cache(maxsize=_KEPT)
        self._mended_once, self._weighed, self._rarities = keep(self._mended), keep(self._weight), keep(self._rarity)
        self._mended_texts = lru_cache(maxsize=_TEXTS)(self._mended_text)
        self._candidates = sorted(word for word in known if len(word) > _SHORT)
        frequent = {word for word in counts if counts[word] >= _COMMON_WORD} | english().function_words
        self._short = sorted(word for word in frequent | field_words if _SHORT <= len(word) <= _SHORT + 1)
        self._is_word = is_word
        self.lexicon = lexicon
        self._stemmer = Stemmer.Stemmer("english")
        self._frequency = counted.stems
        self._passages = counted.passages
        named = (
            *lexicon.topics.items(),
            *lexicon.roles.items(),
            *lexicon.others.items(),
            *lexicon.places.items(),
        )
        self._field_words = {word for name, phrases in named for phrase in (name, *phrases) for word in _words(phrase)}
        self._field_stems = set(self._stemmer.stemWords(list(self._field_words)))
        self._abbreviations = {
            alias
            for aliases in (*lexicon.others.values(), *lexicon.roles.values())
            for alias in aliases
            if len(alias) <= _ABBREVIATION_LENGTH
        }

    def topics(self, question: str) -> frozenset[str]:
        """The topics that a question's words name."""
        return frozenset(self.lexicon.topics_of(question))

    def roles(self, question: str) -> frozenset[str]:
        """The roles that a question names, by their full names."""
        return frozenset(self.lexicon.roles_of(question))

    def weights(self, question: str, offsets: NDArray[np.int32]) -> Vectors:
        """What each token of ``question`` tells, 0 to 1: the inverse document frequency of its word's stem
        (Robertson & Sparck Jones 1976), function words and punctuation less. Shape ``(t,)``; ``offsets`` as in
        ``Encoded``."""
        by_character = np.zeros(len(question) + 1, dtype=np.float32)
        for match in SPELLED_WORD.finditer(question):
            by_character[match.start() : match.end()] = self._weighed(match.group())
        for match in _NUMBER.finditer(question):
            by_character[match.start() : match.end()] = 1.0
        weights = by_character[offsets[:, 0]] if len(offsets) else np.zeros(0, dtype=np.float32)
        return weights if weights.any() else np.ones(len(offsets), dtype=np.float32)

    def _weight(self, word: str) -> float:
        folded = folded_word(word)
        if folded in english().function_words:
            return FUNCTION_WEIGHT
        return LEAST_WEIGHT + (1 - LEAST_WEIGHT) * self.rarity(folded)

    def rarity(self, word: str) -> float:
        """The inverse document frequency of ``word``: 1 where no passage holds it, near 0 where all do."""
        return self._rarities(word)

    def _rarity(self, word: str) -> float:
        seen = self.frequency(word)
        return math.log(1 + (self._passages - seen + 0.5) / (seen + 0.5)) / math.log(1 + (self._passages + 0.5) / 0.5)

    def frequency(self, word: str) -> int:
        """How many passages hold ``word`` in any of its forms."""
        return self._frequency.get(self._stemmer.stemWord(word.casefold()), 0)

    def of_the_field(self, word: str) -> bool:
        """Whether ``word`` is one of the lexicon's, in any of its forms."""
        return self._stemmer.stemWord(word.casefold()) in self._field_stems

    def normalise(self, question: str) -> str:
        """``question`` with misspelt words mended, its question mark put, and roles by their full names, as curated
        questions and contexts of passages name them; of roles without a guide only abbreviations."""
        question = self.mend(question)
        for role, start, end in reversed(self.lexicon.role_mentions(question)):
            if role in self.lexicon.roles or self._is_abbreviation(question[start:end].casefold()):
                question = question[:start] + role + question[end:]
        return f"{question}?" if _ASKS.match(question) and question[-1:].isalnum() else question

    def has_words(self, text: str) -> bool:
        """Whether ``text`` has any common word, or any of the corpus's."""
        return any(map(self._is_known, _words(text)))

    def mend(self, question: str) -> str:
        """``question`` with misspelt words replaced by the corpus's, without signs and numbers that stray behind it."""
        return self._mended_texts(question)

    def _mended_text(self, question: str) -> str:
        before: re.Match[str] | None = None

        def mended(word: re.Match[str]) -> str:
            nonlocal before
            first, before = before, word
            surname = first is not None and self._is_a_name(first, word)
            return word.group() if surname else self._mended_once(word.group())

        return SPELLED_WORD.sub(mended, _without_strays(question))

    def _is_a_name(self, first: re.Match[str], last: re.Match[str]) -> bool:
        """Whether ``last`` is a surname: a word with a capital, right behind one that isn't the guides', nor is one
        misspelt."""
        name, surname = first.group(), last.group()
        apart = last.string[first.end() : last.start()] != " "
        if apart or not (name[0].isupper() and surname[0].isupper() and surname[1:].islower()):
            return False
        return not self._is_ours(name.casefold()) and self._mended_once(name) == name

    def _is_abbreviation(self, folded: str) -> bool:
        return folded in self._abbreviations or folded.removesuffix("s") in self._abbreviations

    def _is_known(self, folded: str) -> bool:
        derived = _DERIVED.fullmatch(folded)
        bases = (derived["base"] or derived["root"],) if derived is not None else ()
        return self._is_ours(folded) or any(map(self._is_word, (folded, folded.removesuffix("s"), *bases)))

    def _is_ours(self, folded: str) -> bool:
        held = folded in english().function_words or folded in self._counts or folded in self._field_words
        return held or self._is_abbreviation(folded)

    def _mended(self, word: str) -> str:
        """The corpus's word nearest to a misspelt one, the commonest first; a word that is none stays."""
        folded = word.casefold()
        if folded == word and folded not in self._counts and folded in english().spellings:
            return english().spellings[folded]
        if len(folded) < _SHORTEST_MENDED or self._is_known(folded) or self._is_known(_CLITIC.sub("", folded)):
            return word
        short = len(folded) <= _SHORT
        if short and (folded != word or not word.isalpha()):  # a name, or "he's"
            return word
        edits = 1 if short else max(2, len(folded) // 4)
        among = self._short if short else self._candidates
        near = process.extract(folded, among, scorer=DamerauLevenshtein.distance, score_cutoff=edits, limit=5)
        best = min(near, key=lambda found: (found[1], -self._counts.get(found[0], 0)), default=None)
        if best is None:
            return word
        least = _VERY_ALIKE if best[1] > max(1, len(folded) // 4) else _ALIKE
        alike = short or fuzz.ratio(folded, best[0]) >= least
        return str(best[0]) if alike and best[0][0] == folded[0] else word


def _without_strays(question: str) -> str:
    """``question`` up to its last question mark, where no word and no year follows: "what is the span? 4711"."""
    asked, mark, rest = question.rpartition("?")
    asks = any(sign.isalpha() for sign in asked)
    strays = asks and mark and not any(sign.isalpha() for sign in rest) and not _YEAR.search(rest)
    return f"{asked}?" if strays else question
