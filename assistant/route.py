"""Messages that no guide is searched for: small talk, and attempts to give orders."""

from __future__ import annotations

import re

_GREETING = r"""
    (?:hi|hello|hey|hiya|yo|good\ (?:morning|afternoon|evening)|greetings)(?:\ there|\ all|\ everyone|\ assistant)?
    (?:\W+how\ are\ you(?:\ doing)?(?:\ today)?)?
    |how\ are\ you(?:\ doing)?(?:\ today)?
"""
_PRAISE = r"""(?:(?:ha(?:ha)+|lol|oh|ah)\W*)?(?:ok(?:ay)?|great|perfect|cool|got\ it|nice(?:\ one)?|awesome|brilliant
    |good|interesting|makes\ sense|wow|fair\ enough|i\ see|ha(?:ha)+|lol)"""
_THANKS = rf"""
    {_PRAISE}?\W*(?:many\ )?(?:thanks|thank\ you|thx|ty|cheers|much\ appreciated)
    (?:\ (?:a\ lot|so\ much|very\ much|for\ (?:your\ |the\ )?\w+))*
    (?:\W+(?:that'?s|that\ was)(?:\ (?:very|really|so))?\ \w+)?
    |{_PRAISE}
"""
_GOODBYE = r"""
    (?:ok(?:ay)?\W+|thanks\W+)?(?:bye|good\ ?bye|see\ (?:you|ya)|good\ night|that'?s\ all)
    (?:\ now|\ then|\ later|\ for\ now)?
"""
_KIND_OF_BEING = r"(?:a\ |an\ )?(?:bot|robot|human|ai|chatbot|machine|(?:real\ )?person)"
_IDENTITY = rf"""
    (?:who|what)\ are\ you|what(?:'s|\ is)\ your\ name|who\ (?:made|built)\ you|help(?:\ me)?
    |are\ you\ (?:a\ |an\ )?(?:real|{_KIND_OF_BEING})(?:\ or\ {_KIND_OF_BEING})?
    |what\ (?:can|do)\ you\ (?:do|help(?:\ me)?\ with|know(?:\ about)?|answer)(?:\ for\ me)?
    |can\ you\ help(?:\ me)?|what\ (?:can|should|could)\ i\ ask(?:\ you)?|what\ is\ this
    |how\ (?:do|does)\ (?:you|this)\ work
"""

_SMALL_TALK: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"^\W*(?:{pattern})\W*$", re.I | re.X), reply)
    for pattern, reply in (
        (
            _GREETING,
            "Hello! Ask me anything about the roles that the guides describe, and I'll answer with the exact passage.",
        ),
        (_THANKS, "You're welcome. Anything else you'd like to know about the role?"),
        (_GOODBYE, "Goodbye, and good luck."),
        (
            _IDENTITY,
            "I'm the role guides' assistant, a program. I answer questions about the roles that the guides describe, "
            "and show the exact passage under every statement. Where the guides don't say, I tell you so.",
        ),
    )
)

_ORDER = re.compile(
    r"""\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|above|previous|guideline)s?\b
    |\b(?:system|hidden|initial|full|your)\ prompt\b|^\s*system\s*:|\byou\ are\ now\b|\bpretend\ (?:to\ be|you)\b
    |\bact\ as\ (?:a|an|if)\b|\bjailbreak\b""",
    re.I | re.S | re.X,
)

BOUNDARY = (
    "I can only answer from the role guides, and their text is all that I go by. "
    "What would you like to know about a role?"
)


def small_talk(message: str) -> str | None:
    """The reply to a message that is nothing but small talk, else ``None``."""
    return next((reply for pattern, reply in _SMALL_TALK if pattern.match(message)), None)


def is_order(message: str) -> bool:
    """Whether a message tries to instruct the assistant rather than ask it."""
    return _ORDER.search(message) is not None
