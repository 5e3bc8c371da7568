"""The passages of a corpus that is being indexed: those of guides that are the same as in the generation before aren't
made until one is asked for, and their columns are those that it has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.types import Guide, Passage
from index.passage_table import KINDS, Column, Columns, Context, PassageTable, context_line
from index.rows import Rows


@dataclass(frozen=True, slots=True)
class Same:
    """A guide that is the same in the generation before: its place and its passages' rows there."""

    place: int
    rows: NDArray[np.int64]


class CutPassages(Rows[Passage]):
    """Passages in order. ``sources`` int64 ``(n,)`` is each one's row in the table ``before``, of a guide that is the
    same there, or -1: it is then among ``cut``, by its row. ``of_guide`` says where in ``guides`` its guide is."""

    def __init__(
        self, guides: Sequence[Guide], parts: Sequence[Same | Sequence[Passage]], before: PassageTable | None = None
    ) -> None:
        """``parts`` are the passages of each of ``guides``."""
        self.guides, self.parts, self.before = guides, parts, before
        sizes = [len(part.rows) if isinstance(part, Same) else len(part) for part in parts]
        none = np.zeros(0, dtype=np.int64)
        self.sources = np.concatenate(
            [none, *(part.rows if isinstance(part, Same) else np.full(len(part), -1) for part in parts)]
        )
        self.of_guide = np.repeat(np.arange(len(parts)), sizes)
        every = (one for part in parts if not isinstance(part, Same) for one in part)
        self.cut = dict(zip(np.flatnonzero(self.sources < 0).tolist(), every, strict=True))

    @classmethod
    def all_cut(cls, guides: Sequence[Guide], passages: Iterable[Passage]) -> CutPassages:
        """``passages`` of ``guides``, both in order. Raises ``ValueError`` where one is of another guide."""
        of_guide: dict[str, list[Passage]] = {guide.slug: [] for guide in guides}
        for one in passages:
            if one.guide not in of_guide:
                raise ValueError(f"passage {one.id} isn't of its guide")
            of_guide[one.guide].append(one)
        return cls(guides, list(of_guide.values()))

    @property
    def ids(self) -> list[str]:
        known = self.before.ids if self.before is not None else ()
        return [known[source] if source >= 0 else self.cut[row].id for row, source in enumerate(self.sources.tolist())]

    def __len__(self) -> int:
        return len(self.sources)

    def row(self, row: int) -> Passage:
        if row in self.cut:
            return self.cut[row]
        assert self.before is not None  # a source is a row of it
        return self.before.cut(int(self.sources[row]), self.guides[int(self.of_guide[row])])


def columns_of(passages: CutPassages) -> Columns:
    """As they are to be stored. Raises ``ValueError`` where a passage isn't of its guide's text."""
    known = passages.before.columns if passages.before is not None else None
    carried = passages.sources >= 0
    rows = np.empty((len(passages), len(Column)), dtype=np.int32)
    topics, roles = ({getattr(one, name) for one in passages.cut.values()} for name in ("topic", "role"))
    if known is not None:
        rows[carried] = known.rows[passages.sources[carried]]
        topics |= _used(known.topics, rows[carried, Column.TOPIC])
        roles |= _used(known.roles, rows[carried, Column.ROLE])
        rows[carried, Column.TOPIC] = _moved(known.topics, sorted(topics))[rows[carried, Column.TOPIC]]
        rows[carried, Column.ROLE] = _moved(known.roles, sorted(roles))[rows[carried, Column.ROLE]]
    rows[:, Column.GUIDE] = passages.of_guide
    contexts, names = [], (_places(topics), _places(roles))
    first = 0
    for guide, part in zip(passages.guides, passages.parts, strict=True):
        if isinstance(part, Same):
            assert known is not None  # a guide is the same as one of the table before
            contexts.append(known.contexts[part.place])
            first += len(part.rows)
        else:
            contexts.append(_write(rows[first : first + len(part)], guide, part, *names))
            first += len(part)
    sentences, bounds = _sentences(passages, known)
    return Columns(passages.ids, contexts, sorted(topics), sorted(roles), rows, sentences, bounds)


def _places(names: set[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(sorted(names))}


def _used(names: Sequence[str], places: NDArray[np.int32]) -> set[str]:
    return {names[place] for place in np.unique(places).tolist()}


def _moved(before: Sequence[str], after: Sequence[str]) -> NDArray[np.int32]:
    """Where each name of ``before`` is in ``after``; anywhere, where it isn't."""
    places = {name: place for place, name in enumerate(after)}
    return np.array([places.get(name, 0) for name in before], dtype=np.int32)


def _write(
    rows: NDArray[np.int32], guide: Guide, passages: Sequence[Passage], topics: dict[str, int], roles: dict[str, int]
) -> bytes:
    """Fill in the ``rows`` of ``passages``, all but their guide's place; the line of their contexts."""
    contexts: dict[Context, int] = {}
    for row, one in zip(rows, passages, strict=True):
        if one.guide != guide.slug or guide.text[one.start : one.end] != one.text:
            raise ValueError(f"passage {one.id} isn't of its guide")
        context = contexts.setdefault(Context(one.title, one.collection, one.heading_path), len(contexts))
        kind = KINDS.index(one.kind)
        row[Column.CONTEXT :] = context, kind, one.start, one.end, topics[one.topic], roles[one.role]
    return context_line(contexts)


def _sentences(passages: CutPassages, known: Columns | None) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """All sentences, and where each passage's begin, and the last one's end."""
    held = np.zeros(len(passages), dtype=np.int64)
    carried = passages.sources >= 0
    if known is not None:
        held[carried] = np.diff(known.bounds)[passages.sources[carried]]
    for row, one in passages.cut.items():
        held[row] = len(one.sentences)
    bounds = np.concatenate([[0], np.cumsum(held)])
    sentences = np.empty((int(bounds[-1]), 2), dtype=np.int32)
    if known is not None:
        inside = np.repeat(carried, held)
        sentences[inside] = known.sentences[ranges(known.bounds[passages.sources[carried]], held[carried])]
    for row, one in passages.cut.items():
        sentences[bounds[row] : bounds[row + 1]] = np.array(one.sentences, dtype=np.int32).reshape(-1, 2)
    return sentences, bounds


def ranges(firsts: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """``firsts[0] ... firsts[0] + sizes[0] - 1``, then those of the next, and so on."""
    shifts = firsts - np.concatenate([[0], np.cumsum(sizes)[:-1]]) if len(sizes) else firsts
    return np.repeat(shifts, sizes) + np.arange(int(sizes.sum()))
