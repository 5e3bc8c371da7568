"""Paragraphs that are nearly the same, but for a few words: one was copied, and one will be forgotten."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from rapidfuzz.distance import Indel

from assistant.desk.lint.sentences import TextPlace, blocks_of
from corpus.lexicon import Lexicon
from corpus.types import Corpus, Finding
from corpus.words import DOTTED_WORD

CODE = "near-duplicate"
FEWEST = 20
"""Words. What is shorter is alike by chance, or for good reason."""
ALIKE = 0.85
"""Share of the words, in their order, that both have."""
_SHINGLE = 4
_OFTEN = 25
"""Paragraphs that may hold the same words in a row for them to be a hint; more are a phrase of the field."""


def near_duplicates(corpus: Corpus, lexicon: Lexicon) -> Iterator[Finding]:
    """A finding at the later of each two paragraphs that are nearly the same; the same ones are ``lint``'s.

    Names of roles count as one word, so that a paragraph that was copied for another role is found.
    """
    blocks = [block for block in blocks_of(corpus) if len(block.text.split()) >= FEWEST]
    words = [_words(block.text, lexicon) for block in blocks]
    for number, candidates in enumerate(_candidates(words)):
        for other in sorted(candidates):
            alike = Indel.normalized_similarity(words[other], words[number])
            if alike >= ALIKE and _plain(blocks[other]) != _plain(blocks[number]):
                yield blocks[number].warn(CODE, _message(blocks[other], blocks[number], alike))
                break


def _words(text: str, lexicon: Lexicon) -> list[str]:
    parts, at = list[str](), 0
    for _, start, end in lexicon.role_mentions(text):
        parts += [text[at:start], " roleofaguide "]
        at = end
    return DOTTED_WORD.findall("".join([*parts, text[at:]]).casefold())


def _candidates(words: list[list[str]]) -> Iterator[set[int]]:
    """For each paragraph those before it that hold the same words in a row."""
    holders: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    often = Counter(shingle for one in words for shingle in set(_shingles(one)))
    for number, one in enumerate(words):
        found = set[int]()
        for shingle in set(_shingles(one)):
            if 1 < often[shingle] <= _OFTEN:
                found.update(holders[shingle])
                holders[shingle].append(number)
        yield found


def _shingles(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[skip:] for skip in range(_SHINGLE)), strict=False)


def _plain(block: TextPlace) -> list[str]:
    return block.text.casefold().split()


def _message(other: TextPlace, here: TextPlace, alike: float) -> str:
    where = "above, at line" if other.path == here.path else f"in {other.path.name}, at line"
    return f"{alike:.0%} of this stands {where} {other.line}: “{other.text[:120]}”"
