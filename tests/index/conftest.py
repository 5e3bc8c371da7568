"""A small corpus in files, and an index of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from corpus.lexicon import Lexicon
from corpus.read import read_corpus
from index.encode import OnnxEncoder
from index.generation import Generation, folder_of, live_name, open_generation
from index.known import known_guides
from index.live import LiveIndex
from index.manifest import demand_whole, read_manifest
from index.query import Wording
from index.search import Searcher
from index.sync import sync
from index.types import Encoded, IndexReport, WrappedEncoder
from index.vectors import VectorStores

DIRECTOR = """---
title: Director of Engineering
role: Director of Engineering
url: https://example.com/director
---
# Director of Engineering

## What the work is

A Director leads several teams through their managers. Three to six Engineering Managers report to a Director.

Engineering directors write the headcount plan and defend it. They spend mornings in one-to-ones.

## Pay

Equity is the largest part of the package at public companies. Base salary moves little between levels.

## Red flags

- The last two people in the seat left within a year.
- Nobody can say what the engineering budget is.
"""
LEAD = """---
title: Tech Lead
role: Tech Lead
---
# Tech Lead

## What the work is

A Tech Lead decides the technical direction of one team and writes code every day.

## Hiring process

Expect a coding round, a system design round and a talk with the whole engineering team.
"""


@dataclass
class Counting(WrappedEncoder):
    """The real encoder, writing down what it is asked to encode."""

    encoder: OnnxEncoder
    texts: list[str] = field(default_factory=list)
    fails_after: int | None = None

    def encode(self, texts: Sequence[str]) -> Encoded:
        if self.fails_after is not None and len(self.texts) >= self.fails_after:
            raise RuntimeError("the encoder broke")
        self.texts += texts
        return self.encoder.encode(texts)


@dataclass
class Workshop:
    """A corpus folder that can be edited and the index of it."""

    corpus: Path
    index: Path
    encoder: Counting
    lexicon: Lexicon
    stores: VectorStores
    asking: Counting | None = None
    told: list[tuple[str, int, int]] = field(default_factory=list)

    def write(self, name: str, text: str) -> None:
        (self.corpus / name).write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = (self.corpus / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def sync(self, keep: int = 3, patience: float = 60) -> IndexReport:
        self.encoder.texts.clear()
        self.told.clear()
        return sync(
            read_corpus(self.corpus, self.lexicon, known=known_guides(self.index)),
            self.index,
            self.encoder,
            self.stores,
            self.lexicon,
            asking=self.asking,
            keep=keep,
            patience=patience,
            progress=lambda *told: self.told.append(told),
            wording_of=lambda words: Wording(words, self.lexicon, self.encoder.encoder.is_word),
        )

    def demand_whole(self, name: str) -> None:
        """All files of the generation ``name`` are what was written. Raises ``StoreError``."""
        folder = folder_of(self.index, name)
        demand_whole(folder, read_manifest(folder))

    def live_folder(self) -> Path:
        return self.index / "generations" / str(live_name(self.index))

    def generation(self) -> Generation:
        return open_generation(self.index, str(live_name(self.index)), self.stores)

    def live(self) -> LiveIndex:
        live = LiveIndex(self.index, "", self.stores)
        live.refresh()
        return live

    def searcher(self) -> Searcher:
        searcher = self.live().searcher
        assert searcher is not None
        return searcher


@pytest.fixture
def workshop(tmp_path: Path, encoder: OnnxEncoder, encoders: Path, lexicon: Lexicon) -> Workshop:
    made = Workshop(tmp_path / "corpus", tmp_path / "index", Counting(encoder), lexicon, VectorStores())
    made.corpus.mkdir()
    made.index.mkdir()
    (made.index / "encoders").symlink_to(encoders)
    made.write("director.md", DIRECTOR)
    made.write("lead.md", LEAD)
    return made
