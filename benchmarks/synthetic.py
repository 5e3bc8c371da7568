"""A large index that nobody wrote: random words, vectors and token codes, in the product's own files.

What a passage says doesn't matter to how long a search takes; how many there are, and how far apart their bytes stand
on the disk, does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path

import numpy as np

from corpus.lexicon import load_lexicon
from corpus.types import BlockKind, Guide, Passage
from index.encode import normalised
from index.generation import Generation, publish, write_generation
from index.late_interaction import PassageTokens
from index.types import Encoder, Vectors
from index.vectors import VectorStores

NAME = "synthetic"
A_GUIDE = 20
"""Passages of one guide."""
DIFFERENT = 512
"""Token codes that are made; the passages take them in turn, each with bytes of its own on the disk."""
SENTENCES, WORDS = 5, 15
VOCABULARY = 20_000


@dataclass(frozen=True, slots=True)
class Size:
    """Of the index that is made."""

    passages: int
    tokens: int
    dimension: int

    @property
    def bytes_needed(self) -> int:
        """What it will take of the disk, generously."""
        return self.passages * (self.tokens * (self.dimension + 4) + 4 * 3 * self.dimension + 8_000)


def write_synthetic(index: Path, size: Size, encoder: Encoder, seed: int = 0) -> Generation:
    """Write and publish the index. Raises ``IndexingError``."""
    generator = np.random.default_rng(seed)
    guides, passages = _guides(size, generator)
    generation = write_generation(
        index,
        NAME,
        VectorStores(),
        encoder=encoder.name,
        dimension=encoder.dimension,
        digest=NAME,
        guides=guides,
        passages=passages,
        lexicon=load_lexicon(),
        vectors=_unit(generator, size.passages, encoder.dimension),
        tokens=_tokens(size, generator),
    )
    publish(index, NAME)
    return generation


def questions(number: int, seed: int) -> tuple[str, ...]:
    """Questions of the words that the passages are made of, rarer ones among them."""
    generator = np.random.default_rng(seed)
    words = vocabulary()
    return tuple(f"what about {' '.join(words[int(word)] for word in _drawn(generator, 6))}?" for _ in range(number))


def vocabulary() -> tuple[str, ...]:
    """The field's words first, then made-up ones: the n-th is drawn in proportion to 1/n (Zipf)."""
    lexicon = load_lexicon()
    field = sorted({word for phrases in lexicon.topics.values() for phrase in phrases for word in phrase.split()})
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    made = (a + b + c for a in syllables for b in syllables for c in syllables)
    return tuple(dict.fromkeys([*field, *islice(made, 2 * VOCABULARY)]))[:VOCABULARY]


def _guides(size: Size, generator: np.random.Generator) -> tuple[tuple[Guide, ...], tuple[Passage, ...]]:
    words = vocabulary()
    guides: list[Guide] = []
    passages: list[Passage] = []
    while len(passages) < size.passages:
        slug, title = f"guide-{len(guides)}", f"{words[len(guides) % len(words)].title()} Engineer"
        here: list[Passage] = []
        start = 0
        for place in range(min(A_GUIDE, size.passages - len(passages))):
            here.append(_passage(f"{slug}-{place}", slug, title, start, _sentences(generator, words)))
            start = here[-1].end + 1
        guides.append(Guide(slug, title, title, "\n".join(p.text for p in here), (), (), "1"))
        passages += here
    return tuple(guides), tuple(passages)


def _passage(id_: str, slug: str, title: str, start: int, sentences: Sequence[str]) -> Passage:
    text = " ".join(sentences)
    ends = [start + end for end in accumulate(len(sentence) + 1 for sentence in sentences)]
    return Passage(
        id=id_,
        guide=slug,
        title=title,
        role=title,
        heading_path=("What the work is",),
        topic="",
        kind=BlockKind.PARAGRAPH,
        start=start,
        end=start + len(text),
        text=text,
        sentences=tuple((end - 1 - len(sentence), end - 1) for sentence, end in zip(sentences, ends, strict=True)),
    )


def _sentences(generator: np.random.Generator, words: Sequence[str]) -> tuple[str, ...]:
    drawn = [words[int(word)] for word in _drawn(generator, SENTENCES * WORDS)]
    sentences = (drawn[first : first + WORDS] for first in range(0, len(drawn), WORDS))
    return tuple(" ".join(sentence).capitalize() + "." for sentence in sentences)


def _drawn(generator: np.random.Generator, number: int) -> np.typing.NDArray[np.int64]:
    """Ranks by Zipf's law: the logarithm of a rank is even."""
    return (VOCABULARY ** generator.random(number)).astype(np.int64) - 1


def _tokens(size: Size, generator: np.random.Generator) -> list[PassageTokens]:
    segments = np.linspace(0, size.tokens, SENTENCES + 1, endpoint=False).astype(np.int32)
    made = [
        PassageTokens(
            generator.integers(-127, 128, (size.tokens, size.dimension), dtype=np.int8),
            np.full(size.tokens, 1 / (127 * np.sqrt(size.dimension / 3)), dtype=np.float32),
            segments,
            np.ones(len(segments), dtype=np.float32),
        )
        for _ in range(min(DIFFERENT, size.passages))
    ]
    return [made[place % len(made)] for place in range(size.passages)]


def _unit(generator: np.random.Generator, number: int, dimension: int) -> Vectors:
    return normalised(generator.standard_normal((number, dimension), dtype=np.float32))
