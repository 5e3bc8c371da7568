"""Sentences that say something by themselves."""

from __future__ import annotations

import re

from assistant.language.tokens import words

LEAST_WORDS = 6
"""Of a sentence that says something by itself; a shorter one is a run-in heading, unless it holds a figure."""


def is_statement(text: str) -> bool:
    """Whether a sentence says something by itself: no question, no heading, no line that only introduces."""
    if text.endswith(("?", ":")):
        return False
    return len(words(text)) >= LEAST_WORDS or bool(re.search(r"[$€£\d]", text))
