"""The product's own search over a public set: one passage a record, no splitting."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from filelock import FileLock

from assistant.conversation.context import ranked
from assistant.conversation.history import Conversation
from assistant.conversation.standalone import stand_alone
from assistant.types import Standalone
from corpus.lexicon import load_lexicon
from corpus.sentences import sentence_spans
from corpus.types import BlockKind, Guide, Passage
from evals.progress import Progress, tracked
from evals.records import Form, PassageRecord, QueryRecord
from evals.retrieval.ranking import MEASURES, per_query
from evals.statistics import Interval, interval_of
from index.building import Content, write_generation
from index.cut_passages import CutPassages
from index.encode import OnnxEncoder, open_encoder
from index.errors import StoreError
from index.generation import Generation, live_name, open_generation, prune, publish
from index.guide_table import GuideTable
from index.query import WordCounts, Wording
from index.search import Searcher
from index.sync import embedded
from index.token_form import form_for
from index.vectors import VectorStores

SET = "set"
"""The slug of the one guide that all records stand in."""

Ranking = tuple[str, tuple[tuple[str, float], ...]]
"""A query's id, and passage ids with their scores, best first."""


def open_set(records: Sequence[PassageRecord], index: Path, encoders: Path, model: str, progress: Progress) -> Searcher:
    """A searcher over ``records``, indexed into ``index`` unless they already are. Raises ``IndexingError``."""
    encoder = open_encoder(model, encoders)
    stores = VectorStores()
    index.mkdir(parents=True, exist_ok=True)
    with FileLock(index / ".lock"):
        generation = _indexed(index, _digest(records, encoder), stores)
        if generation is None:
            generation = _index(records, index, encoder, stores, progress)
    wording = Wording(generation.words, load_lexicon(), encoder.is_word)
    return Searcher(generation, encoder, wording)


def search_all(
    searcher: Searcher, queries: Sequence[QueryRecord], form: Form, k: int, progress: Progress
) -> tuple[Ranking, ...]:
    """The ``k`` best passages for each query, in the order of ``queries``."""
    rankings: list[Ranking] = []
    for query in tracked("searching", queries, progress):
        one = asked(query, form, searcher)
        hits = ranked(searcher, searcher.encode(one.question), one, k)
        rankings.append((query.id, tuple((hit.passage.id, hit.score) for hit in hits)))
    return tuple(rankings)


def asked(query: QueryRecord, form: Form, searcher: Searcher) -> Standalone:
    """What a query is searched with."""
    if form is Form.STANDALONE:
        return stand_alone(query.question, Conversation(tuple(query.history), searcher.lexicon, searcher.rarity))
    rewritten = query.rewritten if form is Form.REWRITTEN else ""
    return Standalone(rewritten or query.question, False)


def measured(
    rankings: Sequence[Ranking], qrels: Mapping[str, Mapping[str, int]]
) -> tuple[dict[str, tuple[float, Interval]], int]:
    """Each measure's mean and 95% interval over the judged queries, and how many they are; missing ones score 0."""
    scores = list(per_query(qrels, {query: dict(hits) for query, hits in rankings}).values())
    found: dict[str, tuple[float, Interval]] = {}
    for name in MEASURES if scores else ():
        values = np.array([score[name] for score in scores])
        found[name] = (float(values.mean()), interval_of(lambda rows, v=values: float(v[rows].mean()), len(values)))  # type: ignore[misc]
    return found, len(scores)


def _digest(records: Sequence[PassageRecord], encoder: OnnxEncoder) -> str:
    digest = hashlib.sha256(encoder.name.encode())
    for record in records:
        digest.update(f"\x1e{record.id}\x1f{record.title}\x1f{record.text}".encode(errors="surrogatepass"))
    return digest.hexdigest()


def _indexed(index: Path, digest: str, stores: VectorStores) -> Generation | None:
    """The live generation of ``index`` where it is of the same records and encoder."""
    name = live_name(index)
    if name is None:
        return None
    try:
        generation = open_generation(index, name, stores)
    except StoreError:
        return None
    return generation if generation.manifest.digest == digest else None


def _index(
    records: Sequence[PassageRecord], index: Path, encoder: OnnxEncoder, stores: VectorStores, progress: Progress
) -> Generation:
    guide, passages = as_guide(records)
    form = form_for(encoder.name, encoder.dimension)
    digest = _digest(records, encoder)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{digest[:8]}"
    write_generation(
        index,
        name,
        stores,
        Content(
            encoder.name,
            encoder.dimension,
            digest,
            guides=(guide,),
            lines=GuideTable.lines((guide,)),
            passages=CutPassages.all_cut((guide,), passages),
            lexicon=load_lexicon(),
            words=WordCounts.of([passage.embedded for passage in passages]),
            form=form,
        ),
        embedded(passages, encoder, form, progress),
    )
    publish(index, name)
    prune(index, 1, stores)
    progress("writing", 1, 1)
    return open_generation(index, name, stores)


def as_guide(records: Sequence[PassageRecord]) -> tuple[Guide, tuple[Passage, ...]]:
    """All records as one guide with a passage for each, the title as its context."""
    passages = []
    start = 0
    for record in records:
        end = start + len(record.text)
        passages.append(
            Passage(
                id=record.id,
                guide=SET,
                title=record.title,
                role="",
                heading_path=(),
                topic="",
                kind=BlockKind.PARAGRAPH,
                start=start,
                end=end,
                text=record.text,
                sentences=tuple((start + a, start + b) for a, b in sentence_spans(record.text)) or ((start, end),),
            )
        )
        start = end + 1
    text = "\n".join(record.text for record in records)
    return Guide(slug=SET, title="", role="", text=text, blocks=(), sections=(), version=""), tuple(passages)
