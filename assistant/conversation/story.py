"""A message that tells a story before it asks: what is searched is the question, not the story.

A city, a firm or a relative's job in the story is part of the asker's life and nothing that the guides must speak of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from assistant.conversation.follow_up import pointing
from assistant.conversation.slots import with_role
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans

FEWEST_SENTENCES = 3
"""Of a story with its question; with fewer, what comes before is mostly part of the question."""
_LIKE_THAT = re.compile(r"\b(?:this|that|these|those|such)\b(?!\s+(?:is|are|was|were|do|does|can|will)\b)", re.I)
"""E.g. "How do I answer *such* a question?", "Is *that* offer fair?"."""
_ONESELF = re.compile(r"\b(?:i|me|we|us|our)\b", re.I)
"""E.g. "Last week *I* was offered a new job.", "They want to see *me* again"."""


def question_told(message: str, described: Set[str], lexicon: Lexicon) -> str | None:
    """The question that ``message`` ends in after a story; ``None`` where it tells none.

    One that points back into the story, or that is about the asker, is about the role that the story speaks of last, of
    those that have a guide (``described``).
    """
    sentences = [message[start:end] for start, end in sentence_spans(message)]
    asked = _asked(sentences)
    told = " ".join(sentences[: len(sentences) - len(asked)])
    if not asked or not told or len(sentences) < FEWEST_SENTENCES:
        return None
    question = " ".join(asked)
    if pointing(question) or _LIKE_THAT.search(question) or _ONESELF.search(question):
        role = next((told[a:b] for one, a, b in reversed(lexicon.role_mentions(told)) if one in described), "")
        question = with_role(question, role, lexicon)
    return question


def _asked(sentences: Sequence[str]) -> Sequence[str]:
    """The questions at the end of a message."""
    first = len(sentences)
    while first and sentences[first - 1].endswith("?"):
        first -= 1
    return sentences[first:]
