"""What two questions that read alike may still differ in: somebody else, somewhere else, the opposite."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property
from itertools import pairwise
from operator import attrgetter

from assistant.answering.extract import wanted
from assistant.language.opposites import any_opposed
from assistant.language.polarity import is_negated
from assistant.language.tokens import figures, stemmed, words
from corpus.lexicon import Lexicon

_TOWARDS = re.compile(
    r"\b(?:to|into|becom(?:e|es|ing)|above|below|over|under|senior|junior|outranks?|manages?|leads?)\b", re.I
)
"""E.g. "… *to* an …", "… outrank a …", "… *becoming* a …"."""
_REPORTS_TO_SOMEBODY = re.compile(r"\breport(?:s|ing)?\s+to\b(?!\W*$)", re.I)
"""E.g. "Does a Director *report to* the CTO?"."""


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a question names that its answer depends on, and on which side of it."""

    figures: frozenset[str]
    places: frozenset[str]
    levels: frozenset[str]
    negated: bool
    reports_to_somebody: bool
    """Whether it asks about those below ("who reports to a Director"), not above ("whom does a Director report to")."""
    way: tuple[str, ...]
    """Two roles of which something holds that doesn't the other way round, in order: "from EM to Director"."""
    respects: frozenset[str]
    """Of a question about two roles, the topics that it puts them side by side in."""

    def hold(self, other: Particulars) -> bool:
        """Whether these are ``other`` and perhaps a figure more, such as somebody's age."""
        return self.figures >= other.figures and _BUT_FIGURES(self) == _BUT_FIGURES(other)


_BUT_FIGURES = attrgetter(*(field.name for field in fields(Particulars) if field.name != "figures"))


def particulars(question: str, lexicon: Lexicon) -> Particulars:
    """The particulars of ``question``."""
    return Particulars(
        figures=figures(question),
        # By the question's own word: what holds in Germany needn't hold in France, though both lie in Europe.
        places=frozenset(place.casefold().removeprefix("the ") for place in lexicon.named_places(question).values()),
        levels=frozenset(lexicon.levelled_roles(question)),
        negated=is_negated(question),
        reports_to_somebody=_REPORTS_TO_SOMEBODY.search(question) is not None,
        way=_way(question, lexicon),
        respects=frozenset(lexicon.topics_of(question) if len(set(lexicon.roles_of(question))) > 1 else ()),
    )


def _way(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    ways = (
        (one, other)
        for (one, _, end), (other, start, _) in pairwise(lexicon.role_mentions(question))
        if _TOWARDS.search(question[end:start])
    )
    return next(ways, ())


def same_particulars(one: str, other: str, lexicon: Lexicon) -> bool:
    """Whether two questions name the same figures, places and levels, and no word of one excludes one of the other."""
    ours, theirs = Traits.of(one, lexicon), Traits.of(other, lexicon)
    return ours.particulars == theirs.particulars and not ours.exclude(theirs)


@dataclass(frozen=True)
class Traits:
    """What a text that asks is compared by: each trait is worked out once, when it is first asked for."""

    text: str
    lexicon: Lexicon

    @classmethod
    def of(cls, text: str, lexicon: Lexicon) -> Traits:
        """That of ``text``, kept as long as ``lexicon`` keeps texts."""
        return lexicon.once(cls, text)

    def exclude(self, other: Traits) -> bool:
        """Whether a word of one is the opposite of one of the other."""
        return any_opposed(self.words - other.words, other.words - self.words)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(words(self.text))

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
