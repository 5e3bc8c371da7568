"""The guides of a generation: each is made of its bytes when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from pydantic import TypeAdapter

from corpus.types import Guide
from index.rows import Rows

_GUIDE = TypeAdapter(Guide)
TEXTS, FACTS = "guides.jsonl", "guide_facts.json"


@dataclass(frozen=True, slots=True)
class GuideFacts:
    """What is known of a guide without reading it: ``size`` are the bytes of its line."""

    slug: str
    role: str
    collection: str
    size: int
    file_digest: str
    repeated: tuple[int, ...] = ()
    """Which of its blocks are asides only because they stand in many files: all that other files decide of it."""


_FACTS = TypeAdapter(tuple[GuideFacts, ...])


class GuideTable(Rows[Guide]):
    """Guides in order. Thread-safe: two threads may make the same one, which are equal."""

    def __init__(self, facts: Sequence[GuideFacts], content: bytes) -> None:
        self.facts = tuple(facts)
        self._content = content
        self._starts = (0, *accumulate(one.size for one in facts))
        self.places = {one.slug: place for place, one in enumerate(facts)}
        self._made: list[Guide | None] = [None] * len(facts)

    @staticmethod
    def lines(guides: Sequence[Guide], before: GuideTable | None = None) -> list[bytes]:
        """Each guide as it is written; as it was ``before`` where it is made of the same file."""
        return [(before and before.known_line(guide)) or _GUIDE.dump_json(guide) + b"\n" for guide in guides]

    def known_line(self, guide: Guide) -> bytes:
        """How a guide was written that is made of the same file and has the same asides; empty where none is."""
        place = self.places.get(guide.slug, -1)
        facts = self.facts[place] if place >= 0 and guide.file_digest else None
        same = facts is not None and (facts.file_digest, facts.repeated) == (guide.file_digest, _repeated(guide))
        return self.line(place) if same else b""

    @staticmethod
    def save(folder: Path, guides: Sequence[Guide], lines: Sequence[bytes]) -> None:
        """Write ``guides``, of which ``lines`` are those of ``GuideTable.lines``."""
        facts = tuple(
            GuideFacts(guide.slug, guide.role, guide.collection, len(line), guide.file_digest, _repeated(guide))
            for guide, line in zip(guides, lines, strict=True)
        )
        with (folder / TEXTS).open("wb") as file:
            file.writelines(lines)
        (folder / FACTS).write_bytes(_FACTS.dump_json(facts))

    @classmethod
    def load(cls, folder: Path) -> GuideTable:
        """Raises ``OSError`` or ``ValueError``."""
        facts, content = _FACTS.validate_json((folder / FACTS).read_bytes()), (folder / TEXTS).read_bytes()
        if sum(one.size for one in facts) != len(content):
            raise ValueError("guides and what is known of them differ")
        return cls(facts, content)

    def __len__(self) -> int:
        return len(self.facts)

    def row(self, row: int) -> Guide:
        guide = self._made[row]
        if guide is None:
            guide = self._made[row] = _GUIDE.validate_json(self.line(row))
        return guide

    def has(self, slug: str, line: bytes) -> bool:
        """Whether the guide with that slug was written as ``line``."""
        return slug in self.places and self.line(self.places[slug]) == line

    def line(self, place: int) -> bytes:
        """A guide as it was written."""
        return self._content[self._starts[place] : self._starts[place + 1]]


def _repeated(guide: Guide) -> tuple[int, ...]:
    return tuple(place for place, block in enumerate(guide.blocks) if block.repeated)


class GuidesBySlug(Mapping[str, Guide]):
    """The same by their slugs, in order."""

    def __init__(self, guides: GuideTable) -> None:
        self._guides, self._places = guides, guides.places

    def __getitem__(self, slug: str) -> Guide:
        return self._guides.row(self._places[slug])

    def __contains__(self, slug: object) -> bool:
        return slug in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
