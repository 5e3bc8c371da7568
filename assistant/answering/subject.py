"""Whether a question asks about an occupation that no guide is about, and what it calls it.

Guides say which roles they are about, and ESCO (corpus/occupations.py) what else is an occupation; the place of a name
in the question says whether it is asked about ("what does a nurse earn?") or only spoken of ("my uncle, a pilot").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.compare import sides, without_roles
from assistant.language.tokens import stems, words
from corpus.english import english
from corpus.occupations import Occupation, Occupations
from corpus.words import HYPHENED_WORD
from index.search import Question, Searcher
from index.types import Hit

UNHEARD = 1.0
"""The rarity of a word that no passage holds."""
HITS = 5
"""Best hits of which one must speak of an occupation for the guides to be about it."""
MOST_BESIDE = 1
"""Content words beside its name of a question that is about an occupation as such."""
MODIFIERS = 2
"""Words before an occupation's name that may belong to it ("llama shearer", "junior high court judge")."""


_ENUMERATED = re.compile(r"(?<=\w)\s?[,;:/]\s*$")
"""What stands before a word that goes on with something. E.g. "What do they look for more*, *…"."""


def stranger(text: str, hits: Sequence[Hit], searcher: Searcher, occupations: Occupations) -> str | None:
    """What ``text`` calls the occupation that it asks about, where no guide is about it; else ``None``.

    ``text`` is a question that stands alone; ``hits`` are its passages, best first.
    """
    if set(searcher.lexicon.roles_of(text)) & searcher.described:
        return None
    start = _last_sentence(text)
    known = [(a, b) for _, a, b in searcher.lexicon.role_mentions(text)]
    for found in occupations.named(text):
        within = any(a <= found.start and found.end < b for a, b in known)  # the product of a product owner
        if found.start < start or within or not _asked_about(text, found):
            continue
        name = _with_modifiers(text, found)
        wanted = set(stems(name))
        spoken_of = [hit for hit in hits[:HITS] if wanted <= set(stems(hit.passage.embedded))]
        if wanted and not spoken_of:
            return name
        if _only_about(text, wanted) and not any(_tells_of(wanted, hit) for hit in spoken_of):
            return name
    return None


def put_to(question: Question, guides: Sequence[str], searcher: Searcher) -> tuple[Question, tuple[str, ...]]:
    """The guides that ``question`` is put to, and the question as it is put to them: ``guides`` where there are any,
    else that of the role, where it names a single one; none means all. What compares roles is put as it is.

    Within a role's guide its name tells no passages apart, and counts little.
    """
    if guides:
        if sides(question.text, [searcher.guides[slug].role for slug in guides], searcher.lexicon):
            return question, tuple(guides)
    elif len(question.roles) == 1:
        of_role = [slug for slug, guide in searcher.guides.items() if guide.role in question.roles]
        guides = of_role if len(of_role) == 1 else ()
    return (without_roles(question, searcher.lexicon) if guides else question), tuple(guides)


def unheard_of(text: str, searcher: Searcher, occupations: Occupations) -> bool:
    """Whether ``text`` asks about an occupation of which no passage has a word, so that no conversation can be about
    it."""
    name = stranger(text, (), searcher, occupations)
    return name is not None and any(searcher.rarity(word) >= UNHEARD for word in words(name))


def _only_about(text: str, wanted: set[str]) -> bool:
    """Whether a question asks what the occupation is or does, and nothing more special."""
    return len(set(stems(text)) - wanted) <= MOST_BESIDE


def _tells_of(wanted: set[str], hit: Hit) -> bool:
    """Whether a heading names the occupation, or a sentence has it for its subject: "A product manager is ..."."""
    text = hit.guide.text
    openings = (words(text[start:end])[: len(wanted) + 1] for start, end in hit.passage.sentences)
    told = (set(stems(" ".join(opening))) for opening in openings if opening and opening[0] in english().articles)
    return wanted <= set(stems(hit.passage.context)) or any(wanted <= one for one in told)


def _last_sentence(text: str) -> int:
    """Where the last sentence begins: what stands before it is a story."""
    ends = [found.end() for found in re.finditer(r"[.!?]\s+(?=\S)", text)]
    return ends[-1] if ends else 0


def _asked_about(text: str, found: Occupation) -> bool:
    """Whether the name stands where the question's subject does: at its beginning, or after a verb or preposition."""
    if _ENUMERATED.search(text, 0, found.start):
        return False
    before = list(words(text[: found.start]))
    for _ in range(MODIFIERS):
        if before and before[-1] not in english().asked_after | english().spoken_of:
            before.pop()
    if before and before[-1] in english().articles:
        before.pop()
    return not before or (before[-1] in english().asked_after and not set(before[-2:]) & english().spoken_of)


def _with_modifiers(text: str, found: Occupation) -> str:
    """The name, and before one of a single word those that belong to it ("llama shearer"), as the question has them."""
    start = found.start
    if len(text[start : found.end].split()) > 1:
        return text[start : found.end]
    apart = english().asked_after | english().articles | english().spoken_of | english().before_occupations
    for match in list(HYPHENED_WORD.finditer(text[: found.start]))[: -MODIFIERS - 1 : -1]:
        if match.group().casefold() in apart or text[match.end() : start].strip():
            break
        start = match.start()
    return text[start : found.end]
