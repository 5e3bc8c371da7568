"""What a question, a visitor's or a curated one's, is compared by."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.extract import wanted
from assistant.language.tokens import stemmed
from corpus.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Phrasing:
    """What a question, a visitor's or a curated one's phrasing, is compared by: worked out once for each text."""

    roles: frozenset[str]
    stemmed: tuple[tuple[str, str], ...]
    """Its content words with their stems, the names of roles apart."""
    stems: frozenset[str]
    wanted: frozenset[str]
    """Its roles, its question word and the stems of its other content words."""

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> Phrasing:
        return lexicon.once(_phrasing, text)


def _phrasing(text: str, lexicon: Lexicon) -> Phrasing:
    words = stemmed(lexicon.without_roles(text))
    return Phrasing(
        frozenset(lexicon.roles_of(text)),
        words,
        frozenset(stem for _, stem in words),
        frozenset(wanted(text, lexicon)),
    )
