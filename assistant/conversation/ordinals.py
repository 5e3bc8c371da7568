"""What an ordinal points at: the items of a list, sentences, or one of two roles."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.citations import without_marks
from assistant.conversation.slots import named
from corpus.sentences import sentence_spans

_COUNT = r"first|second|third|fourth|fifth|sixth|last|final|1st|2nd|3rd|4th|5th|6th"
_ORDINAL = re.compile(
    rf"""\bthe\ (?P<word>{_COUNT})
        (?:\ (?:one|point|item|option|thing|reason|of\ (?:them|those|these)|on\ (?:the|your|that)\ list|in\ the\ list))?
        (?=\W*$|\W*(?:please|mean|means|again|in\ (?:more\ )?detail|more)\b
        |\ (?:is|was|are|do|does|meant|about|look|looks)\b)
    |\bthe\ (?P<named>{_COUNT})\ (?:one|point|item|option|thing|of\ (?:them|those|these))\b
        (?!\ (?:i|we|you|they|he|she|who|to|left|quit)\b)
    |(?:\bnumber|\bno\.?|\#|\bpoint|\bitem)\ ?(?P<number>[1-9])\b
    |^\W*(?P<alone>{_COUNT})(?:\ one)?\W*$""",
    re.I | re.X,
)
"""E.g. "Tell me more about *the second point*.", "What is *the last of them*?", "What does *the first* mean?",
"Explain *number 3*.", "*Third?*".
"""
_FIRST = re.compile(
    r"\bthe\s+(?:former\b|first(?:\s+(?:role|job|offer)\b|(?=\W*$|\s+(?:to|and|or|than)\b)))|\b(?:the\s+)?first\s+one\b",
    re.I,
)
"""Of two roles. E.g. "Is *the first one* harder?", "How do I get from *the first* to the second?"."""
_SECOND = re.compile(
    r"\bthe\s+(?:latter\b|(?:second|other)(?:\s+(?:role|job|offer)\b|(?=\W*$|\s+(?:to|and|or|than)\b)))"
    r"|\b(?:the\s+)?(?:second|other)\s+one\b",
    re.I,
)
"""Of two roles. E.g. "And *the second one*?", "Does *the latter* code?", "How do I get from there to *the other*?"."""
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "last": -1, "final": -1}
_ITEM = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]+(.+)$", re.M)
LONGEST_ITEM = 12
"""Words of an item that may stand in the place of "the second one"; a longer one is put behind the message."""


def pointed_at(message: str, answers: Sequence[str]) -> tuple[str, str] | None:
    """The words of ``message`` that point at an item of an answer, and the item: of the latest of ``answers``, the
    latest first, that lists so many."""
    found = _ORDINAL.search(message)
    if found is None:
        return None
    word = next(group for group in found.groups() if group is not None).casefold()
    place = _PLACES[word] if word in _PLACES else int(word[0]) - 1
    lists = (items(answer) for answer in answers)
    listed = next((each for each in lists if len(each) > 1 and -1 <= place < len(each)), None)
    return None if listed is None else (found.group(), listed[place])


def one_of(message: str, both: Sequence[str]) -> str | None:
    """``message`` with the role of ``both`` that it points at by its place ("the second one") in place of that, or with
    each; ``None`` where it points at neither."""
    replaced = _SECOND.sub(lambda _: named(both[1]), _FIRST.sub(lambda _: named(both[0]), message))
    return None if replaced == message else replaced


def items(answer: str) -> list[str]:
    """What an answer lists: its list items, or else its sentences."""
    text = without_marks(answer).strip()
    if len(listed := [_sentences(item)[0] for item in _ITEM.findall(text)]) > 1:
        return listed
    return _sentences(text)


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]
