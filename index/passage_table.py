"""The passages of a generation, in columns: one is made when it is first asked for, its text cut out of its guide's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from corpus.types import BlockKind, Guide, Passage
from index.guide_table import GuideTable

_KINDS = tuple(BlockKind)


class _Context(NamedTuple):
    """What many passages of a guide have in common."""

    title: str
    role: str
    collection: str
    topic: str
    heading_path: tuple[str, ...]


class PassageTable(Sequence[Passage]):
    """Passages in order. Thread-safe: two threads may make the same one, which are equal.

    ``ids`` are theirs; ``of_guide`` and ``of_context`` int32 ``(n,)`` say where in the guides and in ``contexts`` a
    passage's are.
    """

    def __init__(
        self,
        guides: GuideTable,
        ids: Sequence[str],
        contexts: Sequence[_Context],
        rows: NDArray[np.int32],
        sentences: NDArray[np.int32],
        bounds: NDArray[np.int64],
    ) -> None:
        if not (len(ids) == len(rows) == len(bounds) - 1):
            raise ValueError("passages and their places differ")
        self.ids, self.contexts = tuple(ids), contexts
        self.of_guide, self.of_context = rows[:, 0], rows[:, 1]
        self.starts = rows[:, 3]
        self._guides, self._rows = guides, rows
        self._sentences, self._bounds = sentences, bounds
        self._made: list[Passage | None] = [None] * len(ids)

    @staticmethod
    def save(folder: Path, passages: Sequence[Passage], guides: Sequence[Guide]) -> None:
        """Write to a new ``folder``. Raises ``ValueError`` where a passage isn't of its guide's text."""
        folder.mkdir()
        places = {guide.slug: place for place, guide in enumerate(guides)}
        contexts: dict[_Context, int] = {}
        rows = np.empty((len(passages), 5), dtype=np.int32)
        for at, one in enumerate(passages):
            place = places.get(one.guide, -1)
            if place < 0 or guides[place].text[one.start : one.end] != one.text:
                raise ValueError(f"passage {one.id} isn't of its guide")
            context = _Context(one.title, one.role, one.collection, one.topic, one.heading_path)
            kind = _KINDS.index(one.kind)
            rows[at] = place, contexts.setdefault(context, len(contexts)), kind, one.start, one.end
        (folder / "ids.json").write_text(json.dumps([one.id for one in passages]), encoding="utf-8")
        (folder / "contexts.json").write_text(json.dumps(list(contexts)), encoding="utf-8")
        np.save(folder / "rows.npy", rows)
        flat = [span for one in passages for span in one.sentences]
        np.save(folder / "sentences.npy", np.array(flat, dtype=np.int32).reshape(-1, 2))
        np.save(folder / "sentence_bounds.npy", np.cumsum([0, *(len(one.sentences) for one in passages)]))

    @classmethod
    def load(cls, folder: Path, guides: GuideTable) -> PassageTable:
        """Raises ``OSError`` or ``ValueError``."""
        contexts = json.loads((folder / "contexts.json").read_bytes())
        return cls(
            guides,
            json.loads((folder / "ids.json").read_bytes()),
            [_Context(title, role, part, topic, tuple(path)) for title, role, part, topic, path in contexts],
            np.load(folder / "rows.npy"),
            np.load(folder / "sentences.npy"),
            np.load(folder / "sentence_bounds.npy"),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, row: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(row, slice):
            return tuple(self[at] for at in range(*row.indices(len(self))))
        passage = self._made[row]
        if passage is None:
            row = range(len(self))[row]
            passage = self._made[row] = self.cut(row, self._guides[int(self.of_guide[row])])
        return passage

    def cut(self, row: int, guide: Guide) -> Passage:
        """A passage, cut out of its ``guide``."""
        _, context, kind, start, end = self._rows[row].tolist()
        shared = self.contexts[context]
        spans = self._sentences[self._bounds[row] : self._bounds[row + 1]].tolist()
        return Passage(
            id=self.ids[row],
            guide=guide.slug,
            title=shared.title,
            role=shared.role,
            heading_path=shared.heading_path,
            topic=shared.topic,
            kind=_KINDS[kind],
            start=start,
            end=end,
            text=guide.text[start:end],
            sentences=tuple((left, right) for left, right in spans),
            collection=shared.collection,
        )

    def has_sentences(self, row: int, passage: Passage) -> bool:
        """Whether a passage is divided into sentences as ``passage``, of the same text, is."""
        spans = self._sentences[self._bounds[row] : self._bounds[row + 1]] - self.starts[row]
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
        topics = sorted({context.topic for context in self.contexts})
        places = {topic: place for place, topic in enumerate(topics)}
        of_context = np.array([places[context.topic] for context in self.contexts], dtype=np.int64)
        return _grouped(of_context[self.of_context], topics)

    def topic(self, row: int) -> str:
        return self.contexts[int(self.of_context[row])].topic

    def role(self, row: int) -> str:
        return self.contexts[int(self.of_context[row])].role

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
