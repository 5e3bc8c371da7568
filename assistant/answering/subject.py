"""Whether a question asks about an occupation that no guide is about, and what it calls it.

Guides say which roles they are about, and ESCO (corpus/occupations.py) what else is an occupation; the place of a name
in the question says whether it is asked about ("what does a nurse earn?") or only spoken of ("my uncle, a pilot").
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.answering.compare import sides, without_roles
from assistant.language.tokens import stems, words
from corpus.english import english
from corpus.occupations import Occupation, shipped_occupations
from corpus.sentences import sentence_spans
from corpus.types import Guide
from corpus.words import HYPHENED_WORD
from index.search import Searcher
from index.types import Hit, Question

UNHEARD = 1.0
"""The rarity of a word that no passage holds."""
HITS = 5
"""Best hits of which one must speak of an occupation for the guides to be about it."""
MOST_BESIDE = 1
"""Content words beside its name of a question that is about an occupation as such."""
MODIFIERS = 2
"""Words before an occupation's name that may belong to it ("llama shearer", "junior high court judge")."""


def stranger(text: str, hits: Sequence[Hit], searcher: Searcher) -> str | None:
    """What ``text`` calls the occupation that it asks about, where no guide is about it; else ``None``.

    ``text`` is a question that stands alone; ``hits`` are its passages, best first.
    """
    if set(searcher.lexicon.roles_of(text)) & searcher.described:
        return None
    start = sentence_spans(text)[-1][0] if text.strip() else 0  # what stands before the last sentence is a story
    known = [(a, b) for _, a, b in searcher.lexicon.role_mentions(text)]
    for found in shipped_occupations().named(text):
        within = any(_within(text, found, *name) for name in known)
        if found.start < start or within or _is_done(text, found) or not asked_about(text, found.start):
            continue
        name = _with_modifiers(text, found)
        wanted = set(stems(name))
        spoken_of = [hit for hit in hits[:HITS] if wanted <= set(stems(hit.passage.embedded))]
        if wanted and not spoken_of:
            return name
        if _only_about(text, wanted) and not any(_tells_of(wanted, hit) for hit in spoken_of):
            return name
    return None


def _within(text: str, found: Occupation, start: int, end: int) -> bool:
    """Whether it is part of the name of a role, but for its head: the product of a product owner, and of a
    director of product."""
    return start <= found.start < end and (found.end < end or " of " in text[start : found.start])


def _is_done(text: str, found: Occupation) -> bool:
    """Whether what reads like a name is a verb: "can you coach me?", "coach him or wait?", "replace or coach?"."""
    before, after = words(text[: found.start]), words(text[found.end :])[:1]
    bare = english().articles.isdisjoint(before[-1:])
    objects = bare and not english().pronouns.isdisjoint(after)
    other = len(before) == 2 and before[1] == "or" and not shipped_occupations().named(text[: found.start])
    return objects or other or not english().before_verbs.isdisjoint(before[-1:])


def put_to(question: Question, guides: Sequence[str], searcher: Searcher) -> tuple[Question, tuple[str, ...]]:
    """The guides that ``question`` is put to, and the question as it is put to them: ``guides`` where there are any,
    else that of the role, where it names a single one; none means all. What compares roles is put as it is.

    Within a role's guide its name tells no passages apart, and counts little.
    """
    if guides and sides(question.text, [searcher.guides[slug].role for slug in guides], searcher.lexicon):
        return question, tuple(guides)
    if not guides and len(question.roles) == 1 and (own := guide_of(question.roles, (), searcher)) is not None:
        guides = (own.slug,)
    return (without_roles(question, searcher.lexicon) if guides else question), tuple(guides)


def guide_of(roles: Collection[str], pinned: Collection[str], searcher: Searcher) -> Guide | None:
    """The guide about the ``roles`` that are named, or the ``pinned`` one where none is; ``None`` where neither is one
    guide."""
    slugs = searcher.guides_about(roles) if roles else [slug for slug in {*pinned} if slug in searcher.guides]
    return searcher.guides[slugs[0]] if len(slugs) == 1 else None


def unheard_of(text: str, searcher: Searcher) -> bool:
    """Whether ``text`` asks about an occupation of which no passage has a word, so that no conversation can be about
    it."""
    name = stranger(text, (), searcher)
    return name is not None and any(searcher.rarity(word) >= UNHEARD for word in words(name))


def _only_about(text: str, wanted: set[str]) -> bool:
    """Whether a question asks what the occupation is or does, and nothing more special."""
    beside = " ".join(word for word in words(text) if word not in english().before_occupations)
    return len(set(stems(beside)) - wanted) <= MOST_BESIDE


def _tells_of(wanted: set[str], hit: Hit) -> bool:
    """Whether a heading names the occupation, or a sentence says what it is: "A product manager is ..."."""
    text = hit.guide.text
    openings = (words(text[start:end])[: len(wanted) + 2] for start, end in hit.passage.sentences)
    told = (
        set(stems(" ".join(opening)))
        for opening in openings
        if opening and opening[0] in english().articles and opening[-1] in english().auxiliaries
    )
    return wanted <= set(stems(hit.passage.context)) or any(wanted <= one for one in told)


def asked_about(text: str, start: int) -> bool:
    """Whether the name at ``start`` stands where the question's subject does: at its beginning, or after a verb or
    preposition."""
    if text[:start].rstrip().endswith((",", ";", ":", "/")):  # "what do they look for more, technical ...?"
        return False
    before = list(words(text[:start]))
    for _ in range(MODIFIERS):
        if before and before[-1] not in english().asked_after | english().spoken_of:
            before.pop()
    if before and before[-1] in english().articles:
        before.pop()
    if not before or before[-1] in english().asked_of_anybody:
        return True
    return before[-1] in english().asked_after and not set(before[-2:]) & english().spoken_of


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
