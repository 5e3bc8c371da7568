"""Two sentences that say the same of the same role, and another figure.

What can't both hold is decided in ``assistant/desk/conflicts.py``. Within one section a writer tells cases apart, so
only sentences of different sections are compared, and no rows of tables, whose heads tell them apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from assistant.desk.conflicts import Comparable, Key, contradicting
from assistant.desk.lint.sentences import TextPlace, blocks_of, clauses_of, sentences_of
from assistant.language.mentions import roles_in
from assistant.language.quantities import NUMBER_WORDS
from corpus.lexicon import Lexicon
from corpus.types import BlockKind, Corpus, Finding

CODE = "contradiction"
_OWN = re.compile(r"\b(?:the|this) (?:role|job|position)\b", re.IGNORECASE)
"""E.g. "*This role* pays well."."""


@dataclass(frozen=True, slots=True)
class _Saying:
    place: TextPlace
    claim: Comparable
    section: tuple[str, int]


def contradictions(corpus: Corpus, lexicon: Lexicon) -> Iterator[Finding]:
    """A finding at the later of each two sentences that disagree, in the order of the guides."""
    by_role: defaultdict[tuple[frozenset[str], Key], list[_Saying]] = defaultdict(list)
    for block in blocks_of(corpus):
        for sentence in sentences_of(block) if block.kind is not BlockKind.TABLE else ():
            for saying in _sayings(sentence, lexicon):
                for key in saying.claim.figures:
                    by_role[saying.claim.roles, key].append(saying)
    told = set[tuple[int, int]]()
    for (_, key), sayings in by_role.items():
        for first, second in combinations(sayings, 2):
            pair = (id(first), id(second))
            apart = first.section != second.section
            if apart and pair not in told and contradicting(first.claim, second.claim, key):
                told.add(pair)
                yield second.place.warn(CODE, _message(first, second, key))


def _sayings(sentence: TextPlace, lexicon: Lexicon) -> Iterator[_Saying]:
    """The clauses that give a figure of a role. One that names no role is about those of its sentence, which is about
    its guide's where it names none either."""
    own = frozenset({sentence.guide.role} & lexicon.roles.keys())
    roles = frozenset(mention.name for mention in roles_in(sentence.text, lexicon)) or own
    for clause in clauses_of(sentence):
        if _may_have_figure(clause.text):
            claim = Comparable.of(clause.text, lexicon, own if _OWN.search(clause.text) else roles)
            if claim.roles and claim.figures:
                start = max((one.start for one in clause.guide.sections if one.start <= clause.start), default=0)
                yield _Saying(clause, claim, (clause.guide.slug, start))


def _may_have_figure(text: str) -> bool:
    """Reading quantities takes a while, and few sentences have any."""
    return any(character.isdigit() for character in text) or not NUMBER_WORDS.isdisjoint(text.casefold().split())


def _message(first: _Saying, second: _Saying, key: Key) -> str:
    other = f"{first.place.path.name}, line {first.place.line}"
    where = "above, at line " + str(first.place.line) if first.place.path == second.place.path else f"in {other}"
    return f"“{_shown(second, key)}” here, and “{_shown(first, key)}” {where}, of the same: “{first.place.text}”"


def _shown(saying: _Saying, key: Key) -> str:
    figure = saying.claim.figures[key][0]
    return saying.place.text[figure.start : figure.end]
