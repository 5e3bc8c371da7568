"""A large corpus of real text with variations, as files, and an encoder that takes no time for it.

The first copy of a record is as it was written; of every further one some words are others of the same texts. What a
vector says doesn't matter to how long a search takes; how many there are, and how they stand on the disk, does.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np
from tokenizers import Encoding, Tokenizer

from assistant.settings import Settings
from corpus.lexicon import Lexicon, load_lexicon
from corpus.read import read_corpus
from evals.records import PassageRecord
from index.encode import OnnxEncoder, encoder_folder, normalised
from index.types import Encoded, Vectors, WrappedEncoder

A_GUIDE = 20
"""Records of one guide."""
CHANGED = 0.15
"""Of the words of a further copy."""
LEAST = 200
"""Characters of a section that is taken."""
MADE = 4096
"""Vectors that tokens are put together of."""


@dataclass
class QuickEncoder(WrappedEncoder):
    """The tokens of the real encoder, whose name it bears, with vectors that are made of their texts' bytes."""

    tokenizer: Tokenizer
    made: Vectors

    @classmethod
    def like(cls, encoder: OnnxEncoder, encoders: Path) -> QuickEncoder:
        generator = np.random.default_rng(0)
        tokenizer = Tokenizer.from_file(str(encoder_folder(encoders, "") / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(encoder.max_tokens)
        made = normalised(generator.standard_normal((MADE, encoder.dimension), dtype=np.float32))
        return cls(encoder, tokenizer, made)

    def encode(self, texts: Sequence[str]) -> Encoded:
        pooled = np.empty((len(texts), self.dimension), dtype=np.float32)
        tokens, offsets = [], []
        for row, (text, read) in enumerate(zip(texts, self._read(texts), strict=True)):
            at = np.array(read.offsets, dtype=np.int32).reshape(-1, 2)
            here = np.array(read.ids, dtype=np.int64) % MADE
            pooled[row] = self.made[here].sum(axis=0) + self.made[zlib.crc32(text.encode()) % MADE]
            tokens.append(normalised(self.made[here] + 0.1 * pooled[row]))
            offsets.append(at)
        return Encoded(normalised(pooled), tuple(tokens), tuple(offsets))

    def _read(self, texts: Sequence[str]) -> list[Encoding]:
        found: list[Encoding] = self.tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return found


def shipped_records(settings: Settings) -> list[PassageRecord]:
    """The sections of the shipped guides. Raises ``CorpusError``."""
    guides = read_corpus(settings.corpus, load_lexicon()).guides
    return [
        PassageRecord(id=f"{guide.slug}-{place}", title=section.heading, text=guide.text[section.start : section.end])
        for guide in guides
        for place, section in enumerate(guide.sections)
        if section.end - section.start > LEAST
    ]


def write_corpus(folder: Path, records: Sequence[PassageRecord], number: int, lexicon: Lexicon) -> None:
    """Write ``number`` records as Markdown guides, ``A_GUIDE`` to a file."""
    folder.mkdir()
    written = sections(records, number, lexicon)
    for guide in count():
        here = [f"## {heading}\n\n{text}\n" for _, heading, text in islice(written, A_GUIDE)]
        if not here:
            return
        text = f"# Guide number {guide}\n\n" + "\n".join(here)
        (folder / f"guide-{guide:05}.md").write_text(text, encoding="utf-8")


def sections(records: Sequence[PassageRecord], number: int, lexicon: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Topic, heading and text of so many records with variations, the topics in turn."""
    generator = np.random.default_rng(0)
    topics = [topic for topic in lexicon.topics if topic]
    words = [record.text.split() for record in records]
    all_words = [word for one in words for word in one]
    for place in range(number):
        mine = list(words[place % len(records)])
        if place >= len(records):
            for at in np.flatnonzero(generator.random(len(mine)) < CHANGED).tolist():
                mine[at] = all_words[int(generator.integers(len(all_words)))]
        title = " ".join((records[place % len(records)].title or "More").split())
        topic = topics[place % len(topics)]
        yield topic, f"{lexicon.topics[topic][0].capitalize()}: {title}", " ".join(mine)


def questions(records: Sequence[PassageRecord], number: int) -> tuple[str, ...]:
    """Questions in the words of the texts."""
    generator = np.random.default_rng(1)
    asked = []
    for _ in range(number):
        words = records[int(generator.integers(len(records)))].text.split()
        first = int(generator.integers(max(1, len(words) - 8)))
        asked.append(f"what about {' '.join(words[first : first + 8])}?"[:200])
    return tuple(asked)
