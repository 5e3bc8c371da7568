"""What stands in many files of a collection: menus, notices, footers. Text of each guide, but told by none of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from corpus.types import Block, BlockKind, Guide

MIN_FILES = 5
MIN_SHARE = 0.25
"""What stands in at least so many files of a collection, and in more than this share of them, is boilerplate."""


def with_asides(guides: Sequence[Guide]) -> tuple[Guide, ...]:
    """``guides`` with their boilerplate marked as asides.

    A paragraph, a table or a whole list counts where it stands word for word in at least five files of a collection
    and in more than a quarter of them. So a guide's passages depend on other guides only in what they repeat, and
    only on those of its own collection. An item that many lists share ("Mentors others") stays where the lists differ.
    """
    files = Counter(guide.collection for guide in guides)
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for guide in guides:
        held[guide.collection].update({text for text, _ in _units(guide)})
    return tuple(_marked(guide, held[guide.collection], files[guide.collection]) for guide in guides)


def _marked(guide: Guide, held: Counter[str], files: int) -> Guide:
    least = max(MIN_FILES, int(MIN_SHARE * files) + 1)
    repeated = {block for text, blocks in _units(guide) if held[text] >= least for block in blocks}
    if not repeated:
        return guide
    blocks = (replace(b, aside=True, repeated=not b.aside) if b in repeated else b for b in guide.blocks)
    return replace(guide, blocks=tuple(blocks))


def without_asides(guide: Guide) -> Guide:
    """As ``guide`` was before its boilerplate was marked."""
    if not any(block.repeated for block in guide.blocks):
        return guide
    blocks = (replace(b, aside=False, repeated=False) if b.repeated else b for b in guide.blocks)
    return replace(guide, blocks=tuple(blocks))


def _units(guide: Guide) -> Iterator[tuple[str, list[Block]]]:
    """Each paragraph, table and whole list, with its text as it is compared."""
    for is_list, group in groupby(guide.blocks, key=lambda block: block.kind is BlockKind.ITEM):
        blocks = [block for block in group if block.kind not in (BlockKind.HEADING, BlockKind.CODE)]
        for unit in [blocks] if is_list else [[block] for block in blocks]:
            yield " ".join(guide.text[unit[0].start : unit[-1].end].casefold().split()), unit
