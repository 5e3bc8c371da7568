"""Bring the index up to a corpus: what is new is embedded, what is known is carried over, what is gone is gone."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from corpus.known import reading_code
from corpus.lexicon import Lexicon
from corpus.split import split
from corpus.types import Corpus, CuratedQuestion, Guide, Passage
from index.building import Content, Row, write_generation
from index.curated import NONE, CuratedIndex
from index.cut_passages import CutPassages, Same
from index.earlier import Before, Earlier, Stored
from index.errors import Damaged, EmptyCorpus, StoreError
from index.generation import live_name, prune, publish
from index.guide_table import GuideTable
from index.late_interaction import stored
from index.lock import PATIENCE, writing
from index.naming import new_name
from index.passage_table import PassageTable
from index.query import WordCounts, Wording
from index.token_form import TokenForm, form_for
from index.types import Encoder, IndexReport
from index.vectors import VectorStores

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``; stages are "reading", "phrasings", "embedding" and "writing"."""

WordingOf = Callable[[WordCounts], Wording]
"""From the words of all passages, with their contexts, to the wording of questions about them."""

EMBED_AT_ONCE = 512
"""Passages that are sorted by length and encoded together; of their tokens' vectors so many are in memory at once."""


def sync(
    corpus: Corpus,
    index: Path,
    encoder: Encoder,
    stores: VectorStores,
    lexicon: Lexicon,
    *,
    asking: Encoder | None = None,
    keep: int = 3,
    progress: Progress | None = None,
    wording_of: WordingOf | None = None,
    patience: float = PATIENCE,
) -> IndexReport:
    """Index ``corpus``, which was read with ``lexicon``, into ``index`` and publish it, unless nothing has changed.

    Phrasings of curated questions are embedded as questions are: by ``asking``, in the words of ``wording_of``; by
    ``encoder`` and as they stand without.
    Another process that writes the index is waited for, for ``patience`` seconds at most. Raises ``Busy``,
    ``EmptyCorpus`` or ``StoreError``; the live generation then goes on serving.
    """
    started, report = time.perf_counter(), progress or (lambda stage, done, total: None)
    if not corpus.guides:
        raise EmptyCorpus("no guide could be read; the published index, if any, is kept")
    index.mkdir(parents=True, exist_ok=True)
    work = _Work(corpus, index, encoder, asking or encoder, stores, lexicon, report, wording_of)
    # By itself BLAS takes every core for the products of a passage, which are done in microseconds.
    with writing(index, patience), threadpool_limits(1, "blas"):
        with _readable_live(index, encoder) as live:
            try:
                outcome = _synced(work, live)
            except Damaged:
                if live is None:
                    raise
                outcome = _synced(work, None)  # what was to be carried over is damaged: all is made again
        if outcome.published:  # what is held isn't pruned
            publish(index, outcome.generation)
            prune(index, keep, stores)
            report("writing", 1, 1)
    return replace(outcome, seconds=time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be indexed, where, and with what."""

    corpus: Corpus
    index: Path
    encoder: Encoder
    asking: Encoder
    stores: VectorStores
    lexicon: Lexicon
    report: Progress
    wording_of: WordingOf | None


def _synced(work: _Work, live: Before | None) -> IndexReport:
    """Write the next generation, unless nothing has changed. Raises ``Damaged`` where what is live is."""
    content, earlier = _content(work, live)
    counts = len(content.guides), len(content.passages)
    if live is not None and live.stored.manifest.digest == content.digest:
        live.comparison.demand()
        return IndexReport(live.stored.manifest.name, *counts, 0, 0, 0, 0, 0.0, published=False)
    name = new_name(work.index, content.digest, datetime.now(UTC))
    rows = earlier.fresh.tolist() if earlier is not None else range(len(content.passages))
    fresh = [content.passages[row] for row in rows]
    made = embedded(fresh, work.encoder, content.form, work.report)
    write_generation(work.index, name, work.stores, content, made, earlier)
    difference = _difference(live.stored.passages if live is not None else None, content.passages)
    return IndexReport(name, *counts, *difference, len(fresh), 0.0, published=True)


def _content(work: _Work, live: Before | None) -> tuple[Content, Earlier | None]:
    """What is to be indexed, and what is carried over for it. Raises ``EmptyCorpus``."""
    corpus, encoder = work.corpus, work.encoder
    known = live.stored.guides if live is not None else None
    lines, form = GuideTable.lines(corpus.guides, known), form_for(encoder.name, encoder.dimension)
    passages = _split_all(corpus.guides, lines, encoder, live.stored if live is not None else None)
    if not passages:
        raise EmptyCorpus("the guides hold no text; the published index, if any, is kept")
    same_form = live is not None and live.stored.tokens.form.same_as(form)
    earlier = Earlier.of(live, passages, embedded=work.stores.are_embedded) if live is not None and same_form else None
    words = _counted(passages, earlier)
    phrasings = _phrasings(corpus.questions, words, work.wording_of)
    return Content(
        encoder.name,
        encoder.dimension,
        _digest(encoder, work.lexicon, lines, corpus.questions, phrasings),
        corpus.guides,
        lines,
        passages,
        work.lexicon,
        words,
        form,
        _curated(live.stored.curated if live is not None else NONE, work, phrasings),
        encoder.fingerprint,
        reading_code(),
    ), earlier


def _split_all(guides: Sequence[Guide], lines: Sequence[bytes], encoder: Encoder, live: Stored | None) -> CutPassages:
    """The passages of ``guides``; those of a guide that is the same in the live generation as they are there."""

    def fits(text: str) -> bool:
        # A token is at least one character, so most texts need no tokenizer to be known to fit.
        return len(text) <= encoder.max_tokens or encoder.count_tokens(text) <= encoder.max_tokens

    same = live if live is not None and live.manifest.split_by == reading_code() else None
    rows = same.passages.rows_by_guide() if same is not None else {}
    none = np.zeros(0, dtype=np.int64)
    parts: list[Same | Sequence[Passage]] = []
    for guide, line in zip(guides, lines, strict=True):
        if same is not None and same.guides.has(guide.slug, line):
            parts.append(Same(same.guides.places[guide.slug], rows.get(guide.slug, none)))
        else:
            parts.append(split(guide, fits))
    return CutPassages(guides, parts, same.passages if same is not None else None)


def _counted(passages: CutPassages, earlier: Earlier | None) -> WordCounts:
    if earlier is None:
        return WordCounts.of([passage.embedded for passage in passages])
    come = [passages[row].embedded for row in earlier.fresh.tolist()]
    return earlier.before.words.changed([one.embedded for one in earlier.left_out], come)


def _phrasings(
    questions: Sequence[CuratedQuestion], words: WordCounts, wording_of: WordingOf | None
) -> tuple[str, ...]:
    """All phrasings in order, in the words that they are embedded in."""
    asked = tuple(phrasing for question in questions for phrasing in question.ask)
    if wording_of is None or not asked:
        return asked
    wording = wording_of(words)
    return tuple(wording.normalise(phrasing) for phrasing in asked)


def _curated(live: CuratedIndex, work: _Work, phrasings: Sequence[str]) -> CuratedIndex:
    """The curated questions' index; vectors of phrasings that the live generation has are carried over."""
    known = dict(zip(live.texts, live.vectors, strict=True))
    fresh = [text for text in dict.fromkeys(phrasings) if text not in known]
    for first in range(0, len(fresh), EMBED_AT_ONCE):
        work.report("phrasings", first, len(fresh))
        batch = fresh[first : first + EMBED_AT_ONCE]
        known.update(zip(batch, work.asking.encode(batch).pooled, strict=True))
    if fresh:
        work.report("phrasings", len(fresh), len(fresh))
    return CuratedIndex.build(work.corpus.questions, known, phrasings)


def _digest(
    encoder: Encoder,
    lexicon: Lexicon,
    lines: Sequence[bytes],
    questions: Sequence[CuratedQuestion],
    phrasings: Sequence[str],
) -> str:
    """Of all that a generation is made of: passages are told by guides, encoder and the code that cuts them."""
    parts = [encoder.name, encoder.fingerprint, reading_code(), repr(lexicon), *map(repr, questions), *phrasings]
    digest = hashlib.sha256("\x1e".join(parts).encode(errors="surrogatepass"))
    for line in lines:
        digest.update(line)
    return digest.hexdigest()


@contextmanager
def _readable_live(index: Path, encoder: Encoder) -> Iterator[Before | None]:
    """The live generation where its rows can be carried over: whole, and of the same encoder."""
    with ExitStack() as stack:
        live = None
        with suppress(StoreError):  # damaged or of another format: everything is embedded again
            if (name := live_name(index)) is not None:
                live = Before(index, name)
                stack.callback(live.close)
        made_with = (live.stored.manifest.encoder, live.stored.manifest.fingerprint) if live is not None else ()
        yield live if made_with == (encoder.name, encoder.fingerprint) else None


def embedded(passages: Sequence[Passage], encoder: Encoder, form: TokenForm, progress: Progress) -> Iterator[Row]:
    """The rows of ``passages``, in order; a text that is too long is cut where the encoder ends.

    As many are encoded together as make batches of like length, and no more than that is kept.
    """
    for first in range(0, len(passages), EMBED_AT_ONCE):
        progress("embedding", first, len(passages))
        batch = passages[first : first + EMBED_AT_ONCE]
        encoded = encoder.encode([passage.embedded for passage in batch])
        rows = zip(batch, encoded.pooled, encoded.tokens, encoded.offsets, strict=True)
        yield from ((vector, stored(passage, tokens, at[:, 0], form)) for passage, vector, tokens, at in rows)
    progress("embedding", len(passages), len(passages))
    progress("writing", 0, 1)


def _difference(before: PassageTable | None, after: CutPassages) -> tuple[int, int, int]:
    """Passages added, changed and removed; one that left and one that came under the same heading is a change."""
    now = {passage.id for passage in after.cut.values()}
    old = before.row_of if before is not None else {}
    left = []
    if before is not None:
        others = np.setdiff1d(np.arange(len(before)), after.sources).tolist()
        left = [before[row] for row in others if before.ids[row] not in now]
    gone = Counter((passage.guide, passage.heading_path) for passage in left)
    come = Counter((passage.guide, passage.heading_path) for passage in after.cut.values() if passage.id not in old)
    changed = (gone & come).total()
    return come.total() - changed, changed, gone.total() - changed
