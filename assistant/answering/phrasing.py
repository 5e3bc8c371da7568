"""What a question, a visitor's or a curated one's, is compared by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from assistant.answering.extract import wanted
from assistant.answering.particulars import Particulars, particulars
from assistant.language.tokens import stemmed
from corpus.lexicon import Lexicon


@dataclass(frozen=True)
class Phrasing:
    """A text that asks, and what it is compared by: each worked out once, when it is first asked for."""

    text: str
    lexicon: Lexicon

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> Phrasing:
        """That of ``text``, kept as long as ``lexicon`` keeps texts."""
        return lexicon.once(cls, text)

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(self.lexicon.roles_of(self.text))

    @cached_property
    def particulars(self) -> Particulars:
        return particulars(self.text, self.lexicon)

    @cached_property
    def stemmed(self) -> tuple[tuple[str, str], ...]:
        """Its content words with their stems, the names of roles apart."""
        return stemmed(self.lexicon.without_roles(self.text))

    @cached_property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for _, stem in self.stemmed)

    @cached_property
    def wanted(self) -> frozenset[str]:
        """Its roles, its question word and the stems of its other content words."""
        return frozenset(wanted(self.text, self.lexicon))
