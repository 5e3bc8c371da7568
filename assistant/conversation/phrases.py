"""The words of a message or turn, and the phrases in it that name something."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.english import english, spoken_function_words, stem_of
from corpus.words import WORD, folded_word

MOST_CHARACTERS = 1000
"""Of one turn; a reader points at the beginning of a long answer or at a list, which is found otherwise."""
LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class TurnWord:
    """A word of a turn: whether punctuation stands before it (``breaks``), and whether it ``opens`` a sentence."""

    folded: str
    stem: str
    start: int
    end: int
    capital: bool
    breaks: bool
    opens: bool


_BREAK = re.compile(r"[.!?;:,()\[\]\n\"“”—–|/]")
_NEW_SENTENCE = re.compile(r"[.!?:\n\"“]")
_CONTRACTED = re.compile(r"'(?:s|re|ve|d|ll|m)$")
"""E.g. "they*'re*", "who*'s*"."""
_MARK = re.compile(r"\[\d+\]|\]\([^)\s]{0,300}\)|https?://\S+")


@lru_cache(maxsize=1024)
def read(text: str) -> tuple[TurnWord, ...]:
    """The words of ``text`` in order."""
    found: list[TurnWord] = []
    end = 0
    for match in WORD.finditer(text):
        gap = text[end : match.start()]
        word = match.group()
        folded = _CONTRACTED.sub("", folded_word(word))
        opens = not found or _NEW_SENTENCE.search(gap) is not None
        breaks = not found or _BREAK.search(gap) is not None
        found.append(TurnWord(folded, stem_of(folded), match.start(), match.end(), word[0].isupper(), breaks, opens))
        end = match.end()
    return tuple(found)


def shown(content: str) -> str:
    """The beginning of a turn, citation marks and addresses blanked out."""
    return _MARK.sub(" ", content[:MOST_CHARACTERS])


@lru_cache(maxsize=1024)
def phrases(text: str) -> tuple[tuple[int, int], ...]:
    """Runs of words that name something: the places of the first word and of the last."""
    words = read(text)
    found: list[tuple[int, int]] = []
    run: list[int] = []

    def close() -> None:
        while run and (is_weak(words[run[-1]].folded) or words[run[-1]].folded == "of"):
            run.pop()
        if run and any(len(words[index].folded) > 1 for index in run):
            found.append((max(run[0], run[-1] - LONGEST_PHRASE + 1), run[-1]))
        run.clear()

    for index, word in enumerate(words):
        if word.breaks:
            close()
        proper = word.capital and not word.opens
        acts = index > 0 and words[index - 1].folded in english().before_verbs and not proper
        joins = word.folded == "of" and bool(run) and words[run[-1]].capital and _goes_on(words, index)
        if joins:
            run.append(index)
        elif (
            acts
            or word.folded in spoken_function_words()
            or (is_weak(word.folded) and not (proper or (run and words[run[-1]].capital)))
        ):
            close()
        elif not (is_weak(word.folded) and not run):
            run.append(index)
        if text[word.end - 2 : word.end] in ("'s", "’s"):
            close()
    close()
    return tuple(found)


def _goes_on(words: Sequence[TurnWord], index: int) -> bool:
    return index + 1 < len(words) and words[index + 1].capital and not words[index + 1].breaks


def is_weak(word: str) -> bool:
    """Whether a lower-case word can't be what a phrase is about."""
    return word in english().weak_words or word.isdigit() or (word.endswith("ly") and len(word) > 5)


def has_verb(text: str) -> bool:
    """Whether ``text`` asks or says something in a clause of its own, as far as its function words tell."""
    return any(word.folded in english().auxiliaries | english().question_words for word in read(text))


def points_nowhere(words: Sequence[TurnWord]) -> bool:
    """Whether none of ``words`` can stand for something that was spoken of before."""
    pointers = {"it", "its", "they", "them", "their", "this", "that", "these", "those", "there", "one", "ones", "else"}
    return pointers.isdisjoint(word.folded for word in words)
