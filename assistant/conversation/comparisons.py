"""Messages that ask for a comparison and name all of what is to be compared."""

from __future__ import annotations

import re

from corpus.lexicon import Lexicon

_ASKED = re.compile(r"^\W*(?:(?:please|now|can\ you|could\ you)\s+)*(?:compare|contrast)\b", re.I | re.X)
"""E.g. "*Compare* a Director with a VP", "*please contrast* the two"."""
_POINTS = re.compile(r"\b(?:it|its|that|this|those|these|them|there|so)\b", re.I)
"""E.g. "Compare *that* with a VP", "compare *it* for a CTO and a VP"."""


def names_both_sides(message: str, lexicon: Lexicon) -> bool:
    """Whether ``message`` demands to compare two roles that it names, so that it leans on nothing said before."""
    return (
        _ASKED.match(message) is not None
        and _POINTS.search(message) is None
        and len(set(lexicon.roles_of(message))) >= 2
    )
