"""A guide to passages along its structure: one idea, one passage.

What belongs together is told by ``ideas``. What is longer than the encoder reads is cut at item, row or sentence ends,
so that nothing is silently truncated.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from corpus.ideas import ideas
from corpus.sentences import Span, sentence_spans, trim
from corpus.types import Block, BlockKind, Guide, Passage, Section

Fits = Callable[[str], bool]
"""Whether the encoder reads a whole text without cutting it."""


def split(guide: Guide, fits: Fits) -> tuple[Passage, ...]:
    """The passages of ``guide``, in order; they never overlap.

    In no passage are headings and what acts as one (a short line that introduces what doesn't fit into one passage: it
    ends the heading path of each), asides, and code without text before it.
    """
    seen: Counter[str] = Counter()
    passages: list[Passage] = []
    for section, blocks in _by_section(guide):
        fitting = _within(guide, section, fits)
        for idea in ideas(guide.text, blocks, guide.title, fitting):
            for left, right in _cut(guide.text, idea.start, idea.end, partial(fitting, idea.above)):
                path = (*section.path, *idea.above)
                sentences = _sentences(guide, blocks, left, right)
                if sentences:
                    first = sentences[0][0]  # behind code that a cut left at the beginning
                    passages.append(_passage(guide, section.topic, path, idea.kind, first, right, sentences, seen))
    return tuple(passages)


def _within(guide: Guide, section: Section, fits: Fits) -> Callable[[tuple[str, ...], str], bool]:
    """Whether a text fits together with the context that is embedded before it."""
    names = tuple(filter(None, (guide.collection, guide.title, *section.path)))
    return lambda above, text: fits(f"{' › '.join((*names, *above))}\n{text}")


def _by_section(guide: Guide) -> Iterator[tuple[Section, list[Block]]]:
    bodies = [block for block in guide.blocks if block.kind is not BlockKind.HEADING]
    starts = [block.start for block in bodies]
    for section in guide.sections:
        inside = bodies[bisect_left(starts, section.start) : bisect_left(starts, section.end)]
        if inside:
            yield section, inside


def _sentences(guide: Guide, blocks: Sequence[Block], start: int, end: int) -> tuple[Span, ...]:
    """The sentences, items and rows between two places; a row is never cut into sentences, and code has none."""
    found: list[Span] = []
    first = bisect_right(blocks, start, key=lambda block: block.end)
    last = bisect_left(blocks, end, key=lambda block: block.start)
    for block in blocks[first:last]:
        left, right = max(start, block.start), min(end, block.end)
        if left >= right or block.aside or block.kind is BlockKind.CODE:
            continue
        text = guide.text[left:right]
        is_table = block.kind is BlockKind.TABLE
        spans = [m.span() for m in re.finditer(r"[^\n]+", text)] if is_table else sentence_spans(text)
        found += [(left + a, left + b) for a, b in spans]
    return tuple(found)


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


def _passage(
    guide: Guide,
    topic: str,
    path: tuple[str, ...],
    kind: BlockKind,
    start: int,
    end: int,
    sentences: tuple[Span, ...],
    seen: Counter[str],
) -> Passage:
    text = guide.text[start:end]
    content = "\x1f".join((guide.slug, *filter(None, (guide.collection,)), guide.title, *path, text))
    seen[content] += 1
    digest = hashlib.blake2b(f"{content}\x1f{seen[content]}".encode(errors="surrogatepass"), digest_size=8)
    return Passage(
        id=digest.hexdigest(),
        guide=guide.slug,
        title=guide.title,
        role=guide.role,
        heading_path=path,
        topic=topic,
        kind=kind,
        start=start,
        end=end,
        text=text,
        sentences=sentences,
        collection=guide.collection,
    )
