"""Bring the index up to a corpus: what is new is embedded, what is known is carried over, what is gone is gone."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from corpus.known import reading_code
from corpus.lexicon import Lexicon
from corpus.split import split
from corpus.types import Corpus, CuratedQuestion, Guide, Passage
from index.building import Content, Row, write_generation
from index.curated import CuratedIndex
from index.earlier import Earlier
from index.errors import EmptyCorpus, StoreError
from index.generation import Generation, live_name, new_name, open_generation, prune, publish
from index.guide_table import GuideTable
from index.late_interaction import stored
from index.lock import PATIENCE, writing
from index.passage_table import PassageTable
from index.query import WordCounts, Wording
from index.token_form import TokenForm, form_for
from index.types import Encoder, IndexReport
from index.vectors import VectorStores

Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``; stages are "reading", "embedding" and "writing"."""

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
    keep: int = 3,
    progress: Progress | None = None,
    wording_of: WordingOf | None = None,
    patience: float = PATIENCE,
) -> IndexReport:
    """Index ``corpus``, which was read with ``lexicon``, into ``index`` and publish it, unless nothing has changed.

    Phrasings of curated questions are embedded in the words of ``wording_of``, as questions are; as they stand without.
    Another process that writes the index is waited for, for ``patience`` seconds at most. Raises ``Busy``,
    ``EmptyCorpus`` or ``StoreError``; the live generation then goes on serving.
    """
    started, report = time.perf_counter(), progress or (lambda stage, done, total: None)
    if not corpus.guides:
        raise EmptyCorpus("no guide could be read; the published index, if any, is kept")
    index.mkdir(parents=True, exist_ok=True)
    with writing(index, patience), ExitStack() as stack:
        live = _readable_live(index, encoder, stores)
        stack.callback(live.close if live is not None else lambda: None)
        content, earlier = _content(index, corpus, encoder, lexicon, live, wording_of)
        counts = len(corpus.guides), len(content.passages)
        if live is not None and live.manifest.digest == content.digest:
            return IndexReport(live.manifest.name, *counts, 0, 0, 0, 0, time.perf_counter() - started, False)
        name = new_name(index, content.digest, datetime.now(UTC))
        fresh = earlier.fresh(content.passages) if earlier is not None else content.passages
        rows = embedded(fresh, encoder, content.form, report)
        write_generation(index, name, stores, content, rows, earlier).close()
        difference = _difference(live.passages if live is not None else None, content.passages)
        stack.close()  # what is held isn't pruned
        publish(index, name)
        prune(index, keep, stores)
        report("writing", 1, 1)
    return IndexReport(name, *counts, *difference, len(fresh), time.perf_counter() - started, True)


def _content(
    index: Path,
    corpus: Corpus,
    encoder: Encoder,
    lexicon: Lexicon,
    live: Generation | None,
    wording_of: WordingOf | None,
) -> tuple[Content, Earlier | None]:
    """What is to be indexed, and what is carried over for it. Raises ``EmptyCorpus``."""
    lines, form = GuideTable.lines(corpus.guides), form_for(encoder.name, encoder.dimension)
    passages = _split_all(corpus.guides, lines, encoder, live)
    if not passages:
        raise EmptyCorpus("the guides hold no text; the published index, if any, is kept")
    kept = live if live is not None and live.tokens.form.same_as(form) else None
    earlier = Earlier.of(index, kept, passages) if kept is not None else None
    words = _counted(passages, earlier)
    phrasings = _phrasings(corpus.questions, words, wording_of)
    return Content(
        encoder.name,
        encoder.dimension,
        _digest(encoder, lexicon, lines, corpus.questions, phrasings),
        corpus.guides,
        lines,
        passages,
        lexicon,
        words,
        form,
        _curated(live, corpus.questions, phrasings, encoder),
        encoder.fingerprint,
        reading_code(),
    ), earlier


def _split_all(
    guides: Sequence[Guide], lines: Sequence[bytes], encoder: Encoder, live: Generation | None
) -> tuple[Passage, ...]:
    """The passages of ``guides``; those of a guide that is the same in the live generation as they are there."""

    def fits(text: str) -> bool:
        # A token is at least one character, so most texts need no tokenizer to be known to fit.
        return len(text) <= encoder.max_tokens or encoder.count_tokens(text) <= encoder.max_tokens

    same = live if live is not None and live.manifest.split_by == reading_code() else None
    rows = same.passages.rows_by_guide() if same is not None else {}
    passages: list[Passage] = []
    for guide, line in zip(guides, lines, strict=True):
        if same is not None and same.guides.has(guide.slug, line):
            passages += [same.passages.cut(int(row), guide) for row in rows.get(guide.slug, ())]
        else:
            passages += split(guide, fits)
    return tuple(passages)


def _counted(passages: Sequence[Passage], earlier: Earlier | None) -> WordCounts:
    if earlier is None:
        return WordCounts.of([passage.embedded for passage in passages])
    gone, come = earlier.left_out, earlier.fresh(passages)
    return earlier.generation.words.changed([one.embedded for one in gone], [one.embedded for one in come])


def _phrasings(
    questions: Sequence[CuratedQuestion], words: WordCounts, wording_of: WordingOf | None
) -> tuple[str, ...]:
    """All phrasings in order, in the words that they are embedded in."""
    asked = tuple(phrasing for question in questions for phrasing in question.ask)
    if wording_of is None or not asked:
        return asked
    wording = wording_of(words)
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


def _readable_live(index: Path, encoder: Encoder, stores: VectorStores) -> Generation | None:
    """The live generation where its rows can be carried over: whole, and of the same encoder. To be closed."""
    try:
        name = live_name(index)
        live = open_generation(index, name, stores, whole=True) if name is not None else None
    except StoreError:
        return None  # damaged or of another format: everything is embedded again
    if live is None or (live.manifest.encoder, live.manifest.fingerprint) == (encoder.name, encoder.fingerprint):
        return live
    live.close()
    return None


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


def _difference(before: PassageTable | None, after: Sequence[Passage]) -> tuple[int, int, int]:
    """Passages added, changed and removed; one that left and one that came under the same heading is a change."""
    old, new = before.row_of if before is not None else {}, {passage.id for passage in after}
    left = [before[row] for id_, row in old.items() if id_ not in new] if before is not None else []
    gone = Counter((passage.guide, passage.heading_path) for passage in left)
    come = Counter((passage.guide, passage.heading_path) for passage in after if passage.id not in old)
    changed = (gone & come).total()
    return come.total() - changed, changed, gone.total() - changed
