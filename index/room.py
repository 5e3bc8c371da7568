"""Whether a disk has room for a generation, asked before the first byte is written."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from corpus.types import Guide, Passage
from index.errors import StoreError
from index.late_interaction import PassageTokens
from index.types import Vectors

_CHROMA = 4
"""A vector takes so many times its bytes in Chroma: in its log, in its graph, and in both while it writes."""
_TEXT = 8
"""A guide's text is kept as guide, as passages with their contexts, in sentences and as words."""
_EMPTY = 2_000_000
"""Bytes of a generation of nothing."""


def demand_room(
    index: Path,
    guides: Sequence[Guide],
    passages: Sequence[Passage],
    vectors: Vectors,
    tokens: Sequence[PassageTokens],
) -> None:
    """Raises ``StoreError`` where the disk of ``index`` has less room than a generation of these may take."""
    held = sum(one.codes.nbytes + one.scales.nbytes + one.segments.nbytes + one.lengths.nbytes for one in tokens)
    texts = sum(len(guide.text) for guide in guides) + sum(len(passage.embedded) for passage in passages)
    needed = _EMPTY + _TEXT * texts + _CHROMA * vectors.nbytes + held
    free = shutil.disk_usage(index).free
    if free < needed:
        shown = f"{needed / 1e6:,.0f} MB are needed on its disk, {free / 1e6:,.0f} MB are free"
        raise StoreError(f"the index can't be written: {shown}; what was published stays")
