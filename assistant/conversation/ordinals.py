"""What an ordinal or "the other one" points at: the items of a list, of a sentence ("A, B and C") or of a choice."""

from __future__ import annotations

import re
from collections.abc import Sequence

_COUNT = r"first|second|third|fourth|fifth|sixth|last|final|1st|2nd|3rd|4th|5th|6th"
_ORDINAL = re.compile(
    rf"""\bthe\ (?P<word>{_COUNT})
        (?:\ (?:one|point|item|option|thing|reason|of\ (?:them|those|these)|on\ (?:the|your|that)\ list|in\ the\ list))?
        (?=\W*$|\W*(?:please|mean|means|again|in\ (?:more\ )?detail|more)\b
        |\ (?:is|was|are|do|does|meant|about|look|looks)\b)
    |\bthe\ (?P<named>{_COUNT})\ (?:one|point|item|option|thing|of\ (?:them|those|these))\b
    |(?:\bnumber|\bno\.?|\#|\bpoint|\bitem)\ ?(?P<number>[1-9])\b
    |^\W*(?P<alone>{_COUNT})(?:\ one)?\W*$""",
    re.I | re.X,
)
"""E.g. "Tell me more about *the second point*.", "What is *the last of them*?", "What does *the first* mean?",
"Explain *number 3*.", "*Third?*".
"""
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "last": -1, "final": -1}
_ITEM = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]+(.+)$", re.M)
_MARK = re.compile(r"(?:(?<!\s)\s++)?\[\d+\]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z]|[\"“'(])")
_LEAD = re.compile(r"^[^.!?:]{1,60}:\s+(?=\S)")
"""E.g. "*Its duties: *planning, hiring and coaching"."""
_SERIES_BEGINS = tuple(
    re.compile(rf".*?\b(?:{openers})\b[,:]?\s+", re.I)
    for openers in (
        "including|includes?|such as|involves?|covers?",
        "are|is|has|have|needs?|by|between",
        "of|with|like",
    )
)
"""E.g. "*Its duties include *planning", "*The parts are *a talk", "*It consists of *a talk"."""
_AND = re.compile(r"^(?:and|or|as well as)\s+", re.I)
"""E.g. "*and *coaching", "*as well as *coaching"."""
_OTHER = re.compile(r"\bthe other(?: (?:one|kind|option|type|sort))?\b", re.I)
"""E.g. "What does *the other kind* pay?"."""
_ONE = re.compile(r"\b(?:the )?one\b", re.I)
"""E.g. "Does *the one* pay more than …"."""
_CHOICE = re.compile(
    r"\b(?:an?\s+|the\s+)?(?P<a>[^\W\d_][\w-]{0,40}+(?:\s[\w-]{1,40}+){0,2}?)\s+(?:or|and|vs\.?|versus|to)\s+(?:an?\s+|the\s+)?"
    r"(?P<b>[^\W\d_][\w-]{0,40}+(?:\s[\w-]{1,40}+){0,2}?)(?=[,?.!]|$)",
    re.I,
)
"""E.g. "Which is better: *a temporary or a permanent contract*?", "*in-house or agency*?"."""
_CHOSEN = re.compile(r"^(?:.*\b(?:between|from|is|are|it|with|of|a|an|the)\s+)(?=\S)", re.I)
"""E.g. "*is it *temporary", "*choose between *in-house"."""
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


def items(answer: str) -> list[str]:
    """What an answer lists: its list items, the parts of its first series, or else its sentences."""
    text = _MARK.sub("", answer).strip()
    if len(listed := [_SENTENCE.split(item.strip())[0] for item in _ITEM.findall(text)]) > 1:
        return listed
    text = _LEAD.sub("", text)
    sentences = [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]
    parts = series(sentences[0]) if sentences else []
    return parts if len(parts) > 2 or len(sentences) < 2 else sentences


def series(sentence: str) -> list[str]:
    """The parts of "... A, B and C" in a sentence, or nothing."""
    parts: list[str] = []
    depth = start = 0
    bare = sentence.rstrip(" .!?")
    for index, character in enumerate(bare):
        depth += (character in "([") - (character in ")]")
        if character in ",;" and depth == 0:
            parts.append(bare[start:index])
            start = index + 1
    parts.append(bare[start:])
    parts = [part.strip() for part in parts]
    if len(parts) >= 2 and not _AND.match(parts[-1]):
        halves = re.split(r"(?<!\s)\s++(?:and|or)\s+", parts[-1], maxsplit=1)
        if len(halves) < 2:
            return []
        parts[-1:] = halves
    if len(parts) < 3:
        return []
    opened = next((found for pattern in _SERIES_BEGINS if (found := pattern.match(parts[0]))), None)
    parts[0] = parts[0][opened.end() :] if opened else parts[0]
    return [_AND.sub("", part) for part in parts if part]


def resolved_choice(message: str, earlier: str, answer: str) -> str | None:
    """``message`` with "one ... the other" or "the other kind" named after the choice that ``earlier`` offers."""
    other = _OTHER.search(message)
    choice = _CHOICE.search(earlier) if other is not None else None
    if other is None or choice is None:
        return None
    first, second = _CHOSEN.sub("", choice.group("a")), choice.group("b")
    one = _ONE.search(message[: other.start()])
    if one is not None:
        return f"{message[: one.start()]}{first}{message[one.end() : other.start()]}{second}{message[other.end() :]}"
    head = answer[:80].casefold()
    named = second if _among(second, head) and not _among(first, head) else first
    rest = second if named == first else first
    return f"{message[: other.start()]}{rest}{message[other.end() :]}"


def _among(phrase: str, text: str) -> bool:
    return phrase.casefold().rstrip("s") in text
