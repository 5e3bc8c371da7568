"""Two sentences that say the same of the same role, and another figure.

A finding that isn't one costs a coach's trust, so much must agree: the role, the unit (of a count, what is counted),
nearly all other words; and no other year, place or name may explain the difference. Within one section a writer tells
cases apart, so only sentences of different sections are compared, and no rows of tables, whose heads tell them apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from assistant.desk.lint.sentences import TextPlace, blocks_of, clauses_of, sentences_of
from assistant.language.mentions import roles_in
from assistant.language.quantities import NUMBER_WORDS, Bound, Quantity, Unit, quantities
from assistant.language.words import Word, split_words
from corpus.english import english
from corpus.lexicon import Lexicon
from corpus.types import BlockKind, Corpus, Finding

CODE = "contradiction"
FEWEST = {Unit.COUNT: 2, Unit.MONEY: 3}
"""Words of content that both must have in common, beside the role; of a count what is counted is one of them."""
_ELSE_FEWEST = 4
SHARE = 0.75
"""Of the shorter one's words."""
_COMPARED = (Unit.COUNT, Unit.SHARE, Unit.MONEY, Unit.TIME, Unit.FREQUENCY, Unit.MEASURE, Unit.POINTS)
_OWN = re.compile(r"\b(?:the|this) (?:role|job|position)\b", re.IGNORECASE)
"""E.g. "*This role* pays well."."""
_SAME = frozenset({"role", "guid", "site", "accord", "earn", "salari", "pay", "paid", "wage"})
"""Stems that a sentence may have or not and still say the same of a role's figure."""
_NEAR = 3
"""Words after a count within which what it counts must stand."""

Key = tuple[str, str]
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Saying:
    place: TextPlace
    roles: frozenset[str]
    words: frozenset[str]
    figures: Mapping[Key, frozenset[Range]]
    shown: Mapping[Key, str]
    years: frozenset[float]
    regions: frozenset[str]
    names: frozenset[str]
    section: int


def contradictions(corpus: Corpus, lexicon: Lexicon) -> Iterator[Finding]:
    """A finding at the later of each two sentences that disagree, in the order of the guides."""
    by_role: defaultdict[tuple[frozenset[str], Key], list[_Saying]] = defaultdict(list)
    for block in blocks_of(corpus):
        for sentence in sentences_of(block) if block.kind is not BlockKind.TABLE else ():
            own = frozenset({sentence.guide.role} & lexicon.roles.keys())
            roles = _roles(sentence.text, lexicon) or own
            for clause in clauses_of(sentence):
                if not _may_have_figure(clause.text):
                    continue
                saying = _saying(clause, own if _OWN.search(clause.text) else roles, lexicon)
                if not saying.roles:
                    continue
                for key in saying.figures:
                    by_role[saying.roles, key].append(saying)
    told = set[tuple[int, int]]()
    for (_, key), sayings in by_role.items():
        for first, second in combinations(sayings, 2):
            pair = (id(first), id(second))
            if pair not in told and _disagree(first, second, key):
                told.add(pair)
                yield second.place.warn(CODE, _message(first, second, key))


def _may_have_figure(text: str) -> bool:
    """Reading quantities takes a while, and few sentences have any."""
    return any(character.isdigit() for character in text) or not NUMBER_WORDS.isdisjoint(text.casefold().split())


def _roles(text: str, lexicon: Lexicon) -> frozenset[str]:
    return frozenset(mention.name for mention in roles_in(text, lexicon))


def _saying(clause: TextPlace, around: frozenset[str], lexicon: Lexicon) -> _Saying:
    """``around`` are the roles of the sentence, which a clause that names none is about."""
    text = clause.text
    found = quantities(text)
    mentions = roles_in(text, lexicon)
    taken = [*((one.start, one.end) for one in found), *((one.start, one.end) for one in mentions)]
    words = split_words(text)
    free = [word for word in words if not any(start < word.end and word.start < end for start, end in taken)]
    figures: defaultdict[Key, set[Range]] = defaultdict(set)
    shown: dict[Key, str] = {}
    for one in found:
        if (key := _key(one, words)) is not None:
            figures[key].add((one.low, one.high))
            shown.setdefault(key, text[one.start : one.end])
    roles = frozenset(mention.name for mention in mentions) or around
    return _Saying(
        place=clause,
        roles=roles,
        words=frozenset({word.stem for word in free if word.content} - _SAME - english().prepositions),
        figures={key: frozenset(values) for key, values in figures.items()},
        shown=shown,
        years=frozenset(one.low for one in found if one.unit is Unit.YEAR),
        regions=frozenset(lexicon.places_of(text)),
        names=frozenset(
            word.stem for word in free if text[word.start : word.end][:1].isupper() and word.start and word.content
        ),
        section=max((one.start for one in clause.guide.sections if one.start <= clause.start), default=0),
    )


def _key(one: Quantity, words: tuple[Word, ...]) -> Key | None:
    """What a figure is a figure of; nothing where that can't be told."""
    if one.unit not in _COMPARED or one.vague or (one.unit is Unit.FREQUENCY and one.low == one.high == 1):
        return None
    limit = "" if one.bound is Bound.EXACT else one.bound.value  # a figure beyond a limit doesn't deny it
    if one.unit is not Unit.COUNT:
        return one.unit.value, f"{limit} {one.of} {one.per if one.unit is not Unit.MONEY else ''}".strip()
    after = [word for word in words if word.start >= one.end][:_NEAR]
    counted = next((word.stem for word in after if word.content), "")
    return (one.unit.value, f"{limit} {counted}".strip()) if counted else None


def _disagree(first: _Saying, second: _Saying, key: Key) -> bool:
    if not all(_differ(one, other) for one in first.figures[key] for other in second.figures[key]):
        return False
    if first.years and second.years and first.years.isdisjoint(second.years):
        return False
    if first.regions and second.regions and first.regions.isdisjoint(second.regions):
        return False
    if first.names - second.words and second.names - first.words:
        return False
    if (first.place.guide.slug, first.section) == (second.place.guide.slug, second.section):
        return False
    common = first.words & second.words
    fewer = min(len(first.words), len(second.words))
    return len(common) >= FEWEST.get(Unit(key[0]), _ELSE_FEWEST) and len(common) >= SHARE * fewer


def _differ(one: Range, other: Range) -> bool:
    """Whether both can't hold: neither the same, nor a value within what the other leaves open."""
    (low, high), (lower, higher) = sorted((one, other), key=lambda bounds: bounds[1] - bounds[0])
    return one != other and not (low == high and lower <= low <= higher)


def _message(first: _Saying, second: _Saying, key: Key) -> str:
    other = f"{first.place.path.name}, line {first.place.line}"
    where = "above, at line " + str(first.place.line) if first.place.path == second.place.path else f"in {other}"
    return f"{second.shown[key]!r} here, and {first.shown[key]!r} {where}, of the same: {first.place.text!r}"
