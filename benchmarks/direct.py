"""A large index written without reading, splitting and encoding: real texts with variations, tokens taken in turn.

What building takes isn't told by it; what opening and asking take is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from benchmarks.varied import A_GUIDE, QuickEncoder, sections
from corpus.lexicon import Lexicon
from corpus.sentences import sentence_spans
from corpus.types import BlockKind, Guide, Passage
from evals.records import PassageRecord
from index.building import Content, Row, write_generation
from index.cut_passages import CutPassages
from index.encode import normalised
from index.generation import publish
from index.guide_table import GuideTable
from index.late_interaction import PassageTokens, stored
from index.query import WordCounts
from index.token_form import form_for
from index.vectors import VectorStores

NAME = "direct"
DIFFERENT = 1024
"""Passages whose tokens are made; the others take them in turn, each with bytes of its own on the disk."""
SPREAD = 0.05
"""How far, in each dimension, a copy's vector lies from the first's."""


def write_directly(
    index: Path, records: Sequence[PassageRecord], number: int, encoder: QuickEncoder, lexicon: Lexicon
) -> None:
    """Write and publish an index of so many passages. Raises ``IndexingError``."""
    guides, passages = _guides(records, number, lexicon)
    form = form_for(encoder.name, encoder.dimension)
    first = passages[: min(DIFFERENT, len(records))]
    encoded = encoder.encode([passage.embedded for passage in first])
    tokens = [
        stored(passage, rows, at[:, 0], form)
        for passage, rows, at in zip(first, encoded.tokens, encoded.offsets, strict=True)
    ]
    write_generation(
        index,
        NAME,
        VectorStores(),
        Content(
            encoder.name,
            encoder.dimension,
            digest=NAME,
            guides=guides,
            lines=GuideTable.lines(guides),
            passages=CutPassages.all_cut(guides, passages),
            lexicon=lexicon,
            words=WordCounts.of([passage.embedded for passage in passages]),
            form=form,
            fingerprint=encoder.fingerprint,
        ),
        _rows(encoded.pooled, tokens, number),
    )
    publish(index, NAME)


def _rows(pooled: np.typing.NDArray[np.float32], tokens: Sequence[PassageTokens], number: int) -> Iterator[Row]:
    generator = np.random.default_rng(0)
    for vector, block in islice(zip(cycle(pooled), cycle(tokens), strict=False), number):
        moved = vector + SPREAD * generator.standard_normal(len(vector), dtype=np.float32)
        yield normalised(moved[None, :])[0], block


def _guides(records: Sequence[PassageRecord], number: int, lexicon: Lexicon) -> tuple[list[Guide], list[Passage]]:
    guides: list[Guide] = []
    passages: list[Passage] = []
    written = sections(records, number, lexicon)
    while here := list(islice(written, A_GUIDE)):
        slug, title = f"guide-{len(guides):05}", f"Guide number {len(guides)}"
        start = 0
        for place, (topic, heading, text) in enumerate(here):
            passages.append(_passage(f"{slug}-{place}", slug, title, topic, heading, text, start))
            start += len(text) + 1
        guides.append(Guide(slug, title, title, "\n".join(text for _, _, text in here), (), (), "1"))
    return guides, passages


def _passage(id_: str, slug: str, title: str, topic: str, heading: str, text: str, start: int) -> Passage:
    spans = sentence_spans(text) or ((0, len(text)),)
    return Passage(
        id=id_,
        guide=slug,
        title=title,
        role=title,
        heading_path=(heading,),
        topic=topic,
        kind=BlockKind.PARAGRAPH,
        start=start,
        end=start + len(text),
        text=text,
        sentences=tuple((start + left, start + right) for left, right in spans),
    )
