"""What stands in many files of a collection: menus, notices, footers. Text of each guide, but told by none of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from corpus.types import Block, BlockKind, Guide

MIN_FILES = 5
MIN_SHARE = 0.25
"""What stands in at least so many files of a collection, and in more than this share of them, is boilerplate."""
LOOKED_AT, COMPARED = 100, 32
"""Characters of a unit that are looked at for its beginning, and of that beginning."""


def with_asides(guides: Sequence[Guide]) -> tuple[Guide, ...]:
    """``guides`` with their boilerplate marked as asides.

    A paragraph, a table or a whole list counts where it stands word for word in at least five files of a collection
    and in more than a quarter of them. So a guide's passages depend on other guides only in what they repeat, and
    only on those of its own collection. An item that many lists share ("Mentors others") stays where the lists differ.
    """
    files = Counter(guide.collection for guide in guides)
    least = {collection: max(MIN_FILES, int(MIN_SHARE * number) + 1) for collection, number in files.items()}
    units = [[(unit.beginning, unit) for unit in _units(guide)] for guide in guides]
    held = _held((guide.collection, {begun for begun, _ in its}) for guide, its in zip(guides, units, strict=True))
    # Of nearly all units the beginning alone is in too few files, and to look at it takes a fraction of the time.
    often = [
        [(unit.text, unit) for begun, unit in its if held[guide.collection][begun] >= least[guide.collection]]
        for guide, its in zip(guides, units, strict=True)
    ]
    held = _held((guide.collection, {text for text, _ in its}) for guide, its in zip(guides, often, strict=True))
    return tuple(
        _marked(
            guide,
            {b for text, unit in its if held[guide.collection][text] >= least[guide.collection] for b in unit.blocks},
        )
        for guide, its in zip(guides, often, strict=True)
    )


def _held(texts: Iterable[tuple[str, set[str]]]) -> defaultdict[str, Counter[str]]:
    """Of each collection, how many of its files hold a text."""
    held: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for collection, its in texts:
        held[collection].update(its)
    return held


def _marked(guide: Guide, repeated: set[Block]) -> Guide:
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


@dataclass(frozen=True, slots=True)
class _Unit:
    """A paragraph, a table or a whole list, ``written`` as in its guide."""

    written: str
    blocks: Sequence[Block]

    @property
    def text(self) -> str:
        """As it is compared."""
        return " ".join(self.written.casefold().split())

    @property
    def beginning(self) -> str:
        """That of ``text``."""
        begun = " ".join(self.written[:LOOKED_AT].casefold().split())
        # What is cut off may only add to what is left, so enough of it is the beginning of all.
        return (begun if len(begun) >= COMPARED else self.text)[:COMPARED]


def _units(guide: Guide) -> Iterator[_Unit]:
    item, left_out = BlockKind.ITEM, (BlockKind.HEADING, BlockKind.CODE)
    for is_list, group in groupby(guide.blocks, key=lambda block: block.kind is item):
        blocks = [block for block in group if block.kind not in left_out]
        for unit in [blocks] if is_list else [[block] for block in blocks]:
            yield _Unit(guide.text[unit[0].start : unit[-1].end], unit)
