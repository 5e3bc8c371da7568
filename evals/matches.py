"""Visitors' questions and the curated entries of a guide that are a right reply to each, as a reader judged.

They were written from the guides before the entries were opened, and labelled afterwards; near misses of entries were
added (docs/evaluation.md). A file of ``questions/matching`` is called as its guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evals.rows import read_rows

MATCHES = Path(__file__).parent / "questions" / "matching"


@dataclass(frozen=True, slots=True)
class LabelledMatch:
    """A question about the role of ``guide`` and the ids of its curated ``entries`` that answer it, often none."""

    id: str
    guide: str
    ask: str
    entries: frozenset[str]


class _MatchForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    guide: str = Field(min_length=1)
    ask: str = Field(min_length=1)
    entries: list[str]


_ROWS = TypeAdapter(list[_MatchForm])


def load_matches(folder: Path = MATCHES) -> tuple[LabelledMatch, ...]:
    """All labelled matches, by file. Raises ``CaseError``."""
    return tuple(
        LabelledMatch(form.id, form.guide, form.ask, frozenset(form.entries))
        for path in sorted(folder.glob("*.yaml"))
        for form in read_rows(path, _ROWS)
    )
