"""A guide to passages along its structure: one idea, one passage.

A paragraph; a question with its answer; a list with the line that introduces it; a table or code block with its
introduction. What is longer than the encoder reads is cut at item, row or sentence ends, so that nothing is
silently truncated.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from corpus.sentences import Span, sentence_spans, trim
from corpus.types import Block, BlockKind, Guide, Passage, Section

INTRODUCTION_LENGTH = 200
"""A line of at most so many characters right before a list introduces it, even without a colon."""
IDEA_LENGTH = 160
"""List items that are longer than this on average are ideas of their own: one passage each."""

Fits = Callable[[str], bool]
"""Whether the encoder reads a whole text without cutting it."""


def split(guide: Guide, fits: Fits) -> tuple[Passage, ...]:
    """The passages of ``guide``, in order. They cover every character of body text and never overlap."""
    seen: Counter[str] = Counter()
    passages: list[Passage] = []
    for section, blocks in _by_section(guide):
        for kind, start, end in _ideas(guide.text, blocks):
            context = " › ".join(filter(None, (guide.collection, guide.title, *section.path)))
            for left, right in _cut(guide.text, start, end, _within(context, fits)):
                passages.append(_passage(guide, section, kind, left, right, seen))
    return tuple(passages)


def _within(context: str, fits: Fits) -> Fits:
    """Whether a text fits together with the context that is embedded before it."""
    return lambda text: fits(f"{context}\n{text}")


def _by_section(guide: Guide) -> Iterator[tuple[Section, list[Block]]]:
    bodies = [block for block in guide.blocks if block.kind is not BlockKind.HEADING]
    starts = [block.start for block in bodies]
    for section in guide.sections:
        inside = bodies[bisect_left(starts, section.start) : bisect_left(starts, section.end)]
        if inside:
            yield section, inside


def _ideas(text: str, blocks: Sequence[Block]) -> Iterator[tuple[BlockKind, int, int]]:
    """Runs of blocks that belong together, as (kind, start, end)."""
    position = 0
    while position < len(blocks):
        last = _last_of_idea(text, blocks, position)
        run = blocks[position : last + 1]
        position = last + 1
        items = [block for block in run if block.kind is BlockKind.ITEM]
        if len(items) > 1 and sum(item.end - item.start for item in items) / len(items) > IDEA_LENGTH:
            yield from _items_apart(run)
        else:
            yield run[-1].kind, run[0].start, run[-1].end


def _last_of_idea(text: str, blocks: Sequence[Block], position: int) -> int:
    """The index of the last block that belongs to the idea beginning at ``position``."""
    first = blocks[position]
    last = position
    if first.kind is BlockKind.PARAGRAPH and position + 1 < len(blocks):
        following = blocks[position + 1]
        if _introduces(text[first.start : first.end], following.kind):
            last = position + 1
    if blocks[last].kind is BlockKind.ITEM:
        while last + 1 < len(blocks) and blocks[last + 1].kind is BlockKind.ITEM:
            last += 1
    return last


def _introduces(paragraph: str, following: BlockKind) -> bool:
    if paragraph.endswith("?") and len(paragraph) <= INTRODUCTION_LENGTH:
        return True
    if following is BlockKind.PARAGRAPH:
        return False
    return paragraph.endswith(":") or (len(paragraph) <= INTRODUCTION_LENGTH and len(sentence_spans(paragraph)) == 1)


def _items_apart(run: Sequence[Block]) -> Iterator[tuple[BlockKind, int, int]]:
    """Long items one by one, nested ones with the item above them, the introduction with the first."""
    tops = [i for i, block in enumerate(run) if block.kind is BlockKind.ITEM and block.level == 0] or [0]
    bounds = [0, *tops[1:], len(run)]
    for left, right in pairwise(bounds):
        yield run[right - 1].kind, run[left].start, run[right - 1].end


def _cut(text: str, start: int, end: int, fits: Fits) -> Iterator[Span]:
    """The span itself where it fits, else as few pieces as possible, cut at sentence ends."""
    if fits(text[start:end]):
        yield start, end
        return
    pieces = [(start + a, start + b) for a, b in sentence_spans(text[start:end])]
    pieces = [piece for span in pieces for piece in _halve(text, span, fits)]
    left, right = pieces[0]
    for begin, stop in pieces[1:]:
        if not fits(text[left:stop]):
            yield left, right
            left = begin
        right = stop
    yield left, right


def _halve(text: str, span: Span, fits: Fits) -> Iterator[Span]:
    """A sentence that doesn't fit, cut in the middle at a space (or anywhere, where it has none) until it does."""
    start, end = span
    if end - start < 2 or fits(text[start:end]):
        yield span
        return
    middle = (start + end) // 2
    space = text.rfind(" ", start + 1, middle)
    cut = space if space > start else middle
    for part in (trim(text, start, cut), trim(text, cut, end)):
        if part is not None:
            yield from _halve(text, part, fits)


def _passage(guide: Guide, section: Section, kind: BlockKind, start: int, end: int, seen: Counter[str]) -> Passage:
    text = guide.text[start:end]
    content = "\x1f".join((guide.slug, *filter(None, (guide.collection,)), guide.title, *section.path, text))
    seen[content] += 1
    digest = hashlib.blake2b(f"{content}\x1f{seen[content]}".encode(errors="surrogatepass"), digest_size=8)
    return Passage(
        id=digest.hexdigest(),
        guide=guide.slug,
        title=guide.title,
        role=guide.role,
        heading_path=section.path,
        topic=section.topic,
        kind=kind,
        start=start,
        end=end,
        text=text,
        sentences=tuple((start + a, start + b) for a, b in sentence_spans(text)),
        collection=guide.collection,
    )
