"""Whom "you" means: a guide speaks to the reader ("You own the hiring plan"), an answer speaks of the role."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.mentions import roles_in
from corpus.lexicon import Lexicon

_YOU = re.compile(r"\b[Yy]ou(?P<short>['’](?:re|d|ll|ve))?\b(?!\s+(?:and|or)\s+your\b)")
"""E.g. "*You* report to the CTO.", "Next year *you’ll* hire two more"."""
_THE_ROLE = re.compile(
    r"(?P<opening>^|[.!?]\s+)(?:The|This) (?:role|job|position)\b"
    r"(?=\s+(?:is|isn['’]t|has|was|can|may|often|usually|\w+s)\b)"
)
"""E.g. "*The role* is mostly remote.", "It pays well*. This job* often needs travel"."""
_SHORT = {"re": " is", "d": " would", "ll": " will", "ve": " has"}


def speaks_to_reader(text: str) -> bool:
    """Whether ``text`` says "you"."""
    return _YOU.search(text) is not None


def role_of_reader(statement: str, quotes: Sequence[str], lexicon: Lexicon, alone: bool = True) -> str | None:
    """The role that ``quotes`` must mean if ``statement`` says what they say; ``None`` where nothing is left open.

    Of quotes that speak to the reader it is the only role that the statement names and they don't, and so of quotes
    that name no role if they stand ``alone``: nobody knows which guide they are from. Where the statement speaks to
    the reader it is the first role that they name.
    """
    quote = "\n".join(quotes)
    named = roles_in(quote, lexicon)
    if (alone and not named) or speaks_to_reader(quote) or _THE_ROLE.search(quote):
        new = {mention.name for mention in roles_in(statement, lexicon)} - {mention.name for mention in named}
        return min(new) if len(new) == 1 else None
    return named[0].name if named and speaks_to_reader(statement) else None


def in_third_person(text: str, role: str) -> str:
    """``text`` with ``role`` in place of "you" and of "the role" that opens a sentence."""
    told = _THE_ROLE.sub(lambda found: f"{found['opening']}The {role}", text)
    return _YOU.sub(lambda found: f"the {role}{_SHORT.get((found['short'] or '')[1:], '')}", told)
