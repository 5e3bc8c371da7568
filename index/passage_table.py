"""The passages of a generation, in columns: one is made when it is first asked for, its text cut out of its guide's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from corpus.types import BlockKind, Guide, Passage
from index.guide_table import GuideTable
from index.rows import Rows

KINDS = tuple(BlockKind)


IDS, CONTEXTS, NAMES = "ids.json", "contexts.jsonl", "names.json"
ROWS, SENTENCES, BOUNDS = "rows.npy", "sentences.npy", "sentence_bounds.npy"


class Column(IntEnum):
    """What stands where in a passage's row: the place of its guide, and of its context among that guide's; where it
    begins and ends in the guide's text; the places of its topic and of its role among all."""

    GUIDE = 0
    CONTEXT = 1
    KIND = 2
    START = 3
    END = 4
    TOPIC = 5
    ROLE = 6


class Context(NamedTuple):
    """What some passages of a guide have in common."""

    title: str
    collection: str
    heading_path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Passages as they are stored, in order: ``rows`` int32 ``(n, 7)`` by ``Column``; the ``sentences``, int32
    ``(s, 2)``, of the passage ``i`` are ``bounds[i]:bounds[i + 1]``. ``contexts`` is a line for each guide, ``topics``
    and ``roles`` are all that there are."""

    ids: Sequence[str]
    contexts: Sequence[bytes]
    topics: Sequence[str]
    roles: Sequence[str]
    rows: NDArray[np.int32]
    sentences: NDArray[np.int32]
    bounds: NDArray[np.int64]

    def save(self, folder: Path) -> None:
        """Write to a new ``folder``."""
        folder.mkdir()
        (folder / IDS).write_text(json.dumps(self.ids), encoding="utf-8")
        (folder / CONTEXTS).write_bytes(b"".join(self.contexts))
        (folder / NAMES).write_text(json.dumps([self.topics, self.roles]), encoding="utf-8")
        for name, column in ((ROWS, self.rows), (SENTENCES, self.sentences), (BOUNDS, self.bounds)):
            np.save(folder / name, column)

    @classmethod
    def load(cls, folder: Path) -> Columns:
        """Raises ``OSError`` or ``ValueError``."""
        topics, roles = json.loads((folder / NAMES).read_bytes())
        contexts = (folder / CONTEXTS).read_bytes().splitlines(keepends=True)
        rows, sentences, bounds = (np.load(folder / name, allow_pickle=False) for name in (ROWS, SENTENCES, BOUNDS))
        return cls(json.loads((folder / IDS).read_bytes()), contexts, topics, roles, rows, sentences, bounds)


def context_line(contexts: Iterable[Context]) -> bytes:
    """The contexts of a guide as they are written."""
    return json.dumps(list(contexts)).encode() + b"\n"


class PassageTable(Rows[Passage]):
    """Passages in order. Thread-safe: two threads may make the same one, which are equal."""

    def __init__(self, guides: GuideTable, columns: Columns) -> None:
        if not (len(columns.ids) == len(columns.rows) == len(columns.bounds) - 1):
            raise ValueError("passages and their places differ")
        if len(columns.contexts) != len(guides):
            raise ValueError("guides and the contexts of their passages differ")
        self.ids, self.columns = tuple(columns.ids), columns
        self.of_guide, self.starts = columns.rows[:, Column.GUIDE], columns.rows[:, Column.START]
        self._guides = guides
        self._contexts: dict[int, list[Context]] = {}
        self._made: list[Passage | None] = [None] * len(self.ids)

    @classmethod
    def load(cls, folder: Path, guides: GuideTable) -> PassageTable:
        """Raises ``OSError`` or ``ValueError``."""
        return cls(guides, Columns.load(folder))

    def __len__(self) -> int:
        return len(self.ids)

    def row(self, row: int) -> Passage:
        passage = self._made[row]
        if passage is None:
            passage = self._made[row] = self.cut(row, self._guides[int(self.of_guide[row])])
        return passage

    def cut(self, row: int, guide: Guide) -> Passage:
        """A passage, cut out of its ``guide``."""
        columns = self.columns
        place, context, kind, start, end, topic, role = columns.rows[row].tolist()
        shared = self._contexts_of(place)[context]
        spans = columns.sentences[columns.bounds[row] : columns.bounds[row + 1]].tolist()
        return Passage(
            id=self.ids[row],
            guide=guide.slug,
            title=shared.title,
            role=columns.roles[role],
            heading_path=shared.heading_path,
            topic=columns.topics[topic],
            kind=KINDS[kind],
            start=start,
            end=end,
            text=guide.text[start:end],
            sentences=tuple((left, right) for left, right in spans),
            collection=shared.collection,
        )

    def _contexts_of(self, place: int) -> list[Context]:
        found = self._contexts.get(place)
        if found is None:
            written = json.loads(self.columns.contexts[place])
            found = self._contexts[place] = [Context(title, part, tuple(path)) for title, part, path in written]
        return found

    def has_sentences(self, row: int, passage: Passage) -> bool:
        """Whether a passage is divided into sentences as ``passage``, of the same text, is."""
        bounds = self.columns.bounds
        spans = self.columns.sentences[bounds[row] : bounds[row + 1]] - self.starts[row]
        found: list[list[int]] = spans.tolist()
        return found == [[start - passage.start, end - passage.start] for start, end in passage.sentences]

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The row of each id."""
        return {id_: row for row, id_ in enumerate(self.ids)}

    def rows_by_guide(self) -> dict[str, NDArray[np.int64]]:
        """The rows of every guide's passages, by its slug."""
        return _grouped(self.of_guide, [guide.slug for guide in self._guides.facts])

    def rows_by_topic(self) -> dict[str, NDArray[np.int64]]:
        """The rows of every topic's passages."""
        return _grouped(self.columns.rows[:, Column.TOPIC], self.columns.topics)

    def topics(self, rows: Sequence[int]) -> list[str]:
        return [self.columns.topics[place] for place in self.columns.rows[rows, Column.TOPIC].tolist()]

    def roles(self, rows: Sequence[int]) -> list[str]:
        return [self.columns.roles[place] for place in self.columns.rows[rows, Column.ROLE].tolist()]

    def guide(self, row: int) -> str:
        """The slug of a passage's guide."""
        return self._guides.facts[int(self.of_guide[row])].slug


def _grouped(places: NDArray[np.integer[Any]], names: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    """The rows of each of ``names`` that has some, in order; ``places`` says of each row which name it has."""
    order = np.argsort(places, kind="stable")
    bounds = np.searchsorted(places[order], np.arange(len(names) + 1))
    return {
        name: order[first:last]
        for name, first, last in zip(names, bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
        if last > first
    }
