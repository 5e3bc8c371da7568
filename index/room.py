"""Whether a disk has room for a generation, asked before the first byte is written."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from index.cut_passages import CutPassages
from index.earlier import Earlier
from index.errors import StoreError
from index.token_form import TokenForm

_CHROMA = 4
"""A vector takes so many times its bytes in Chroma: in its log, in its graph, and in both while it writes."""
_FLOAT = 4
_TEXT = 8
"""A guide is kept as it is, as passages with their contexts, in sentences and as words."""
_EMPTY = 2_000_000
"""Bytes of a generation of nothing."""


_CHARACTERS = 3
"""A token stands for so many characters at least, on an average of many passages."""


def demand_room(
    index: Path,
    lines: Sequence[bytes],
    passages: CutPassages,
    dimension: int,
    form: TokenForm,
    earlier: Earlier | None,
) -> None:
    """Raises ``StoreError`` where the disk of ``index`` has less room than a generation of these may take.

    ``lines`` are its guides; what is shared with ``earlier`` isn't written.
    """
    shared = earlier is not None and earlier.base is not None
    fresh = earlier.fresh.tolist() if earlier is not None else range(len(passages))
    tokens = sum(len(passages[row].embedded) for row in fresh) // _CHARACTERS
    if earlier is not None and not shared:
        tokens += earlier.before.tokens.size
    vectors = _CHROMA * _FLOAT * dimension * (len(fresh) if shared else len(passages))
    needed = _EMPTY + _TEXT * sum(map(len, lines)) + vectors + form.width * tokens
    free = shutil.disk_usage(index).free
    if free < needed:
        shown = f"{needed / 1e6:,.0f} MB are needed on its disk, {free / 1e6:,.0f} MB are free"
        raise StoreError(f"the index can't be written: {shown}; what was published stays")
