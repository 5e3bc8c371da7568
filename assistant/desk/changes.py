"""Guides that aren't published yet: indexed apart, in a folder that is gone afterwards.

And what differs from those that are live: guides, curated questions, new text, the answer to the same question.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from assistant.desk.impact_types import AffectedCurated, AnswerSide, CuratedEffect, Effect, GuideChanges, GuideQuote
from assistant.types import Answer, Status
from corpus.lexicon import Lexicon
from corpus.types import CuratedQuestion, Guide
from index.errors import StoreError
from index.generation import Generation, folder_of, live_name, publish
from index.search import Searcher
from index.types import Encoded, Vectors, WrappedEncoder


def guide_changes(before: Sequence[Guide], after: Sequence[Guide]) -> GuideChanges:
    """Which guides come, go and change, without their passages."""
    old, new = ({guide.slug: guide.version for guide in one} for one in (before, after))
    return GuideChanges(
        new=tuple(sorted(new.keys() - old.keys())),
        changed=tuple(sorted(slug for slug in old.keys() & new.keys() if old[slug] != new[slug])),
        gone=tuple(sorted(old.keys() - new.keys())),
    )


def passage_changes(before: Generation, after: Generation) -> tuple[int, int]:
    """How many passages come and how many go."""
    old, new = ({passage.id for passage in one.passages} for one in (before, after))
    return len(new - old), len(old - new)


def fresh_vectors(live: Generation, new: Generation) -> Vectors:
    """Vectors of the passages and of the phrasings of curated questions that the live generation hasn't."""
    passages, phrasings = _fresh(live, new)
    found = [*new.pooled[passages], *(new.curated.vectors[row] for row in phrasings)]
    return np.stack(found) if found else np.zeros((0, 1), dtype=np.float32)


def fresh_places(live: Generation, new: Generation, lexicon: Lexicon) -> frozenset[str]:
    """The places that these speak of, each as the region that it lies in."""
    passages, phrasings = _fresh(live, new)
    texts = [*(new.passages[row].text for row in passages), *(new.curated.texts[row] for row in phrasings)]
    return frozenset(place for text in texts for place in lexicon.places_of(text))


def _fresh(live: Generation, new: Generation) -> tuple[list[int], list[int]]:
    """Rows of the new passages and of the new phrasings."""
    old, texts = {passage.id for passage in live.passages}, set(live.curated.texts)
    return (
        [row for row, passage in enumerate(new.passages) if passage.id not in old],
        [row for row, text in enumerate(new.curated.texts) if text not in texts],
    )


def curated_changes(
    before: tuple[Sequence[Guide], Sequence[CuratedQuestion]], after: tuple[Sequence[Guide], Sequence[CuratedQuestion]]
) -> Iterator[AffectedCurated]:
    """Which curated questions come, go and change; each side is its guides and its questions."""
    old_ones, new_ones = _entries(*before), _entries(*after)
    for guide, id_ in sorted(old_ones.keys() | new_ones.keys()):
        old, now = old_ones.get((guide, id_)), new_ones.get((guide, id_))
        if old is None and now is not None:
            yield AffectedCurated(CuratedEffect.NEW, guide, id_, now[0], (), now[1])
        elif now is None and old is not None:
            yield AffectedCurated(CuratedEffect.GONE, guide, id_, old[0], old[1], ())
        elif old is not None and now is not None and old[1] != now[1]:
            yield AffectedCurated(CuratedEffect.CHANGED, guide, id_, now[0], old[1], now[1])


def _entries(
    guides: Sequence[Guide], questions: Sequence[CuratedQuestion]
) -> dict[tuple[str, str], tuple[str, tuple[str, ...]]]:
    texts = {guide.slug: guide.text for guide in guides}
    return {
        (one.guide, one.id): (one.ask[0], tuple(texts[one.guide][start:end] for start, end in one.answer))
        for one in questions
        if one.guide in texts
    }


@contextmanager
def index_apart(index: Path) -> Iterator[Path]:
    """A folder for an index with a copy of the live generation of ``index``, so that only what is new is embedded."""
    with tempfile.TemporaryDirectory(prefix="guides-impact-") as scratch:
        folder = Path(scratch)
        (folder / "encoders").symlink_to((index / "encoders").resolve())
        with suppress(StoreError, OSError):  # without it everything is embedded
            if (name := live_name(index)) is not None:
                shutil.copytree(folder_of(index, name), folder_of(folder, name))
                publish(folder, name)
        yield folder


@contextmanager
def edited(corpus: Path, name: str, text: str) -> Iterator[Path]:
    """A copy of ``corpus`` in which the file ``name`` says ``text``. ``name`` must be a plain file name."""
    with tempfile.TemporaryDirectory(prefix="guides-impact-") as scratch:
        copy = Path(shutil.copytree(corpus, Path(scratch) / "corpus"))
        found = sorted(copy.rglob(name))
        (found[0] if found else copy / name).write_text(text, encoding="utf-8")
        yield copy


@dataclass(eq=False)
class EncodedAhead(WrappedEncoder):
    """An encoder that knows some texts by heart; whatever else it is asked for, ``encoder`` reads. Not for two threads
    while ``learn`` runs."""

    _known: dict[str, Encoded] = field(default_factory=dict)

    def learn(self, texts: Iterable[str]) -> None:
        """Encode ``texts`` in as few forwards as they take, each once."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        if fresh:
            found = self.encoder.encode(fresh)
            for row, text in enumerate(fresh):
                one = slice(row, row + 1)
                self._known[text] = Encoded(found.pooled[one], found.tokens[one], found.offsets[one])

    def encode(self, texts: Sequence[str]) -> Encoded:
        known = self._known.get(texts[0]) if len(texts) == 1 else None
        return known if known is not None else self.encoder.encode(texts)


def learn(searcher: Searcher, questions: Iterable[str]) -> None:
    """Encode together what is going to be asked of ``searcher``, where it keeps that."""
    if isinstance(searcher.encoder, EncodedAhead):
        searcher.encoder.learn(searcher.normalise(searcher.mend(question)) for question in questions)


def side_of(answer: Answer) -> AnswerSide:
    """An answer as it is set beside another."""
    return AnswerSide(
        answer.status.value, answer.text, tuple(GuideQuote(one.guide, one.quote) for one in answer.citations)
    )


def effect_of(before: AnswerSide, after: AnswerSide, *, lost: bool) -> Effect | None:
    """What becomes of ``before``, of which a quote may be ``lost``; ``None`` where it stays."""
    was = before.status == Status.ANSWERED.value
    now = after.status == Status.ANSWERED.value
    if was and after.status not in (Status.ANSWERED.value, Status.PARTIAL.value):
        return Effect.REFUSED
    if now and not was:
        return Effect.ANSWERED
    same = before.status == after.status and set(before.quotes) == set(after.quotes)
    return None if same or not (was or lost) else Effect.CHANGED
