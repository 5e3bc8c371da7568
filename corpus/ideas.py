"""Blocks to ideas: what belongs together in one passage, and which lines stand above it as headings do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice, pairwise

from corpus.readers.assemble import heading_text, same_words
from corpus.sentences import sentence_spans
from corpus.types import Block, BlockKind

INTRODUCTION_LENGTH = 200
"""A line of at most so many characters right before a list introduces it, even without a colon."""
IDEA_LENGTH = 160
"""List items that are longer than this on average are ideas of their own: one passage each."""
LABEL_LENGTH = 60
"""A longer line is text, even where no full stop ends it."""
LINE_LENGTH = 90
"""A line of at most so many characters can stand above passages as a heading does."""
FEW_WORDS = 6
"""Fewer words without a figure, a colon or an address are no statement."""
DEEPEST = 8
"""Items that are nested deeper aren't told apart."""

Fits = Callable[[tuple[str, ...], str], bool]
"""Whether the encoder reads a whole text below these lines without cutting it."""

_MARKER = re.compile(r"(?:-|(?<!\d)\d++[.)])\s+")
_SENTENCE_END = re.compile(r"[.!?…;][\"'”’)\]]*$")
_FACT = re.compile(r"[\d:@]")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_SAYS_NOTHING = re.compile(
    rf"""[\W_]*                                                       # no letter, no figure
    |\W*back\ to\ (?:the\ )?(?:top|home|contents|index)\W*
    |\W*edit\ this\ page(?:\ on\ \w+)?\W*
    |(?:table\ of\ )?contents:?
    |(?:(?:this\ page\ was\ )?(?:last|next)\ (?:updated|reviewed|modified|review)|published|updated|date)
        (?:\ on|\ at|\ due)?[\s:]*[\w\s,./-]{{0,30}}\d[\w\s,./:-]{{0,20}}\.?
    |\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{1,4}}
    |(?:\w+day,?\ )?(?:\d{{1,2}}(?:st|nd|rd|th)?\ {_MONTH}|{_MONTH}\.?(?:\ \d{{1,2}}(?:st|nd|rd|th)?)?),?\ \d{{4}}
    |todo|tbd|tbc|coming\ soon|\{{\w*\ placeholder\}}""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Idea:
    """A span that is one passage where it fits; ``above`` are lines of the text that stand over it like headings."""

    kind: BlockKind
    start: int
    end: int
    above: tuple[str, ...] = ()


def ideas(text: str, blocks: Sequence[Block], title: str, fits: Fits) -> Iterator[Idea]:
    """The ideas of a section's ``blocks``, in order.

    No part of one are: asides, lines that say nothing (a date alone, "Back to top"), the title once more, code without
    text before it, and a few words that no text follows.
    """
    for run in _runs(text, _told(text, blocks, title)):
        if len(run) > 1 or not _is_label(text, run[0]) or _tells(_text(text, run[0])):
            yield from _Run(text, fits).ideas(run)


def _told(text: str, blocks: Sequence[Block], title: str) -> Iterator[list[Block]]:
    """Stretches of blocks that say something; a list goes on behind a picture between two of its items."""
    stretch: list[Block] = []
    for block, following in pairwise([*blocks, None]):
        if block is None or (block.aside and stretch and following and _are_items(stretch[-1], following)):
            continue
        words = _MARKER.sub("", _text(text, block), count=1)
        if block.aside or _SAYS_NOTHING.fullmatch(words) or (len(words) < LINE_LENGTH and same_words(words, title)):
            yield stretch
            stretch = []
        else:
            stretch.append(block)
    yield stretch


def _are_items(*blocks: Block) -> bool:
    return all(block.kind is BlockKind.ITEM for block in blocks)


def _runs(text: str, stretches: Iterable[Sequence[Block]]) -> Iterator[Sequence[Block]]:
    """Blocks that belong together: those that lead to others with these, a list, code with what stands before it."""
    for stretch in stretches:
        first = 0
        for place in range(1, len(stretch) + 1):
            if place == len(stretch) or not _continues(text, stretch, first, place):
                if any(block.kind is not BlockKind.CODE for block in stretch[first:place]):
                    yield stretch[first:place]
                first = place


def _continues(text: str, blocks: Sequence[Block], first: int, place: int) -> bool:
    """Whether the block at ``place`` belongs to those from ``first`` on."""
    before, following = blocks[place - 1], blocks[place].kind
    if following is BlockKind.CODE:
        return True
    if following is BlockKind.ITEM and any(block.kind is BlockKind.ITEM for block in islice(blocks, first, place)):
        return before.kind in (BlockKind.ITEM, BlockKind.CODE)
    return before.kind is BlockKind.PARAGRAPH and _leads(text, before, following)


def _leads(text: str, block: Block, following: BlockKind) -> bool:
    paragraph = _text(text, block)
    if paragraph.endswith(":") or _is_label(text, block):
        return True
    if len(paragraph) > INTRODUCTION_LENGTH:
        return False
    return paragraph.endswith("?") or (following is not BlockKind.PARAGRAPH and len(sentence_spans(paragraph)) == 1)


def _is_label(text: str, block: Block) -> bool:
    """Whether a paragraph is a few words that name what follows rather than a sentence."""
    words = _text(text, block)
    is_line = block.kind is BlockKind.PARAGRAPH and len(words) <= LABEL_LENGTH and "\n" not in words
    return is_line and not _SENTENCE_END.search(words)


def _tells(label: str) -> bool:
    """Whether a line that names nothing below it says something by itself."""
    return len(label.split()) >= FEW_WORDS or _FACT.search(label) is not None


def _asks(item: str) -> bool:
    first, *answer = sentence_spans(_MARKER.sub("", item, count=1))
    return bool(answer) and item[: len(item) - len(_MARKER.sub("", item, count=1)) + first[1]].endswith("?")


def _text(text: str, block: Block) -> str:
    return text[block.start : block.end]


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    fits: Fits

    def ideas(self, run: Sequence[Block]) -> Iterator[Idea]:
        """The ideas of blocks that belong together."""
        first = next((place for place, block in enumerate(run) if block.kind is BlockKind.ITEM), 0)
        kind = next(block.kind for block in reversed(run) if block.kind is not BlockKind.CODE)
        if kind is BlockKind.TABLE:
            yield from self._table(run)
        elif kind is BlockKind.ITEM:
            above = self._above((), _span(self.text, run[:first])) if first else ()
            items = [block for block in run[first:] if block.kind is BlockKind.ITEM]
            apart = len(items) > 1 and (self._are_long(items) or self._are_questions(items))
            if not apart and self.fits((), _span(self.text, run)):
                yield Idea(kind, run[0].start, run[-1].end)
            else:
                yield from self._list(run[first:], above, apart, run[0].start if not above else run[first].start)
        else:
            yield Idea(kind, run[0].start, run[-1].end)

    def _are_long(self, items: Sequence[Block]) -> bool:
        return sum(item.end - item.start for item in items) / len(items) > IDEA_LENGTH

    def _are_questions(self, items: Sequence[Block]) -> bool:
        """Whether each outer item puts a question and answers it ("Do I need a degree? No.")."""
        return all(_asks(_text(self.text, item)) for item in items if item.level == items[0].level)

    def _list(self, blocks: Sequence[Block], above: tuple[str, ...], apart: bool, start: int) -> Iterator[Idea]:
        """As few ideas as the outer items of a list fit into, or one each where they are ``apart``.

        The first begins at ``start``, where its introduction does. An item that doesn't fit together with the items
        nested in it stands above them.
        """
        outer = min(block.level for block in blocks if block.kind is BlockKind.ITEM)
        tops = [i for i, block in enumerate(blocks) if block.kind is BlockKind.ITEM and block.level == outer]
        units = [blocks[begin:end] for begin, end in pairwise([0, *tops[1:], len(blocks)])]
        left: int | None = start
        for unit, following in pairwise([*units, ()]):
            left = unit[0].start if left is None else left
            end = unit[-1].end
            nested = outer < DEEPEST and any(block.level > outer for block in unit[1:])
            if nested and not self.fits(above, self.text[left:end]):
                inner = self._above(above, _text(self.text, unit[0]))
                if left < unit[0].start or inner == above:
                    yield Idea(BlockKind.ITEM, left, unit[0].end, above)
                inside = list(dropwhile(lambda block: block.kind is BlockKind.CODE, unit[1:]))  # it belongs to the item
                yield from self._list(inside, inner, False, inside[0].start)
                left = None
            elif apart or not following or not self.fits(above, self.text[left : following[-1].end]):
                yield Idea(BlockKind.ITEM, left, end, above)
                left = None

    def _table(self, run: Sequence[Block]) -> Iterator[Idea]:
        """The whole table with its introduction, else rows below the header: never a part of a row that fits."""
        table = next(block for block in reversed(run) if block.kind is BlockKind.TABLE)
        start, end = run[0].start, run[-1].end
        if self.fits((), self.text[start:end]):
            yield Idea(BlockKind.TABLE, start, end)
            return
        lines = re.finditer(r"[^\n]+", self.text[table.start : table.end])
        header, *rows = [(table.start + line.start(), table.start + line.end()) for line in lines]
        above: tuple[str, ...] = ()
        last = header[1]
        for row, row_end in rows:
            if not self.fits(above, self.text[start:row_end]):
                yield Idea(BlockKind.TABLE, start, last, above)
                start, above = row, self._above((), self.text[slice(*header)])
            last = row_end
        yield Idea(BlockKind.TABLE, start, end, above)

    def _above(self, above: tuple[str, ...], line: str) -> tuple[str, ...]:
        """``above`` with ``line`` below it, where that is short enough to stand there."""
        words = heading_text(_MARKER.sub("", line, count=1))
        longer = (*above, words)
        room = len(line) <= LINE_LENGTH and "\n" not in line and self.fits(longer, " › ".join(longer) * 2)
        return longer if room else above


def _span(text: str, blocks: Sequence[Block]) -> str:
    return text[blocks[0].start : blocks[-1].end]
