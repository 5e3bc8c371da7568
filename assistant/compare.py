"""Questions about several roles at once: each side is read in its own guide, and a side that none covers is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.evidence import Sentence, gather
from assistant.extract import choose
from assistant.lists import Quote
from corpus.lexicon import Lexicon
from index.search import Question, Searcher

HITS = 6
MOST_SIDES = 3
ROLE_WEIGHT = 0.2
"""Of the words of a role's name, as a share of what they weigh in another question."""
NEAR = 3.0
"""How much less likely than the best sentence of a side one that names all sides may be, to be shown before them."""

_CUE = re.compile(
    r"""\bv(?:s|ersus)?\b\.?|\bcompar\w*|\bdiff\w*|\bdistin\w+|\bor\b|\bthan\b|\b(?:more|less|better|higher|lower)\b
    |\bboth\b|\beach\b|\bside\ by\ side\b|\bagainst\b|\bsame\b|\bbetween\b
    |\band\ (?:what|how|who|which|where|when|why)\b""",
    re.I | re.X,
)
_WITH_THE_PINNED = re.compile(r"\bv(?:s|ersus)\b|\bcompar\w*|\bdiffer\w*|\bthan\b|\bagainst\b", re.I)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Quotes side by side, and the roles that no guide covers."""

    quotes: tuple[Quote, ...]
    uncovered: tuple[str, ...]


def sides(question: str, pinned: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The roles that ``question`` compares, at least two; none where it compares nothing.

    ``pinned`` are the roles of the guides that the page pins: "compared with a VP" compares with those.
    """
    roles = lexicon.roles_of(question)
    if len(roles) == 1 and len(pinned) == 1 and pinned[0] != roles[0] and _WITH_THE_PINNED.search(question):
        return (pinned[0], roles[0])
    return roles[:MOST_SIDES] if len(roles) > 1 and _CUE.search(question) else ()


def compare(question: Question, roles: Sequence[str], searcher: Searcher, lexicon: Lexicon) -> Comparison:
    """The likeliest sentence for each of ``roles``, before them one that names them all where it is as likely."""
    question = _without_roles(question, lexicon)
    slugs = {role: [guide.slug for guide in searcher.guides.values() if guide.role == role] for role in roles}
    everywhere = [slug for found in slugs.values() for slug in found]
    hits = searcher.rank(question, HITS, everywhere)
    ranked = gather(question, hits, searcher).sentences
    chosen: list[Sentence] = []
    uncovered: list[str] = []
    for role in roles:
        of_role = (
            gather(question, searcher.rank(question, HITS, slugs[role]), searcher).sentences
            if slugs[role]
            else [one for one in ranked if role in lexicon.roles_of(one.text)]
        )
        if of_role:
            chosen += choose(of_role, most=1)
        else:
            uncovered.append(role)
    least = max((one.score for one in chosen), default=0.0) - NEAR
    together = [one for one in ranked if one.score >= least and set(roles) <= set(lexicon.roles_of(one.text))]
    places = dict.fromkeys((one.hit.guide.slug, one.start, one.end) for one in [*together[:1], *chosen])
    by_place = {(one.hit.guide.slug, one.start, one.end): one for one in [*together[:1], *chosen]}
    return Comparison(tuple(Quote(s.hit, s.start, s.end) for s in map(by_place.__getitem__, places)), tuple(uncovered))


def _without_roles(question: Question, lexicon: Lexicon) -> Question:
    """The same question, its role names counting little, so that what is compared decides."""
    weights = question.weights.copy()
    for _, start, end in lexicon.role_mentions(question.text):
        weights[(question.offsets[:, 0] >= start) & (question.offsets[:, 1] <= end)] *= ROLE_WEIGHT
    return replace(question, weights=weights)
