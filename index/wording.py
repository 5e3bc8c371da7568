"""A question in the corpus's words: abbreviations spelled out, misspelt field words mended."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from corpus.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ABBREVIATION_LENGTH = 3
_SHORTEST_MENDED = 5


class Wording:
    """Built once for a generation: ``vocabulary`` are the corpus's words with their counts."""

    def __init__(self, texts: Iterable[str], lexicon: Lexicon, is_word: Callable[[str], bool]) -> None:
        """``is_word`` tells whether a lower-case word is a common one, which is then never mended."""
        counts = Counter(word for text in texts for word in _WORD.findall(text.casefold()))
        self._counts = counts
        self._candidates = [word for word, count in counts.items() if count >= 2 and len(word) >= _SHORTEST_MENDED]
        self._is_word = is_word
        self._spelled = {
            alias: role
            for role, aliases in lexicon.roles.items()
            for alias in aliases
            if len(alias) <= _ABBREVIATION_LENGTH
        }

    def normalise(self, question: str) -> str:
        """``question`` with role abbreviations followed by the role's name, and misspelt words replaced."""
        return _WORD.sub(lambda match: self._reworded(match.group()), question)

    def _reworded(self, word: str) -> str:
        folded = word.casefold()
        role = self._spelled.get(folded) or self._spelled.get(folded.removesuffix("s"))
        if role is not None:
            plural = "s" if folded not in self._spelled else ""
            return f"{word} ({role}{plural})"
        if len(folded) < _SHORTEST_MENDED or folded in self._counts or self._is_word(folded):
            return word
        return self._mended(folded) or word

    def _mended(self, word: str) -> str | None:
        """The corpus's word nearest to a misspelt one: at most one edit per four letters, the commonest among equals."""
        edits = max(1, len(word) // 4)
        near = process.extract(word, self._candidates, scorer=DamerauLevenshtein.distance, score_cutoff=edits, limit=5)
        best = min(near, key=lambda found: (found[1], -self._counts[found[0]]), default=None)
        return str(best[0]) if best is not None and fuzz.ratio(word, best[0]) >= 75 else None
