"""The passages of a corpus that is being indexed: those of guides that are the same as in the generation before aren't
made until one is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.types import Guide, Passage
from index.passage_table import PassageTable
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
