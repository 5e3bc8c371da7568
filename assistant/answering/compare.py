"""Questions about several roles at once: each side is read in its own guide, and a side that none covers is named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from assistant.answering.abstain import UNKNOWN
from assistant.answering.bounds import bounds
from assistant.answering.evidence import Evidence, Sentence, gather
from assistant.answering.extract import MOST_SENTENCES, choose
from assistant.answering.told import told
from assistant.language.tokens import stems, words
from assistant.quotes import Quote
from corpus.lexicon import Lexicon
from corpus.words import LETTERED_WORD
from index.search import Searcher
from index.types import Hit, Question

HITS = 6
MOST_SIDES = 3
EACH, MANY_TOPICS = 2, 3
"""Sentences of a side on a topic at most; one where that many topics are named."""

MOST_TOKENS = 32
"""Of a question that compares; everyday ones have half of that."""

_CUE = re.compile(
    r"""\bv(?:s|ersus)?\b\.?|\bcompar\w*|\bdiff\w*|\bdistin\w+|\bthan\b|\bbetween\b|\bboth\b|\bside\ by\ side\b
    |\bagainst\b|\b(?:who|which)\b.{0,300}\b(?:more|less|better|higher|lower|fewer|most)\b|\bsame\b
    |\band\ (?:what|how|who|which|where|when|why)\b""",
    re.I | re.X,
)
"""E.g. "Director *vs* VP", "Which of the two roles is higher?", "Is an EM the *same* as a Tech Lead?",
"What does a cook do *and what* does a chef do?".
"""
_DIFFER = re.compile(r"\bv(?:s|ersus)?\b\.?|\bdiff\w*|\bdistin\w+", re.I)
"""E.g. "Director *vs* VP", "How does a Director *differ* from a VP?", "What *distinguishes* the two?"."""
_ASCRIBED = re.compile(
    r"\b(?:is|are|was|were|be|being|feels?|sounds?|seems?)\s+(?:(?:the|an?|more|less|most|least|as|so|very|too)\s+)*$",
    re.I,
)
"""What stands before a word for how something is. E.g. "Which *is more *…", "Who *is the *…"."""
_WITH_THE_PINNED = re.compile(r"\bv(?:s|ersus)\b|\bcompar\w*|\bdiffer\w*|\bthan\b|\bagainst\b", re.I)
"""E.g. "How does it *compare* with a VP?", "Is it harder *than* being a VP?"."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Quotes side by side, and the roles that no guide covers; ``plain`` says that nothing is asked but topics, on each
    of which every side has something."""

    quotes: tuple[Quote, ...]
    uncovered: tuple[str, ...]
    plain: bool = False


def sides(question: str, pinned: Sequence[str], lexicon: Lexicon) -> tuple[str, ...]:
    """The roles that ``question`` compares, at least two; none where it compares nothing.

    ``pinned`` are the roles of the guides that the page pins: "compared with a VP" compares with those.
    """
    roles = lexicon.roles_of(question)
    if len(roles) == 1 and len(pinned) == 1 and pinned[0] != roles[0] and _WITH_THE_PINNED.search(question):
        return (pinned[0], roles[0])
    return roles[:MOST_SIDES] if len(roles) > 1 and (_CUE.search(question) or _either(question, lexicon)) else ()


def compared_as_such(question: str, lexicon: Lexicon) -> frozenset[str]:
    """The roles that ``question`` asks nothing of but how they differ; none where it asks for something else."""
    return lexicon.once(_compared_as_such, question)


def _compared_as_such(question: str, lexicon: Lexicon) -> frozenset[str]:
    roles = sides(question, (), lexicon)
    return frozenset() if roles and _beyond(question, lexicon) else frozenset(roles)


def _either(question: str, lexicon: Lexicon) -> bool:
    """Whether an "or" stands between two roles."""
    ends = [(start, end) for _, start, end in lexicon.role_mentions(question)]
    return any("or" in words(question[left:right]) for (_, left), (right, _) in pairwise(ends))


def compare(question: Question, roles: Sequence[str], searcher: Searcher) -> Comparison:
    """The likeliest sentences for each of ``roles``, or what a guide says where it tells them apart itself."""
    lexicon = searcher.lexicon
    question = _telling(without_roles(question, lexicon))
    slugs = {role: searcher.guides_about([role]) for role in roles}
    everywhere = [slug for found in slugs.values() for slug in found]
    hits = searcher.rank(question, HITS, everywhere)
    ranked = gather(question, hits, searcher).sentences
    if apart := _told_apart(question, roles, ranked, lexicon):
        return Comparison(apart, ())
    if not question.topics and not _beyond(question.text, lexicon) and all(slugs.values()):
        return Comparison(tuple(one for role in roles for one in _defined(slugs[role][0], searcher)), ())
    topics, plain = _asked(question, lexicon)
    most = EACH if len(topics) < MANY_TOPICS else 1
    read = {
        (role, topic): choose(_read(question, own, topic, searcher), most=most)
        for role, own in slugs.items()
        if own
        for topic in topics
    }
    quotes = tuple(dict.fromkeys(one.quote for chosen in read.values() for one in chosen))
    uncovered = tuple(role for role in roles if not any(read.get((role, topic)) for topic in topics))
    each = [(topic, read.get((role, topic), ())) for role in roles for topic in topics]
    answered = all(any(one.hit.passage.topic == topic for one in found) for topic, found in each)
    return Comparison(quotes, uncovered, plain=plain and answered)


def _read(question: Question, slugs: Sequence[str], topic: str, searcher: Searcher) -> tuple[Sentence, ...]:
    """The sentences of one side, the likeliest first: under ``topic``, where the guides have anything there."""
    hits = (searcher.rank(question, HITS, slugs, [topic]) if topic else ()) or searcher.rank(question, HITS, slugs)
    return gather(question, hits, searcher).sentences


def _asked(question: Question, lexicon: Lexicon) -> tuple[tuple[str, ...], bool]:
    """The topics that are each read by themselves (one empty where none is named), and whether nothing else is asked.

    "Hiring" is one only there: in any other question it may be what a role does.
    """
    known = {stem for topic in question.topics for name in lexicon.topics[topic] for stem in stems(name)}
    left = set(_beyond(question.text, lexicon)) - known
    called = {topic for topic in lexicon.topics if {*stems(topic)} <= left}
    plain = left <= {stem for topic in called for stem in stems(topic)} and bool(called | question.topics)
    topics = question.topics | called if plain else question.topics
    return tuple(topic for topic in lexicon.topics if topic in topics) or ("",), plain


def _told_apart(
    question: Question, roles: Sequence[str], ranked: Sequence[Sentence], lexicon: Lexicon
) -> tuple[Quote, ...]:
    """The answer of the guide that itself asks how these very roles differ; empty where none does."""
    if not _DIFFER.search(question.text):
        return ()
    for one in ranked:
        own = told(one.hit.guide.text, one.hit.passage)
        of_these = set(roles) <= {*lexicon.roles_of(own.question), one.hit.guide.role}
        if own.question and of_these and question.topics <= {*lexicon.topics_of(own.question)}:
            return tuple(Quote(one.hit, start, end) for start, end in own.answer[:MOST_SENTENCES])
    return ()


def _beyond(question: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The stems of a comparison beside its roles and the words that compare."""
    return stems(_CUE.sub(" ", lexicon.without_roles(question)))


def _defined(slug: str, searcher: Searcher) -> tuple[Quote, ...]:
    """What a role is: how its guide opens."""
    guide = searcher.guides[slug]
    first = min(searcher.passages_of(slug), key=lambda one: one.start)
    return tuple(Quote(Hit(first, guide), start, end) for start, end in first.sentences[:EACH])


def unheard(question: Question, evidence: Evidence, searcher: Searcher) -> str:
    """The noun that is all a comparison asks about, in its words ("dental insurance"), where no passage has a word of
    it, nor one like it, or "that" where it may be none; empty where something else is asked, or they may speak of it.
    """
    if len(question.roles) < 2 or not evidence.sentences or not sides(question.text, (), searcher.lexicon):
        return ""
    beyond = set(_beyond(question.text, searcher.lexicon))
    asked = [found for found in LETTERED_WORD.finditer(question.text) if beyond & set(stems(found.group()))]
    apart = any(question.text[one.end() : other.start()] != " " for one, other in pairwise(asked))
    if not asked or apart:
        return ""
    if question.topics & searcher.topics:
        return ""
    for word in asked:
        within = (question.offsets[:, 0] >= word.start()) & (question.offsets[:, 1] <= word.end())
        alike = evidence.matched[:, within].mean(axis=1).max() if within.any() else 1.0
        if searcher.rarity(word.group().casefold()) >= UNKNOWN and alike < bounds().unlike:
            ascribed = _ASCRIBED.search(question.text[: asked[0].start()]) is not None
            return "that" if ascribed else question.text[asked[0].start() : asked[-1].end()]
    return ""


def without_roles(question: Question, lexicon: Lexicon) -> Question:
    """The same question, its role names counting little: within their guides they tell nothing apart."""
    weights = question.weights.copy()
    for _, start, end in lexicon.role_mentions(question.text):
        weights[(question.offsets[:, 0] >= start) & (question.offsets[:, 1] <= end)] *= bounds().role_weight
    return replace(question, weights=weights)


def _telling(question: Question) -> Question:
    """The same question with the tokens alone that tell most: each side is read by itself, so a long one costs."""
    most = np.sort(np.argsort(-question.weights, kind="stable")[:MOST_TOKENS])
    tokens, weights, offsets = question.tokens[most], question.weights[most], question.offsets[most]
    return replace(question, tokens=tokens, weights=weights, offsets=offsets)
