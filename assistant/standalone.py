"""A follow-up and what was said before to a question that stands alone.

Offline and by rule: a message is a follow-up where it points back (pronouns, ordinals, "and ...", "what about ...") or
says too little by itself; then it is joined to the last question only, because joining a whole history retrieves
worse than the last turn alone (MT-RAG, Katsis et al. 2025). Anything else changes the topic and drops the history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Turn
from assistant.words import content_words
from corpus.lexicon import Lexicon

_OPENER = re.compile(
    r"^(?:and|but|or|also|so|then|ok(?:ay)?|what about|how about|what if|why|for|in|only|even)\b", re.I
)
_LEADING = re.compile(r"^(?:(?:and|but|or|also|so|then|ok(?:ay)?|well),?\s+)*(?:(?:what|how) about\s+)?", re.I)
_POINTER = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|their|one|ones|same|else|more|another|former|latter|above|there|why|"
    r"first|second|third|fourth|fifth|last|lower|upper|higher|such)\b",
    re.I,
)
_ORDINAL = re.compile(
    r"\b(?:the\s+|number\s+|no\.?\s*|#)?(first|second|third|fourth|fifth|sixth|last|[1-9])"
    r"(?:\s+(?:one|point|item|of them))?\b",
    re.I,
)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "last": -1}
_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)])\s+(.+)$", re.M)
_MARK = re.compile(r"\s*\[\d+\]")
MOST_WORDS = 9
"""A longer message that names its own subject stands alone."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """The question as it is searched, and whether it leans on what was said before."""

    question: str
    follow_up: bool


def stand_alone(message: str, history: Sequence[Turn], lexicon: Lexicon) -> Standalone:
    """``message`` so that it can be understood without ``history`` (oldest turn first)."""
    asked = [turn.content for turn in history if turn.role == "user"]
    if not asked or not _leans_back(message, lexicon):
        return Standalone(message, False)
    earlier = _resolved(asked, lexicon)
    said = next((turn.content for turn in reversed(history) if turn.role == "assistant"), "")
    pointed = _pointed_at(message, said)
    if pointed is not None:
        return Standalone(f"{message.rstrip(' ?.!')}: {pointed}", True)
    return Standalone(_joined(earlier, message, lexicon), True)


def _resolved(asked: Sequence[str], lexicon: Lexicon) -> str:
    """The last question, itself resolved against the one before it where it was a follow-up too."""
    question = asked[0]
    for message in asked[1:]:
        question = _joined(question, message, lexicon) if _leans_back(message, lexicon) else message
    return question


def _leans_back(message: str, lexicon: Lexicon) -> bool:
    words = message.split()
    content = content_words(message)
    if _OPENER.match(message.strip()) and len(words) <= MOST_WORDS:
        return not (re.match(r"(?:why|for|in|how about|what if)\b", message.strip(), re.I) and len(content) >= 4)
    if len(content) <= 1 and not lexicon.topics_of(message):
        return True
    return len(words) <= MOST_WORDS and len(content) <= 3 and _POINTER.search(message) is not None


def _pointed_at(message: str, said: str) -> str | None:
    """The item of the last answer that an ordinal points at, its first sentence."""
    found = _ORDINAL.search(message)
    items = [_MARK.sub("", item) for item in _ITEM.findall(said)] or re.split(
        r"(?<=[.!?])\s+", _MARK.sub("", said).strip()
    )
    if found is None or len(items) < 2:
        return None
    word = found.group(1).casefold()
    place = _ORDINALS[word] if word in _ORDINALS else int(word) - 1
    if not -1 <= place < len(items):
        return None
    return re.split(r"(?<=[.!?])\s+", items[place].strip())[0]


def _joined(earlier: str, message: str, lexicon: Lexicon) -> str:
    """Both as one question; a role or place that the message changes replaces the earlier one."""
    rest = _LEADING.sub("", message.strip()) or message
    changed = earlier
    new_role = lexicon.role_names.search(rest.casefold())
    old_role = lexicon.role_names.search(earlier.casefold())
    if new_role is not None and old_role is not None and len(content_words(rest)) <= 3:
        return f"{earlier[: old_role.start()]}{rest[new_role.start() : new_role.end()]}{earlier[old_role.end() :]}"
    if lexicon.places_of(rest):
        changed = lexicon.without_places(earlier)
    return f"{re.sub(r'[ ?.!]+$', '', changed)} {rest}"
