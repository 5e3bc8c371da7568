"""The generation that answers right now; a newly published one takes its place between two questions."""

from __future__ import annotations

import threading
from pathlib import Path

from index.encode import OnnxEncoder, open_encoder
from index.generation import live_name, open_generation
from index.query import Wording
from index.search import Searcher, Weights
from index.vectors import VectorStores


class LiveIndex:
    """Holds the current ``Searcher``. Questions under way keep the one that they began with."""

    def __init__(self, index: Path, model: str, stores: VectorStores, weights: Weights | None = None) -> None:
        self._index, self._model, self._stores = index, model, stores
        self._weights = weights
        self._lock = threading.Lock()
        self._encoder: OnnxEncoder | None = None
        self._searcher: Searcher | None = None

    @property
    def searcher(self) -> Searcher | None:
        """The current generation's searcher, ``None`` before one is published."""
        return self._searcher

    @property
    def encoder(self) -> OnnxEncoder:
        """The encoder that questions are read with, opened once."""
        with self._lock:
            return self._opened()

    def refresh(self) -> bool:
        """Load the published generation if it isn't the current one; whether it did. Raises ``IndexingError``."""
        with self._lock:
            name = live_name(self._index)
            if name is None or (self._searcher is not None and self._searcher.generation.manifest.name == name):
                return False
            generation = open_generation(self._index, name, self._stores)
            encoder = self._opened()
            texts = [passage.embedded for passage in generation.passages]
            wording = Wording(texts, generation.lexicon, encoder.is_word)
            searcher = Searcher(generation, encoder, wording, self._weights)
            searcher.search("What is the role?", 1)  # the first forward allocates, which no visitor should wait for
            self._searcher = searcher
            return True

    def _opened(self) -> OnnxEncoder:
        if self._encoder is None:
            self._encoder = open_encoder(self._model, self._index / "encoders")
        return self._encoder
