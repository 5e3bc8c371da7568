"""Is a model's rewriting of a follow-up to be trusted? It may fill in what was said, and must lose and add nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.language.polarity import is_negated
from assistant.language.tokens import figures, stems, words
from corpus.english import english, spoken_function_words
from corpus.lexicon import Lexicon

MOST_WORDS = 60
_ANSWERS = re.compile(r"\[\d+\]|^(?:yes|no)\b|^(?:the )?(?:rewritten|standalone)\b", re.I)
"""E.g. "It pays well *[1]*.", "*Yes*, it pays well.", "*Rewritten* question: does it pay well?"."""


def guarded(rewritten: str, message: str, earlier: Sequence[str], offline: str, lexicon: Lexicon) -> str:
    """Why ``rewritten`` can't stand for ``message``, asked after ``earlier``; empty where it can.

    ``offline`` is what the rules make of it: the role and the place that they found must be spoken of.
    """
    if not rewritten or "\n" in rewritten or len(words(rewritten)) > MOST_WORDS or _ANSWERS.search(rewritten):
        return "not one question"
    heard = " ".join((message, *earlier))
    lost = _telling(lexicon.without_roles(message)) - set(stems(rewritten))
    if lost:
        return f"lost {', '.join(sorted(lost))}"
    for name, of in (("role", lexicon.roles_of), ("place", lexicon.places_of)):
        if missing := {*of(offline), *of(message)} - set(of(rewritten)):
            return f"lost the {name} {', '.join(sorted(missing))}"
        if invented := set(of(rewritten)) - set(of(heard)):
            return f"invented the {name} {', '.join(sorted(invented))}"
    if figures(rewritten) - figures(heard):
        return "invented a figure"
    if is_negated(message) != is_negated(rewritten):
        return "changed a negation"
    invented = _telling(lexicon.without_roles(rewritten)) - set(stems(heard))
    return f"invented {', '.join(sorted(invented))}" if invented else ""


def _telling(text: str) -> set[str]:
    """Stems of the words that say something; figures count as they stand."""
    empty = spoken_function_words() | english().opening_words
    return {stem for word in words(text) if word not in empty for stem in stems(word)}
