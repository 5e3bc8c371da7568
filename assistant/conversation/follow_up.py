"""Does a message lean on what was said before? A logistic model over features that mean something.

`python -m evals fit follow_up` fits it: a turn of a public conversation leans back where people who made it stand alone
added content words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise

from assistant.conversation.antecedents import POINTERS, Pointer
from assistant.conversation.phrases import TurnWord, is_weak, read, shown
from assistant.parameters import fitted
from assistant.types import Turn
from corpus.english import english, spoken_function_words

_ABOUT = re.compile(r"\W*(?:(?:and|but|ok(?:ay)?|so|then|well),?\s+)*(?:what|how)\s+(?:about|if)\b", re.I)
"""E.g. "*And what about* Spain?", "*How if* nobody applies?"."""
_EXPLETIVE_THERE = re.compile(
    r"\b(?:is|are|was|were|will|be)(?:n['’]t)?\s+there\b|\bthere(?:['’]s|\s+(?:is|are|was))\b", re.I
)
"""E.g. "*Is there* a signing bonus?", "*There’s* no panel, then?"."""
_THAT_ALONE = re.compile(
    r"""\bthat['’]s\b|\bthat\W*$|^\W*(?:(?:and|so|but)\s+)?that\s+(?:is|was|does|would|sounds?)\b
    |\b(?:is|was|does|did|do|would|can|could|will|about|of|like|with|for|than|to|from|how|why|on|by)\s+that\b""",
    re.I | re.X,
)
"""E.g. "*That’s* too much.", "Who decides *that?*", "And why *is that* so?"."""
_ELSE = re.compile(r"\b(?:else|others?|another)\b|\bmore\b(?!\s+(?:details?\s+|information\s+)?(?:about|on)\b)", re.I)
"""E.g. "What *else* do they do?", "Who are the *others*?", "Tell me *more*"."""
_EXPLETIVE = re.compile(
    r"""\b(?:(?:is|was|does|would|will|can|could|should|might|isn['’]t|wasn['’]t|doesn['’]t)\s+(?P<a>it)
        |(?P<b>it)(?:['’]s|\s+(?:is|was|would\s+be)))\s+
    (?:(?:still|ever|really|even|also|usually|just|be|at\s+all|any|so|very|more|too|not)\s+)*
    (?:possible|necessary|true|normal|common|worth|important|better|best|hard|easy|easier|make\s+sense|matter|mean|rain
        |ok|okay|usual|typical|likely|helpful|useful|when|if)\b""",
    re.I | re.X,
)
"""E.g. "*Is it really worth* the trouble?", "*It’s hard* to find one, then?", "*Does it matter*?"."""
_WORTH_IT = re.compile(r"\bworth\s+it\b", re.I)
"""E.g. "Is it *worth it*?"."""
_DEFINING = re.compile(r"\W*(?:what|who)\s+(?:is|are|was|were)\s+(?:an?\s+)?(?!the\b)\w", re.I)
"""E.g. "*What is a p*anel?", "*Who are c*oaches?"."""
_COMMAND = re.compile(r"\W*(?:tell me|explain|describe)\b", re.I)
"""E.g. "*Tell me* about the pay.", "*Describe* the panel"."""
_MOST_WORDS = 20
_MOST_CONTENT = 8


@dataclass(frozen=True, slots=True)
class Leaning:
    """The fitted model, and the likelihoods from which a message is taken to lean back.

    ``pointing`` is that of a message with a pronoun, ``bare`` of one without.
    """

    intercept: float
    weights: dict[str, float]
    pointing: float
    bare: float


leaning = cache(partial(fitted, "follow_up", Leaning))
"""The shipped model."""


def likelihood(message: str, history: Sequence[Turn]) -> float:
    """0 to 1: that ``message`` can't be understood without ``history``, where half of all messages can't."""
    model = leaning()
    score = sum(model.weights.get(name, 0.0) * value for name, value in features(message, history).items())
    return 1 / (1 + math.exp(-model.intercept - score))


def pointer_of(message: str) -> Pointer:
    """The kind of pointer that says most about what is meant, of those in a message."""
    words = read(message)
    there = {POINTERS[words[index].folded] for index in pointing(message)}
    return next((kind for kind in Pointer if kind in there), Pointer.NOTHING)


def pointing(message: str) -> list[int]:
    """Which words of a message may point back. In "what is a panel and how does it decide" the "it" doesn't,
    nor in "is it possible"."""
    words = read(message)
    empty = [match.span("a" if match["a"] else "b") for match in _EXPLETIVE.finditer(message)]
    empty += [(match.end() - 2, match.end()) for match in _WORTH_IT.finditer(message)]
    found: list[int] = []
    named = closed = False
    for index, word in enumerate(words):
        closed = closed or (named and (word.folded in english().clause_openers or word.breaks))
        if word.folded in POINTERS:
            if not closed and (word.start, word.start + 2) not in empty:
                found.append(index)
        elif word.folded not in spoken_function_words() and not is_weak(word.folded):
            named = True
    return found


def features(message: str, history: Sequence[Turn]) -> dict[str, float]:
    """What speaks for and against a follow-up."""
    words = read(message)
    content = [word for word in words if word.folded not in spoken_function_words()]
    stems = {word.stem for word in content}
    questions = [turn.content for turn in history if turn.role == "user"]
    last_question = content_stems(questions[-1]) if questions else frozenset()
    last_answer = content_stems(history[-1].content) if history and history[-1].role == "assistant" else frozenset()
    seen = frozenset[str]().union(last_question, last_answer, *(content_stems(question) for question in questions))
    facts = {**_pointers(message, words), **_form(message, words, content), **_known(words, content, seen)}
    share = max(1, len(stems))
    return {
        **{name: float(value) for name, value in facts.items()},
        "words": min(len(words), _MOST_WORDS) / _MOST_WORDS,
        "content_words": min(len(content), _MOST_CONTENT) / _MOST_CONTENT,
        "share_in_last_question": len(stems & last_question) / share,
        "share_in_last_answer": len(stems & last_answer) / share,
        "share_new": len(stems - seen) / share,
    }


def _pointers(message: str, words: Sequence[TurnWord]) -> dict[str, bool]:
    """Which kinds of words that point back a message has."""
    folded = [word.folded for word in words]
    has = frozenset(folded)
    pointers = {
        POINTERS[folded[index]]
        for index in pointing(message)
        if folded[index] != "that" or _THAT_ALONE.search(message) is not None
    }
    return {
        "person": Pointer.PERSON in pointers,
        "they": Pointer.THEY in pointers,
        "it": Pointer.IT in pointers,
        "this": Pointer.THIS in pointers,
        "there": "there" in has and _EXPLETIVE_THERE.search(message) is None,
        "one": not has.isdisjoint({"one", "ones", "same", "former", "latter", "another"}),
        "else": _ELSE.search(message) is not None,
        "ordinal": not has.isdisjoint({"first", "second", "third", "last", "next"}),
    }


def _form(message: str, words: Sequence[TurnWord], content: Sequence[TurnWord]) -> dict[str, bool]:
    """How a message is put."""
    folded = [word.folded for word in words]
    has = frozenset(folded)
    return {
        "conjunction_first": bool(folded) and folded[0] in english().conjunctions,
        "what_about": _ABOUT.match(message) is not None,
        "ends_in_preposition": bool(folded) and folded[-1] in english().prepositions,
        "no_verb": has.isdisjoint(english().auxiliaries | english().question_words),
        "no_content": not content,
        "defining": _DEFINING.match(message) is not None,
        "command": _COMMAND.match(message) is not None,
        "preposition": not has.isdisjoint({"of", "in", "for"}),
    }


def _known(words: Sequence[TurnWord], content: Sequence[TurnWord], seen: frozenset[str]) -> dict[str, bool]:
    """Which of its words the conversation has had: ``seen`` are their stems."""
    proper = [word for word in content if word.capital and not word.opens]
    definite = [word for before, word in pairwise(words) if before.folded == "the" and word in content]
    return {
        "the_and_a_word_seen": any(word.stem in seen for word in definite),
        "ends_in_the_and_a_word": bool(definite) and definite[-1] is words[-1],
        "new_name": any(word.stem not in seen for word in proper),
        "known_name": any(word.stem in seen for word in proper),
    }


def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of a message or turn that say something."""
    return frozenset(word.stem for word in read(shown(text)) if word.folded not in spoken_function_words())
