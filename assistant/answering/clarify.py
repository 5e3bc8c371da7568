"""Questions that several guides answer differently and that don't say which role they mean."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.answering.bounds import bounds
from assistant.language.nouns import in_a_row
from assistant.language.tokens import stems
from assistant.types import Turn
from corpus.english import english, stem_of
from corpus.identity import article
from corpus.lexicon import Lexicon, phrase_pattern
from index.types import Hit

FEWEST_GUIDES = 3
MOST_OWN_WORDS = 1
"""Content words that a question may have for it to be asked back; one more where it names a topic of the guides, and
two more where it points at a role ("this job"): with more it is about something."""
_POINTS_AT_A_ROLE = re.compile(r"\b(?:this|that|the|such an?|your|my)\s+(?:job|role|position|post|title|seat)\b", re.I)
"""E.g. "Who does *this job* report to?", "What does *such a role* pay?"."""


ASKED_BACK = "Which role do you mean"
MOST_WORDS = 5
"""Words of a message that only chooses a role."""


def which_role(roles: Sequence[str]) -> str:
    """The question back to a visitor who has not said which role is meant."""
    return f"{ASKED_BACK}: {in_a_row(roles, 'or')}?"


def chosen(message: str, history: Sequence[Turn], lexicon: Lexicon) -> str | None:
    """The question that was asked back, for the role that ``message`` chooses; ``None`` where it chooses none."""
    if len(history) < 2 or not history[-1].content.startswith(ASKED_BACK) or len(message.split()) > MOST_WORDS:
        return None
    roles = lexicon.roles_of(message)
    earlier = next((turn.content for turn in reversed(history) if turn.role == "user"), "")
    return f"{earlier.rstrip(' ?.!')} for {article(roles[0])} {roles[0]}?" if len(roles) == 1 and earlier else None


def choices(question: str, hits: Sequence[Hit], lexicon: Lexicon) -> tuple[str, ...]:
    """The roles that a visitor should choose from, in order of seniority; none where the question is clear.

    ``hits`` should reach deep enough to hold passages of several guides.
    """
    guides = {hit.guide.slug: hit.guide for hit in hits if hit.guide.role in lexicon.roles}
    if (
        len(guides) < FEWEST_GUIDES
        or lexicon.roles_of(question)
        or max(hit.scores.dense for hit in hits) < bounds().subject
    ):
        return ()
    topics = tuple(phrase for topic in lexicon.topics_of(question) for phrase in lexicon.topics[topic])
    rest = phrase_pattern(topics).sub(" ", question.casefold()) if topics else question
    own = set(stems(rest)) - set(map(stem_of, english().roleless_words))
    points = _POINTS_AT_A_ROLE.search(question) is not None
    if len(own) > MOST_OWN_WORDS + (2 if points else bool(topics)):
        return ()
    if not points and len(_speak_of(own, hits)) == 1:
        return ()
    ordered = sorted(guides.values(), key=lambda guide: (guide.level or 0, guide.title))
    return tuple(dict.fromkeys(guide.role for guide in ordered))


def _speak_of(own: set[str], hits: Sequence[Hit]) -> set[str]:
    """The guides of the hits that hold all of a question's own words, none where it has none."""
    return {hit.guide.slug for hit in hits if own and own <= set(stems(hit.passage.embedded))}
