"""What a question asks for: the form of answer, and what an answer must speak of to be one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from assistant.language.tokens import KEPT
from corpus.english import english
from corpus.words import HYPHENED_WORD

Span = tuple[int, int]


class AnswerForm(StrEnum):
    """What form of answer a question wants."""

    LIST = "list"
    NUMBER = "number"
    DEFINITION = "definition"
    OTHER = "other"


RIDER = " — "
"""What stands between a question and the follow-up that was joined to it."""
_LIST = re.compile(
    r"""^\W*(?:list|name|give\ me|enumerate|summari[sz]e)\b
    |\bwhat\ (?:are|were)\b|(?:^|[,;]\ |\bin\ )which\b.{0,300}\b\w{1,40}s\b|\bwhat\ (?:kinds?|types?|sorts?)\ of\b
    |\b(?:all|every|main|key)\ (?:the\ )?\w+s\b|\bwho\ (?:hires|employs|sits|is\ on)\b
    |\bwhat\ should\ i\ (?:check|ask|look)\b|\b(?:red|green)\ flags\b|\bwarning\ signs\b|\bgood\ signs\b
    |\bwhat\ (?:things|skills|companies|rounds|titles|questions)\b
    |\bresponsibilities\b|\bduties\b|\b(?:split|divided?)\ (?:up\ )?into\b|\bconsists?\ of\b|\bmade\ up\ of\b
    |\b(?:what|which)\ (?:are\ the\ )?(?:two|three|four|five|six|seven)\ \w+s\b|\bat\ each\ (?:stage|level)\b
    |\bwhat\ (?:do|does|would|will)\ (?:you|i|a|an|the)\ .{0,300}\b(?:check|look\ for|look\ out\ for)\b""",
    re.I | re.X,
)
"""E.g. "*List* a Director’s duties.", "*What are* the signs of burnout?", "*In which industries* do they work?",
"*Who sits* on the panel?", "*What skills* does a Tech Lead need?", "*What would a recruiter look for* in a CV?".
"""
_NUMBER = re.compile(
    r"\bhow (?:many|much|big|large|long|often|high|low)\b"
    r"|\b(?:salary|salaries|pay|paid|compensation|comp|earn(?:s|ed|ings?)?|pays|make|number|range|figure|span)\b",
    re.I,
)
"""E.g. "*How high* is the turnover?", "What is the *salary* in Leeds?"."""
_DEFINITION = re.compile(
    r"""^\W*(?:so\W+)?(?:what(?:['’]s|\ is|\ are|s)?\ (?:an?\ |the\ )?(?:[\w-]++\W{0,2}){1,6}$
    |(?:tell\ me\ (?:more\ )?about|describe|explain)\ (?:an?\ |the\ )?(?:[\w-]++\W{0,2}){1,6}$
    |what\ (?:does|do)\ .{2,60}\ (?:mean|stand\ for)\W*$|define\b|who\ (?:is|are)\ an?\ )""",
    re.I | re.X,
)
"""E.g. "*What is a Tech Lead?*", "*Tell me about the panel*", "*What does EM stand for?*", "*Who is a* Director?"."""

_DEFINES = re.compile(
    r"^\W*(?:so\W+)?(?:what(?:['’]s|\s+is|\s+are|s)?|who\s+(?:is|are)|define|describe|explain|tell\s+me\s+(?:more\s+)?about)\b",
    re.I,
)
"""E.g. "*What is* a Tech Lead?", "*So, tell me more about* the panel"."""
_STOP = (
    r"(?:is|are|was|were|do|does|did|can|could|should|would|will|might|must|may|has|have|had|to|for|of|in|at|on|with|"
    r"from|per|by|about|than|and|or|if|when|that|who|a|an|the|i|you|we|they|he|she|it|there|my|your|their|his|her|our|"
    r"gets?|needs?|makes?|made|takes?|goes?|comes?|works?|counts?|matters?|holds?|happens?|says?|really|usually|typically|"
    r"normally|actually|keeps?|lands?|becomes?|trips?|am|decides?|whether|through|applies|applied|between|among|towards?|like|besides|without|back|much)"
)
_NOUNS = rf"(?P<focus>(?:(?!{_STOP}\b)[a-z][\w&/'’-]*\s+){{0,3}}(?!{_STOP}\b)[a-z][\w&/'’-]*)"
_FOCUS = tuple(
    re.compile(rf"(?:{opening}){_NOUNS}", re.I)
    for opening in (
        r"\b(?:share|percentage|percent|proportion|fraction|odds) of .{2,60}? (?:are|is|were|have|do|get|being|been) ",
        r"\b(?:which|what|how many|how much) (?:(?:kinds?|types?|sorts?|share|percentage|proportion) of )?",
        r"\bwhat(?:['’]?s| is| are| was| were) (?:an?|the|my|your|their|some|any) ",
        r"^any |\b(?:is|are|were|was|any) there (?:an? |any |some |the )?",
        r"\b(?:need|want|require|get|have|offer|use|expect|provide|sponsor|know|read) (?:an?|any|some|my|the) ",
    )
)
"""E.g. "What *share of the directors are promoted*?", "*Which certificates* does a welder need?",
"*What is the notice period*?", "*Is there a signing bonus*?", "Do they *offer any training*?",
"*Any tips* for the interview?".
"""
_AMOUNT = re.compile(
    r"""\bhow\ (?:many|much|long|often|old|big|large|high|far)\b|\b(?:percent(?:age)?|proportion|share\ of|number\ of)\b
    |\b(?:average|median|mean)\b|\b(?:rate|odds)\b|\bwhat\ (?:year|date|age|size)\b|^\W*when\b""",
    re.I | re.X,
)
"""E.g. "*How many* people report to a Director?", "What is the *median* pay?", "*When* is the review?"."""
_NAMED = r"(?:[A-Z][a-z0-9]+[\w&-]*|[A-Z]{2,}[\w&-]*)"
_NAME = re.compile(rf"(?<![.!?¿¡]\s)(?<!^)(?<![¿¡])\b{_NAMED}(?:\s{_NAMED})*\b")
"""E.g. "Do nurses at *Guy*’s Hospital work nights?", "Does it need *PMP* training?"."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What an answer must hold. Spans are of the question's text, half-open.

    ``focus`` are the words of the noun that is asked about ("which *certificates*", "is there a *signing bonus*");
    ``amount`` whether a figure is asked for; ``names`` are capitalised words inside the question.
    """

    amount: bool
    focus: tuple[Span, ...]
    names: tuple[Span, ...]


@lru_cache(maxsize=KEPT)
def question_kind(text: str) -> AnswerForm:
    """The form of answer that a question asks for, from its wording; of a question with a rider the rider's."""
    text = text.rpartition(RIDER)[2]
    if re.search(r"\bhow (?:many|much|big|large|long)\b", text, re.I):
        return AnswerForm.NUMBER
    if _LIST.search(text):
        return AnswerForm.LIST
    if _NUMBER.search(text):
        return AnswerForm.NUMBER
    return AnswerForm.DEFINITION if _DEFINITION.match(text) else AnswerForm.OTHER


def defined(text: str) -> str:
    """What a question asks the definition of."""
    return _DEFINES.sub("", text)


def demand(text: str, start: int = 0) -> Demand:
    """What ``text`` demands of an answer, from its wording; it stands at ``start`` of a message."""
    return Demand(
        amount=_AMOUNT.search(text) is not None,
        focus=tuple((a + start, b + start) for a, b in _focus(text)),
        names=tuple((found.start() + start, found.end() + start) for found in _NAME.finditer(text)),
    )


def _focus(text: str) -> tuple[Span, ...]:
    empty = english().vague_words | english().function_words
    for found in (found for pattern in _FOCUS for found in pattern.finditer(text)):
        start = found.start("focus")
        words = [
            (word.group(), word.start() + start, word.end() + start) for word in HYPHENED_WORD.finditer(found["focus"])
        ]
        content = tuple((a, b) for word, a, b in words if word.casefold() not in empty)
        if content:
            return content
    return ()
