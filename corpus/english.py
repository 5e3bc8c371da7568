"""What the program knows of English by itself: lists of words, read once from ``english.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import Stemmer
import yaml

ENGLISH = Path(__file__).with_name("english.yaml")
_CACHED = 20_000
"""Words whose stems are kept."""

Words = frozenset[str]


@dataclass(frozen=True, slots=True)
class English:
    """The lists of ``english.yaml``, where each is described."""

    function_words: Words
    spoken_words: Words
    weak_words: Words
    empty_words: Words
    stop_words: Words
    light_stems: Words
    generic_words: Words
    vague_words: Words
    opening_words: Words
    determiners: Words
    definite: Words
    possessives: Words
    prepositions: Words
    exchanged_prepositions: Words
    one_way: Words
    auxiliaries: Words
    finite_verbs: Words
    question_words: Words
    pronouns: Words
    before_verbs: Words
    conjunctions: Words
    clause_openers: Words
    no_slot: Words
    negators: Words
    verbal_negators: Words
    soft_negators: Words
    scarce_after: Words
    strength: dict[str, Words]
    stated: Words
    whole: Words
    sure: Words
    superlatives: Words
    outdoing: Words
    more: Words
    less: Words
    than: Words
    before_after: Words
    at_times: Words
    leaves_open: Words
    actors: Words
    asked_after: Words
    asked_of_anybody: Words
    articles: Words
    before_occupations: Words
    spoken_of: Words
    no_occupations: Words
    calendar: Words
    same_places: tuple[tuple[str, ...], ...]
    spellings: dict[str, str]


@lru_cache(maxsize=1)
def english() -> English:
    """The shipped lists, read once."""
    return read_english(ENGLISH)


def read_english(path: Path) -> English:
    """The lists of a file. Raises ``ValueError`` where it hasn't exactly these."""
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    names = {field.name for field in fields(English)}
    if set(raw) != names:
        raise ValueError(f"{path.name}: missing or unknown: {', '.join(sorted(set(raw) ^ names))}")
    lists = {name: frozenset(words.split()) for name, words in raw.items() if isinstance(words, str)}
    strength = {level: frozenset(words.split()) for level, words in raw["strength"].items()}
    places = tuple(map(tuple, raw["same_places"]))
    return English(**lists, strength=strength, same_places=places, spellings=raw["spellings"])


@lru_cache(maxsize=1)
def spoken_function_words() -> Words:
    """Words that say nothing of what a message of a conversation is about."""
    return english().function_words | english().spoken_words


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


@lru_cache(maxsize=_CACHED)
def stem_of(word: str) -> str:
    """The stem of a lower-case word (Snowball English)."""
    return str(_stemmer().stemWord(word))
