"""Two texts that can't both hold: other figures of the same thing, or one that denies what the other says.

The one place that decides it, for cells of a comparison and for the whole corpus (``assistant/desk/lint``). Only what
speaks of the same thing is compared, and only where both hold for the same places, levels and years: a range for Europe
is no other opinion on one for the US. What is a part of the other (five of "three to six") agrees.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from assistant.answering.particulars import Particulars, particulars
from assistant.language.mentions import roles_in
from assistant.language.opposites import opposed
from assistant.language.quantities import Bound, Quantity, Unit, quantities
from assistant.language.tokens import stemmed
from assistant.language.words import Word, split_words
from corpus.english import english
from corpus.lexicon import Lexicon

SAME_FIGURE, SAME_CLAIM = 0.5, 0.7
"""Share of the content words, figures apart, that two sentences must have in common to speak of the same figure, or
to say the same but for a "not"."""
LEAST_SHARED = 2
FEWEST = {Unit.COUNT: 2, Unit.MONEY: 3}
"""Anywhere in a corpus: words that both must have in common, beside the role; of a count what is counted is one."""
ELSE_FEWEST = 4
OF_SHORTER = 0.75
"""And the share of the shorter one's words that these must be."""
_MEASURED = frozenset(
    {Unit.COUNT, Unit.SHARE, Unit.MONEY, Unit.TIME, Unit.FREQUENCY, Unit.MEASURE, Unit.POINTS},
)
_SAME = frozenset({"role", "guid", "site", "accord", "earn", "salari", "pay", "paid", "wage"})
"""Stems that a sentence may have or not and still say the same of a role's figure."""
_NEAR = 3
"""Words after a count within which what it counts must stand."""

Key = tuple[Unit, str]
"""What a figure is a figure of: its unit, what bounds it, and what it counts or measures."""


@dataclass(frozen=True, slots=True)
class Comparable:
    """What of a text can be compared with another: its words with their stems, figures and the names of roles apart;
    the roles; the figures by what they are of; the years and proper names; the rest that it depends on."""

    words: tuple[tuple[str, str], ...]
    roles: frozenset[str]
    figures: Mapping[Key, tuple[Quantity, ...]]
    years: frozenset[float]
    names: frozenset[str]
    named: Particulars
    tells: bool
    """Whether it says something: a question doesn't, nor what only leads to a list."""

    @classmethod
    def of(cls, text: str, lexicon: Lexicon, around: frozenset[str] = frozenset()) -> Comparable:
        """What ``text`` says, read once; ``around`` are the roles that it is about where it names none."""
        found = quantities(text)
        bare = _without(text, [one for one in found if one.unit in _MEASURED])
        figures: dict[Key, tuple[Quantity, ...]] = {}
        split = split_words(text)
        for one in found:
            if (key := _key(one, split)) is not None:
                figures[key] = (*figures.get(key, ()), one)
        mentions = roles_in(text, lexicon)
        taken = [*((one.start, one.end) for one in found), *((one.start, one.end) for one in mentions)]
        free = [word for word in split if not any(start < word.end and word.start < end for start, end in taken)]
        return cls(
            words=tuple(stemmed(lexicon.without_roles(bare))),
            roles=frozenset(one.name for one in mentions) or around,
            figures=figures,
            years=frozenset(one.low for one in found if one.unit is Unit.YEAR),
            names=frozenset(one.stem for one in free if one.start and one.content and text[one.start].isupper()),
            named=particulars(bare, lexicon),
            tells=not text.rstrip().endswith(("?", ":")),
        )

    def frame(self, but: Collection[str] = ()) -> frozenset[str]:
        """What it speaks of, without the words ``but``."""
        return self.roles | {stem for word, stem in self.words if word not in but}

    def stems(self) -> frozenset[str]:
        """The words alone, without those that may be there or not."""
        empty = english().empty_words | _SAME | english().prepositions
        return frozenset(stem for word, stem in self.words if word not in empty and stem not in empty)


def conflicting(one: Comparable, other: Comparable) -> bool:
    """Whether both can't hold, of two sentences that were found for the same question."""
    if not _of_the_same(one, other):
        return False
    turned = _opposites(one, other)
    alike = _alike(one.frame(turned), other.frame(turned))
    denied = bool(turned) or one.named.negated != other.named.negated
    both = one.figures.keys() & other.figures.keys()
    if any(other_figures(one, other, key) for key in both):
        return alike >= SAME_FIGURE and not denied
    return alike >= SAME_CLAIM and denied and one.figures.keys() == other.figures.keys()


def contradicting(one: Comparable, other: Comparable, key: Key) -> bool:
    """Whether two texts from anywhere in a corpus give another figure of the same. A finding that isn't one costs a
    coach's trust, so roles and nearly all other words must agree."""
    if one.roles != other.roles or not _of_the_same(one, other) or not other_figures(one, other, key):
        return False
    ours, theirs = one.stems(), other.stems()
    common = len(ours & theirs)
    return common >= FEWEST.get(key[0], ELSE_FEWEST) and common >= OF_SHORTER * min(len(ours), len(theirs))


def other_figures(one: Comparable, other: Comparable, key: Key) -> bool:
    """Whether no figure that one gives of ``key`` agrees with one that the other gives."""
    return not any(_agree(a, b) for a in one.figures[key] for b in other.figures[key])


def _key(one: Quantity, words: Sequence[Word]) -> Key | None:
    """What a figure is a figure of; nothing where that can't be told, or where it isn't exact."""
    if one.unit not in _MEASURED or one.vague or (one.unit is Unit.FREQUENCY and one.low == one.high == 1):
        return None
    limit = "" if one.bound is Bound.EXACT else one.bound.value  # a figure beyond a limit doesn't deny it
    if one.unit is not Unit.COUNT:
        return one.unit, f"{limit} {one.of} {one.per if one.unit is not Unit.MONEY else ''}".strip()
    after = [word for word in words if word.start >= one.end][:_NEAR]
    counted = next((word.stem for word in after if word.content), "")
    return (one.unit, f"{limit} {counted}".strip()) if counted else None


def _without(text: str, found: Sequence[Quantity]) -> str:
    for one in reversed(found):
        text = f"{text[: one.start]} {text[one.end :]}"
    return text


def _of_the_same(one: Comparable, other: Comparable) -> bool:
    """Whether nothing that they name explains why they differ."""
    if not (one.tells and other.tells):
        return False
    ours, theirs = one.named, other.named
    if (ours.places, ours.levels, _way(ours)) != (theirs.places, theirs.levels, _way(theirs)):
        return False
    if one.years and other.years and one.years.isdisjoint(other.years):
        return False
    return not (one.names - other.stems() and other.names - one.stems())


def _way(named: Particulars) -> tuple[str, ...]:
    """Which of two roles it holds of; a role that is named twice is one."""
    return named.way if len(set(named.way)) > 1 else ()


def _agree(one: Quantity, other: Quantity) -> bool:
    inside = one.low <= other.low and other.high <= one.high
    return one.same(other) or inside or (other.low <= one.low and one.high <= other.high)


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """What two frames share (Jaccard index); 0 where that is too little to be about the same."""
    shared = one & other
    return len(shared) / len(one | other) if len(shared) >= LEAST_SHARED else 0.0


def _opposites(one: Comparable, other: Comparable) -> frozenset[str]:
    """Words of either that exclude a word of the other."""
    ours, theirs = {word for word, _ in one.words}, {word for word, _ in other.words}
    pairs = ((a, b) for a in ours - theirs for b in theirs - ours if opposed(a, b))
    return frozenset(word for pair in pairs for word in pair)
