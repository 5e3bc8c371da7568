"""Questions that are going to be asked, encoded together beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.types import Encoded, Encoder


class EncodedAhead:
    """An encoder that knows some texts by heart; whatever else it is asked for, ``encoder`` reads. Not for two threads
    while ``learn`` runs."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Encoded] = {}

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    @property
    def max_tokens(self) -> int:
        return self._encoder.max_tokens

    def count_tokens(self, text: str) -> int:
        return self._encoder.count_tokens(text)

    def learn(self, texts: Iterable[str]) -> None:
        """Encode ``texts`` in as few forwards as they take, each once."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            found = self._encoder.encode(fresh)
            for row, text in enumerate(fresh):
                one = slice(row, row + 1)
                self._known[text] = Encoded(found.pooled[one], found.tokens[one], found.offsets[one])

    def encode(self, texts: Sequence[str]) -> Encoded:
        known = self._known.get(texts[0]) if len(texts) == 1 else None
        return known if known is not None else self._encoder.encode(texts)
