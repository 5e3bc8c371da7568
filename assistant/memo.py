"""An encoder that remembers: the sentences of passages come again with every statement that is judged by them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.types import Encoded, Encoder, Vectors

MOST = 1024
"""Texts kept; one of 30 tokens is some 46 kB."""

_Entry = tuple[Vectors, Vectors, NDArray[np.int32]]


class Remembering:
    """An ``Encoder`` over another. Thread-safe."""

    def __init__(self, encoder: Encoder, most: int = MOST) -> None:
        self._encoder, self._most = encoder, most
        self._known: OrderedDict[str, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    @property
    def max_tokens(self) -> int:
        return self._encoder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)

    def encode(self, texts: Sequence[str]) -> Encoded:
        """As the encoder below does; only texts that aren't remembered are encoded."""
        with self._lock:
            found = {text: self._known[text] for text in texts if text in self._known}
        new = [text for text in dict.fromkeys(texts) if text not in found]
        if new:
            encoded = self._encoder.encode(new)
            for row, text in enumerate(new):
                found[text] = (encoded.pooled[row].copy(), encoded.tokens[row], encoded.offsets[row])
        with self._lock:
            for text in dict.fromkeys(texts):
                self._known[text] = found[text]
                self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        if not texts:
            return self._encoder.encode(texts)
        pooled, tokens, offsets = zip(*(found[text] for text in texts), strict=True)
        return Encoded(np.stack(pooled), tokens, offsets)
