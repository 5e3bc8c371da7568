"""Questions that several guides answer differently and that don't say which role they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.words import stems
from corpus.lexicon import Lexicon, phrase_pattern
from index.types import Hit

FEWEST_GUIDES = 3
MOST_OWN_WORDS = 2
"""Content words of a question, beside those that name its topic, from which on it is taken to be about something."""
SUBJECT = 0.25
"""Cosine of the best hit under which the question is about something else altogether."""
_ROLELESS = frozenset(
    stems(
        "job role position title post seat work person people company companies kind kinds sort typical usual like new "
        "process expect career long say"
    )
)
_POINTS_AT_A_ROLE = re.compile(r"\b(?:this|that|the|such an?|your|my)\s+(?:job|role|position|post|title|seat)\b", re.I)


def choices(question: str, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[str, ...]:
    """The roles that a visitor should choose from, in order of seniority; none where the question is clear.

    ``hits`` should reach deep enough to hold passages of several guides.
    """
    guides = {hit.guide.slug: hit.guide for hit in hits if hit.guide.role in lexicon.roles}
    if len(guides) < FEWEST_GUIDES or lexicon.roles_of(question) or max(hit.scores.dense for hit in hits) < SUBJECT:
        return ()
    topics = tuple(phrase for topic in lexicon.topics_of(question) for phrase in lexicon.topics[topic])
    rest = phrase_pattern(topics).sub(" ", question.casefold()) if topics else question
    own = set(stems(rest)) - _ROLELESS
    allowed = MOST_OWN_WORDS + bool(_POINTS_AT_A_ROLE.search(question))
    if len(own) > allowed:
        return ()
    ordered = sorted(guides.values(), key=lambda guide: (guide.level or 0, guide.title))
    return tuple(guide.title for guide in ordered)
