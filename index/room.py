"""Whether a disk has room for a generation, asked before the first byte is written."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from corpus.types import Guide, Passage
from index.errors import StoreError
from index.token_form import TokenForm

_CHROMA = 4
"""A vector takes so many times its bytes in Chroma: in its log, in its graph, and in both while it writes."""
_FLOAT = 4
_TEXT = 8
"""A guide's text is kept as guide, as passages with their contexts, in sentences and as words."""
_EMPTY = 2_000_000
"""Bytes of a generation of nothing."""


_CHARACTERS = 3
"""A token stands for so many characters at least, on an average of many passages."""


def demand_room(
    index: Path, guides: Sequence[Guide], passages: Sequence[Passage], dimension: int, form: TokenForm
) -> None:
    """Raises ``StoreError`` where the disk of ``index`` has less room than a generation of these may take."""
    embedded = sum(len(passage.embedded) for passage in passages)
    texts = sum(len(guide.text) for guide in guides) + embedded
    vectors = _CHROMA * _FLOAT * dimension * len(passages)
    needed = _EMPTY + _TEXT * texts + vectors + form.width * embedded // _CHARACTERS
    free = shutil.disk_usage(index).free
    if free < needed:
        shown = f"{needed / 1e6:,.0f} MB are needed on its disk, {free / 1e6:,.0f} MB are free"
        raise StoreError(f"the index can't be written: {shown}; what was published stays")
