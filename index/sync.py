"""Bring the index up to a corpus: what is new is embedded, what is known is carried over, what is gone is gone."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.lexicon import Lexicon
from corpus.split import split
from corpus.types import Corpus, CuratedQuestion, Guide, Passage
from index.curated import CuratedIndex
from index.errors import EmptyCorpus, StoreError
from index.generation import Generation, live_name, open_generation, prune, publish, write_generation
from index.late_interaction import PassageTokens, stored
from index.lock import PATIENCE, writing
from index.query import Wording
from index.types import Encoder, IndexReport, Vectors
from index.vectors import VectorStores

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``; stages are "reading", "embedding" and "writing"."""

WordingOf = Callable[[Sequence[str]], Wording]
"""From the texts of all passages, with their contexts, to the wording of questions about them."""

EMBED_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class _Rows:
    """Vectors and tokens by passage id."""

    vectors: dict[str, Vectors]
    tokens: dict[str, PassageTokens]


def sync(
    corpus: Corpus,
    index: Path,
    encoder: Encoder,
    stores: VectorStores,
    lexicon: Lexicon,
    *,
    keep: int = 3,
    progress: Progress | None = None,
    wording_of: WordingOf | None = None,
    patience: float = PATIENCE,
) -> IndexReport:
    """Index ``corpus``, which was read with ``lexicon``, into ``index`` and publish it.

    The live generation stays where nothing has changed.

    Phrasings of curated questions are embedded in the words of ``wording_of``, as questions are; as they stand without.
    Another process that writes the index is waited for, for ``patience`` seconds at most. Raises ``Busy``,
    ``EmptyCorpus`` or ``StoreError``; the live generation then goes on serving.
    """
    started = time.perf_counter()
    if not corpus.guides:
        raise EmptyCorpus("no guide could be read; the published index, if any, is kept")
    report = progress or (lambda stage, done, total: None)
    index.mkdir(parents=True, exist_ok=True)
    with writing(index, patience), ExitStack() as stack:
        passages = _split_all(corpus.guides, encoder)
        if not passages:
            raise EmptyCorpus("the guides hold no text; the published index, if any, is kept")
        phrasings = _phrasings(corpus.questions, passages, wording_of)
        digest = _digest(encoder, lexicon, corpus.guides, passages, corpus.questions, phrasings)
        live = _readable_live(index, encoder, stores)
        if live is not None:
            stack.callback(live.close)
        if live is not None and live.manifest.digest == digest:
            return IndexReport(
                live.manifest.name, len(corpus.guides), len(passages), 0, 0, 0, 0, time.perf_counter() - started, False
            )
        known = _carried_over(live, passages)
        fresh = [passage for passage in passages if passage.id not in known.vectors]
        embedded = _embed(fresh, encoder, report)
        report("writing", 0, 1)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{digest[:8]}"
        written = write_generation(
            index,
            name,
            stores,
            encoder=encoder.name,
            dimension=encoder.dimension,
            digest=digest,
            guides=corpus.guides,
            passages=passages,
            lexicon=lexicon,
            vectors=np.stack([(known if p.id in known.vectors else embedded).vectors[p.id] for p in passages]),
            tokens=[known.tokens.get(p.id) or embedded.tokens[p.id] for p in passages],
            curated=_curated(live, corpus.questions, phrasings, encoder),
            fingerprint=encoder.fingerprint,
        )
        written.close()
        stack.close()  # what is held isn't pruned
        publish(index, name)
        prune(index, keep, stores)
        report("writing", 1, 1)
    added, changed, removed = _difference(live.passages if live else (), passages)
    seconds = time.perf_counter() - started
    return IndexReport(name, len(corpus.guides), len(passages), added, changed, removed, len(fresh), seconds, True)


def _split_all(guides: Sequence[Guide], encoder: Encoder) -> tuple[Passage, ...]:
    def fits(text: str) -> bool:
        # A token is at least one character, so most texts need no tokenizer to be known to fit.
        return len(text) <= encoder.max_tokens or encoder.count_tokens(text) <= encoder.max_tokens

    return tuple(passage for guide in guides for passage in split(guide, fits))


def _phrasings(
    questions: Sequence[CuratedQuestion], passages: Sequence[Passage], wording_of: WordingOf | None
) -> tuple[str, ...]:
    """All phrasings in order, in the words that they are embedded in."""
    asked = tuple(phrasing for question in questions for phrasing in question.ask)
    if wording_of is None or not asked:
        return asked
    wording = wording_of([passage.embedded for passage in passages])
    return tuple(wording.normalise(phrasing) for phrasing in asked)


def _curated(
    live: Generation | None, questions: Sequence[CuratedQuestion], phrasings: Sequence[str], encoder: Encoder
) -> CuratedIndex:
    """The curated questions' index; vectors of phrasings that the live generation has are carried over."""
    known = dict(zip(live.curated.texts, live.curated.vectors, strict=True)) if live is not None else {}
    fresh = [text for text in dict.fromkeys(phrasings) if text not in known]
    for first in range(0, len(fresh), EMBED_AT_ONCE):
        batch = fresh[first : first + EMBED_AT_ONCE]
        known.update(zip(batch, encoder.encode(batch).pooled, strict=True))
    return CuratedIndex.build(questions, known, phrasings)


def _digest(
    encoder: Encoder,
    lexicon: Lexicon,
    guides: Sequence[Guide],
    passages: Sequence[Passage],
    questions: Sequence[CuratedQuestion],
    phrasings: Sequence[str],
) -> str:
    parts = [
        encoder.name,
        encoder.fingerprint,
        repr(lexicon),
        *(repr(part) for part in (*guides, *passages, *questions)),
        *phrasings,
    ]
    return hashlib.sha256("\x1e".join(parts).encode(errors="surrogatepass")).hexdigest()


def _readable_live(index: Path, encoder: Encoder, stores: VectorStores) -> Generation | None:
    """The live generation where its rows can be carried over: whole, and of the same encoder. To be closed."""
    try:
        name = live_name(index)
        live = open_generation(index, name, stores) if name is not None else None
    except StoreError:
        return None  # damaged or of another format: everything is embedded again
    if live is None or (live.manifest.encoder, live.manifest.fingerprint) == (encoder.name, encoder.fingerprint):
        return live
    live.close()
    return None


def _carried_over(live: Generation | None, passages: Sequence[Passage]) -> _Rows:
    if live is None:
        return _Rows({}, {})
    wanted = {passage.id for passage in passages}
    rows = {passage.id: row for row, passage in enumerate(live.passages) if passage.id in wanted}
    return _Rows(
        {id_: live.pooled[row] for id_, row in rows.items()},
        {id_: live.tokens.passage(row) for id_, row in rows.items()},
    )


def _embed(passages: Sequence[Passage], encoder: Encoder, progress: Progress) -> _Rows:
    rows = _Rows({}, {})
    for first in range(0, len(passages), EMBED_AT_ONCE):
        progress("embedding", first, len(passages))
        batch = passages[first : first + EMBED_AT_ONCE]
        encoded = encoder.encode([passage.embedded for passage in batch])
        for passage, vector, tokens, offsets in zip(
            batch, encoded.pooled, encoded.tokens, encoded.offsets, strict=True
        ):
            rows.vectors[passage.id] = vector
            rows.tokens[passage.id] = stored(passage, tokens, offsets[:, 0])
    progress("embedding", len(passages), len(passages))
    return rows


def _difference(before: Sequence[Passage], after: Sequence[Passage]) -> tuple[int, int, int]:
    """Passages added, changed and removed; one that left and one that came under the same heading is a change."""
    old, new = {p.id for p in before}, {p.id for p in after}
    gone = Counter((p.guide, p.heading_path) for p in before if p.id not in new)
    come = Counter((p.guide, p.heading_path) for p in after if p.id not in old)
    changed = (gone & come).total()
    return come.total() - changed, changed, gone.total() - changed
