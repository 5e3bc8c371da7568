"""Which phrase of a conversation a message leaves out: the phrases of the history, the likeliest first.

Term resolution (QuReTeC, Voskarides et al. 2020) with a conditional logit in place of BERT: each phrase of the history
gets a score from features that mean something, and the scores become shares by a softmax over the phrases of one
conversation. `python -m evals fit antecedents` fits it on public conversations, where people wrote down the question
that stands alone.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, partial
from itertools import pairwise

from assistant.conversation.phrases import TurnWord, is_weak, phrases, read, shown
from assistant.parameters import fitted
from assistant.types import Turn
from corpus.english import english, spoken_function_words

Rarity = Callable[[str], float]
"""How rare a lower-case word is in the corpus: 0 = in every passage, 1 = in none."""

MOST_ANSWERS = 2


class Pointer(StrEnum):
    """What in a message points back."""

    PERSON = "person"
    THEY = "they"
    IT = "it"
    THIS = "this"
    NOTHING = "nothing"


POINTERS: dict[str, Pointer] = {
    **dict.fromkeys(("he", "him", "his", "she", "her", "hers"), Pointer.PERSON),
    **dict.fromkeys(("they", "them", "their", "theirs"), Pointer.THEY),
    **dict.fromkeys(("it", "its"), Pointer.IT),
    **dict.fromkeys(("this", "that", "these", "those"), Pointer.THIS),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of the history and its share of the likelihood, 0 to 1, among all phrases there."""

    text: str
    stems: tuple[str, ...]
    share: float
    plural: bool
    definite: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """The fitted model. A phrase with less than ``least_share`` of the likelihood isn't taken for what is meant."""

    weights: dict[str, float]
    least_share: float


meant = cache(partial(fitted, "antecedents", Meant))
"""The shipped model."""


def guessed_rarity(word: str) -> float:
    """Without a corpus: the shorter a word the commoner (Zipf's law of abbreviation)."""
    return min(len(word), 10) / 11


def terms(
    message: str,
    history: Sequence[Turn],
    pointer: Pointer,
    rarity: Rarity = guessed_rarity,
) -> list[Term]:
    """Phrases of ``history`` that ``message`` doesn't have itself, the likeliest to be meant by ``pointer`` first."""
    found = candidates(message, history, pointer, rarity)
    weights = meant().weights
    scores = [sum(weights.get(name, 0.0) * value for name, value in one.features.items()) for one in found]
    top = max(scores, default=0.0)
    total = sum(math.exp(score - top) for score in scores)
    ranked = sorted(zip(scores, found, strict=True), key=lambda pair: -pair[0])
    return [Term(one.text, one.stems, math.exp(score - top) / total, one.plural, one.definite) for score, one in ranked]


@dataclass(frozen=True, slots=True)
class AntecedentCandidate:
    """A phrase of the history with what speaks for it."""

    text: str
    stems: tuple[str, ...]
    plural: bool
    definite: bool
    features: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Found:
    turn: int
    first: TurnWord
    last: TurnWord
    before: str
    after: TurnWord | None


@dataclass(frozen=True, slots=True)
class _Read:
    """A history as it is looked through: the ``asked`` turns and some answers, with how often each has which stem."""

    asked: tuple[int, ...]
    last_answer: int
    texts: dict[int, str]
    counts: dict[int, Counter[str]]

    @classmethod
    def of(cls, history: Sequence[Turn]) -> _Read:
        asked = tuple(index for index, turn in enumerate(history) if turn.role == "user")
        answers = [index for index, turn in enumerate(history) if turn.role == "assistant" and turn.content.strip()]
        last_answer = answers[-1] if answers and asked and answers[-1] > asked[-1] else -1
        texts = {index: shown(history[index].content) for index in sorted({*asked, *answers[-MOST_ANSWERS:]})}
        return cls(
            asked, last_answer, texts, {at: Counter(word.stem for word in read(text)) for at, text in texts.items()}
        )


def candidates(message: str, history: Sequence[Turn], pointer: Pointer, rarity: Rarity) -> list[AntecedentCandidate]:
    """All phrases that a message may leave out, with their features."""
    turns = _Read.of(history)
    if not turns.asked:
        return []
    own_words = read(message)
    own = {word.stem for word in own_words}
    pointed = {after.stem for before, after in pairwise(own_words) if before.folded in english().definite}
    result = []
    for key, found in _phrases_by_stems(turns.texts).items():
        if own.issuperset(key):
            continue
        best = max(found, key=lambda one: (one.turn in turns.asked, one.turn))
        text = turns.texts[best.turn][best.first.start : best.last.end]
        there = {index for index, count in turns.counts.items() if all(count[one] for one in key)}
        features = {
            **_where(there, turns.asked, turns.last_answer, pointer, _is_plural(best.last.folded)),
            **_how(best, key, own, pointed),
            "log_frequency": math.log(1 + sum(min(count[one] for one in key) for count in turns.counts.values())),
            "opens_last_answer": float(any(one.turn == turns.last_answer and one.first.opens for one in found)),
            "capital": float(_capital(found)),
            "rarity": max(rarity(word) for word in _plain(text)),
        }
        if pointer is Pointer.PERSON:
            features["person_and_capital"] = features["capital"]
        text = " ".join(re.sub(r"['’]s$", "", text).split())
        result.append(
            AntecedentCandidate(text, key, _is_plural(best.last.folded), best.before in english().definite, features)
        )
    return result


def _phrases_by_stems(texts: dict[int, str]) -> dict[tuple[str, ...], list[_Found]]:
    groups: dict[tuple[str, ...], list[_Found]] = {}
    for index, text in texts.items():
        words = read(text)
        for first, last in phrases(text):
            inside = words[first : last + 1]
            key = tuple(word.stem for word in inside if word.folded not in spoken_function_words())
            before = words[first - 1].folded if first else ""
            after = words[last + 1] if last + 1 < len(words) else None
            groups.setdefault(key, []).append(_Found(index, inside[0], inside[-1], before, after))
    return groups


def _plain(text: str) -> list[str]:
    return [word.folded for word in read(text)] or [text]


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _capital(found: Sequence[_Found]) -> bool:
    inner = [one for one in found if not one.last.opens]
    return bool(inner) and 2 * sum(one.last.capital for one in inner) >= len(inner)


def _where(turns: set[int], asked: Sequence[int], last_answer: int, pointer: Pointer, plural: bool) -> dict[str, float]:
    """Which turns hold a phrase."""
    answers_only = not turns.intersection(asked)
    facts = {
        "first_question": asked[0] in turns,
        "last_question": asked[-1] in turns,
        "new_in_last_question": len(asked) > 1 and asked[-1] in turns and turns.isdisjoint(asked[:-1]),
        "question_between": bool(turns.intersection(asked[1:-1])),
        "last_answer": last_answer in turns,
        "older_answer_only": answers_only and last_answer not in turns,
    }
    features = {name: float(value) for name, value in facts.items()}
    features["log_turns"] = math.log(1 + len(turns))
    for name in ("first_question", "last_question", "last_answer"):
        features[f"{pointer}_and_{name}"] = features[name]
    features[f"{pointer}_and_plural"] = float(plural)
    return features


def _how(found: _Found, key: tuple[str, ...], own: set[str], pointed: set[str]) -> dict[str, float]:
    """How a phrase stands in its sentence, and whether the message has part of it."""
    after = found.after.folded if found.after is not None and not found.after.breaks else ""
    facts = {
        "two_words": len(key) == 2,
        "three_words": len(key) >= 3,
        "after_a": found.before in {"a", "an"},
        "after_determiner": found.before in english().determiners,
        "after_preposition": found.before in english().prepositions,
        "after_auxiliary": found.before in english().auxiliaries,
        "after_and": found.before in {"and", "or"},
        "after_pronoun": found.before in english().pronouns,
        "before_of": after == "of",
        "before_preposition": after in english().prepositions and after != "of",
        "before_auxiliary": after in english().auxiliaries,
        "before_verb": after != "" and is_weak(after),
        "ends_in_ing": found.last.folded.endswith("ing"),
        "ends_in_ed": found.last.folded.endswith("ed"),
        "partly_in_message": not own.isdisjoint(key),
        "head_in_message": key[-1] in own,
        "head_after_the": key[-1] in pointed,
    }
    return {name: float(value) for name, value in facts.items()}
