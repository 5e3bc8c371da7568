"""Does a message lean on what was said before? A logistic model over features that mean something.

Fitted on half of the conversations of CANARD dev and TREC CAsT 2019-2022: a turn leans back where people who made it
stand alone added content words. `docs/evaluation.md` holds the figures on the other half.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.terms import POINTERS, Pointer, Rarity, Word, guessed_rarity, read, shown
from assistant.types import Turn
from assistant.wordlists import FUNCTION, PREPOSITIONS, QUESTION_WORDS, VERBS_TO_BE

_ABOUT = re.compile(r"\W*(?:(?:and|but|ok(?:ay)?|so|then|well),?\s+)*(?:what|how)\s+(?:about|if)\b", re.I)
_EXPLETIVE_THERE = re.compile(
    r"\b(?:is|are|was|were|will|be)(?:n['’]t)?\s+there\b|\bthere(?:['’]s|\s+(?:is|are|was))\b", re.I
)
_DEFINING = re.compile(r"\W*(?:what|who)\s+(?:is|are|was|were)\s+(?:an?\s+)?(?!the\b)\w", re.I)
_COMMAND = re.compile(r"\W*(?:tell me|explain|describe)\b", re.I)
_CONJUNCTIONS = frozenset({"and", "but", "or", "so", "also", "then", "ok", "okay"})
_MOST_WORDS = 20
_MOST_CONTENT = 8


def likelihood(message: str, history: Sequence[Turn], rarity: Rarity = guessed_rarity) -> float:
    """0 to 1: that ``message`` can't be understood without ``history``."""
    score = INTERCEPT + sum(
        WEIGHTS.get(name, 0.0) * value for name, value in features(message, history, rarity).items()
    )
    return 1 / (1 + math.exp(-score))


def pointer_of(words: Sequence[Word]) -> Pointer:
    """The kind of pointer that says most about what is meant, of those in a message."""
    there = {POINTERS[word.folded] for word in words if word.folded in POINTERS}
    return next((kind for kind in Pointer if kind in there), Pointer.NOTHING)


def features(message: str, history: Sequence[Turn], rarity: Rarity) -> dict[str, float]:
    """What speaks for and against a follow-up."""
    words = read(message)
    folded = [word.folded for word in words]
    has = frozenset(folded)
    content = [word for word in words if word.folded not in FUNCTION]
    stems = {word.stem for word in content}
    questions = [turn.content for turn in history if turn.role == "user"]
    last_question = _stems(questions[-1]) if questions else frozenset()
    last_answer = _stems(history[-1].content) if history and history[-1].role == "assistant" else frozenset()
    seen = frozenset[str]().union(last_question, last_answer, *(_stems(question) for question in questions))
    proper = [word for word in content if word.capital and not word.opens]
    definite = [word for before, word in pairwise(words) if before.folded == "the" and word in content]
    pointers = {POINTERS[word] for word in folded if word in POINTERS and word != "that"}
    facts = {
        "person": Pointer.PERSON in pointers,
        "they": Pointer.THEY in pointers,
        "it": Pointer.IT in pointers,
        "this": Pointer.THIS in pointers,
        "that": "that" in has,
        "there": "there" in has and _EXPLETIVE_THERE.search(message) is None,
        "one": not has.isdisjoint({"one", "ones", "same", "former", "latter", "another"}),
        "else": not has.isdisjoint({"else", "more", "other", "others", "another"}),
        "ordinal": not has.isdisjoint({"first", "second", "third", "last", "next"}),
        "conjunction_first": bool(folded) and folded[0] in _CONJUNCTIONS,
        "what_about": _ABOUT.match(message) is not None,
        "ends_in_preposition": bool(folded) and folded[-1] in PREPOSITIONS,
        "no_verb": has.isdisjoint(VERBS_TO_BE | QUESTION_WORDS),
        "no_content": not content,
        "defining": _DEFINING.match(message) is not None,
        "command": _COMMAND.match(message) is not None,
        "preposition": not has.isdisjoint({"of", "in", "for"}),
        "the_and_a_word_seen": any(word.stem in seen for word in definite),
        "ends_in_the_and_a_word": bool(definite) and definite[-1] is words[-1],
        "new_name": any(word.stem not in seen for word in proper),
        "known_name": any(word.stem in seen for word in proper),
    }
    share = max(1, len(stems))
    return {
        **{name: float(value) for name, value in facts.items()},
        "words": min(len(words), _MOST_WORDS) / _MOST_WORDS,
        "content_words": min(len(content), _MOST_CONTENT) / _MOST_CONTENT,
        "share_in_last_question": len(stems & last_question) / share,
        "share_in_last_answer": len(stems & last_answer) / share,
        "share_new": len(stems - seen) / share,
        "rarest_word": max((rarity(word.folded) for word in content), default=0.0),
    }


def _stems(text: str) -> frozenset[str]:
    return frozenset(word.stem for word in read(shown(text)) if word.folded not in FUNCTION)


INTERCEPT = 3.92
WEIGHTS: dict[str, float] = {
    "person": 2.48,
    "this": 2.37,
    "it": 2.08,
    "they": 1.69,
    "there": 1.65,
    "share_new": 1.46,
    "share_in_last_answer": 1.3,
    "one": 1.1,
    "else": 1.03,
    "ends_in_the_and_a_word": 0.58,
    "the_and_a_word_seen": 0.55,
    "no_content": 0.53,
    "ordinal": 0.49,
    "conjunction_first": 0.44,
    "that": 0.09,
    "what_about": -0.11,
    "ends_in_preposition": -0.25,
    "preposition": -0.29,
    "known_name": -0.32,
    "command": -0.43,
    "words": -0.44,
    "no_verb": -0.54,
    "defining": -0.65,
    "new_name": -0.79,
    "content_words": -1.6,
    "rarest_word": -3.4,
}
