"""A message that tells a story beside what it asks: what is read is the question, and the story counts less.

A city, a firm or a relative's job in the story is part of the asker's life and nothing that the guides must speak of.
"""

from __future__ import annotations

import re
from collections.abc import Set

from assistant.conversation.follow_up import pointing
from assistant.conversation.phrases import has_verb
from assistant.conversation.slots import with_role
from corpus.asking import asking
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans

FEWEST_SENTENCES = 3
"""Of a story with a question that leans on it, or that names no role; with fewer, all is the question."""
_LIKE_THAT = re.compile(r"\b(?:this|that|these|those|such)\b(?!\s+(?:is|are|was|were|do|does|can|will)\b)", re.I)
"""E.g. "How do I answer *such* a question?", "Is *that* offer fair?"."""
_ONESELF = re.compile(r"\b(?:i|me|we|us|our)\b", re.I)
"""E.g. "Last week *I* was offered a new job.", "They want to see *me* again"."""
_I_AM = re.compile(r"\bi(?:['’]m|\s+am)\s+(?:(?:now|currently|already|just)\s+)?(?:an?|the)\s+(?:\w+\s+)?$", re.I)
"""Before a role. E.g. "*I'm the new *…"."""


def question_told(message: str, described: Set[str], lexicon: Lexicon) -> str | None:
    """The question that ``message`` asks beside a story; ``None`` where it tells none.

    One that points back into the story, or that is about the asker, is about the role that the asker has, else the one
    that the story speaks of last, of those that have a guide (``described``).
    """
    start, end = asking(message)
    spans = sentence_spans(message)
    told = " ".join(message[slice(*span)] for span in spans if not start <= span[0] < end)
    question = message[start:end]
    if not told or not has_verb(question):
        return None
    leans = bool(pointing(question)) or _LIKE_THAT.search(question) is not None
    if len(spans) < FEWEST_SENTENCES and (leans or described.isdisjoint(lexicon.roles_of(message))):
        return None
    if leans or _ONESELF.search(question):
        named = [(a, b) for one, a, b in reversed(lexicon.role_mentions(told)) if one in described]
        own = next((told[a:b] for a, b in named if _I_AM.search(told[:a])), "")
        role = own or next((told[a:b] for a, b in named), "")
        question = with_role(question, role, lexicon)
    return question
