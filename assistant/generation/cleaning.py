"""What of a model's sentence is no statement about a role: markup, "the answer is that", talk about the passages."""

from __future__ import annotations

import re

from assistant.language.polarity import is_negated
from assistant.language.tokens import stems

BULLET = re.compile(r"^\s*(?:[-*•–+]\s+|\d{1,2}[.)]\s+|>\s+)")
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,2}(?=\S)|(?<=\S)_{1,2}(?!\w))")
_SPACE_BEFORE = re.compile(r"(?<!\s)\s++(?=[.,;:!?…](?:\s|$))")
_STRAY = re.compile(r"[\[【［〔]\s*\^?\d[^\]】］〕]{0,20}[\]】］〕]")
_NO_PROSE = re.compile(r'^(?:#|\[?\s*[{|}]|"[^"]*"\s*:)')
"""A heading, a row of a table, JSON."""

_SOURCE = r"(?:passages?|(?:role\s+)?guides?|sources?|context|texts?|quotes?|documents?|excerpts?)"
_THE = r"(?:(?:the|this|these|your|my)\s+)?(?:(?:given|provided|above|following|correct|right|final|best|short)\s+)*"
_LEADS = re.compile(
    rf"""^(?:{_THE}(?:answer|response|a)\s*:\s*
        |{_THE}answer(?:\s+to\s+{_THE}question)?\s+(?:is|would\s+be)\s*(?::\s*|(?:that|as\s+follows:)\s+)
        |(?:according\s+to|based\s+on|as\s+(?:stated|mentioned|noted|described)\s+in|per|from|in)\s+{_THE}
            (?:retrieved\s+)?{_SOURCE}(?:\s+(?:\d+(?:\s*(?:,|and|&)\s*\d+)*|provided|given|above))?\s*,\s*
        |(?:{_THE}(?:[\w'’-]+\s+){{0,4}}?{_SOURCE}(?:\s+\d+)?|it)\s+(?:also\s+|clearly\s+)?
            (?:says?|states?|notes?|mentions?|explains?|indicates?|suggests?|shows?|tells\s+us)\s+that\s+
    ){{1,4}}""",
    re.I | re.X,
)
"""What stands before a statement, one after the other. E.g. "*The short answer: *seven.",
"*The answer to your question is that *it depends.", "*According to the passages 1 and 2, *it pays well.",
"*The role guide also says that *it pays well".
"""

_ABOUT = re.compile(
    rf"""^\W*+(?:
        {_THE}(?:first|second|third|last|next|same|user['’]s|visitor['’]s)?\s{{0,9}}
            (?:passages?|excerpts?|answers?|question|text|documents?|guides|prompt|paragraphs?|figure)\b
      | (?:the|this)\s+(?:[\w'’-]+\s+){{0,4}}?guide\s+(?:is|gives|provides|describes|contains|covers|discusses|explains
            |mentions|outlines|lists|has|says|states|notes|shows|suggests)\b
      | (?:the|this|a)\s+\w+(?:\s+\w+)?\s+(?:of|to|for|in)\s+(?:the|this|these|your)\s+
            (?:(?:given|provided|above)\s+)*(?:passages?|answer|question|text)\b
      | (?:this|it|here)\s+is\s+(?:a|an|the)\s+(?:passage|question|answer|text|summary)\b
    )""",
    re.I | re.X,
)
"""E.g. "*The first passage* is about pay.", "*This guide covers* pay.", "*The end of the passage* is about pay.",
"*Here is a summary* of it".
"""

_DECLINES = re.compile(
    r"""^\W*no(?:_answer\b|[\s-]?answer\W*$)
    |\b(?:passages?|guides?|sources?|context|(?:provided|given|above)\ (?:text|documents?|information))\b[^.]{0,40}
        \b(?:do|does|did)(?:n['’]t|\ not)\b[^.]{0,20}
        \b(?:answer|say|mention|contain|provide|cover|include|state|specify|address|give|discuss|tell)
    |\b(?:there\ is|there['’]s|contains?|has|have)\ no\ (?:information|mention|answer|passage)
    |\bnot\ (?:mentioned|stated|specified|covered|given|provided|addressed|answered)\ (?:in|by)\ the\ (?:\w+\ )?
        (?:passages?|guides?|sources?|context|(?:provided|given)\ (?:text|documents?))""",
    re.I | re.X,
)
"""E.g. "*No answer.*", "The *guides do not mention* pay.", "*There is no information* on pay.",
"Pay is *not covered by the guide*".
"""
_ASKS_WHAT = re.compile(r"^\W*(?:and\s+|so\s+|but\s+)?(?:what|which|who|whom|whose|where|when|why|how)\b", re.I)
"""E.g. "*And who* approves the budget?", "*Where* do they work?"."""


def cleaned(text: str) -> str:
    """A sentence without Markdown, stray marks and what leads to it; empty where there is no sentence then."""
    text = text.strip()
    if _NO_PROSE.match(text) or set(text) <= set("-=*_|: "):
        return ""
    text = _EMPHASIS.sub("", BULLET.sub("", text))
    text = " ".join(_STRAY.sub("", text).split())
    if (lead := _LEADS.match(text)) is not None:
        text = text[lead.end() :][:1].upper() + text[lead.end() + 1 :]
    text = _SPACE_BEFORE.sub("", text).strip()
    return "" if text.endswith(":") or not any(character.isalnum() for character in text) else text


def declines(sentence: str) -> bool:
    """Whether it says that the passages don't answer the question."""
    return bool(_DECLINES.search(sentence))


def is_about_sources(sentence: str) -> bool:
    """Whether it speaks of the passages, the question or the answer, and not of a role."""
    return bool(_ABOUT.match(sentence))


def repeats(sentence: str, question: str) -> bool:
    """Whether it only says again what was asked: no word is new, where one was asked for."""
    new = set(stems(sentence)) - set(stems(question))
    return not new and bool(_ASKS_WHAT.match(question)) and is_negated(sentence) == is_negated(question)
