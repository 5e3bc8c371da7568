"""An encoder that remembers says what the one below it says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.memo import Remembering
from index.encode import OnnxEncoder
from index.types import Encoded


class Counting(Remembering):
    """Counts what is really encoded."""

    def __init__(self, encoder: OnnxEncoder) -> None:
        super().__init__(encoder)
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> Encoded:
        self.seen += texts
        return super().encode(texts)


def test_it_encodes_once_and_forgets_the_oldest(encoder: OnnxEncoder) -> None:
    below = Counting(encoder)
    memo = Remembering(below, most=3)
    texts = ["one text", "another", "one text"]
    first, again = memo.encode(texts), memo.encode(texts[::-1])
    plain = encoder.encode(texts)
    assert below.seen == ["one text", "another"]
    np.testing.assert_allclose(first.pooled, plain.pooled, atol=1e-5)
    np.testing.assert_array_equal(first.pooled[::-1], again.pooled)
    for mine, theirs in zip(first.tokens, plain.tokens, strict=True):
        np.testing.assert_allclose(mine, theirs, atol=1e-5)
    for mine_at, theirs_at in zip(first.offsets, plain.offsets, strict=True):
        np.testing.assert_array_equal(mine_at, theirs_at)
    memo.encode(["three", "four"])
    memo.encode(["another"])
    assert below.seen == ["one text", "another", "three", "four"]
    memo.encode(["one text"])
    assert below.seen[-1] == "one text"
    assert (memo.name, memo.dimension, memo.max_tokens) == (encoder.name, encoder.dimension, encoder.max_tokens)
    assert memo.count_tokens("a b") == encoder.count_tokens("a b")
    assert len(memo.encode([]).tokens) == 0
