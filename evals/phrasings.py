"""Ways in which visitors put the questions that all shipped guides have curated entries for.

Writers who saw a few plain phrasings of each entry wrote them in many manners, slang and half a story among them
(docs/evaluation.md). They are what matching is fitted on, and nothing that a question is compared with.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evals.rows import read_rows

PHRASINGS = Path(__file__).parent / "questions" / "phrasings"
ROLE = "{role}"


@dataclass(frozen=True, slots=True)
class Phrasing:
    """How a visitor may ask what the curated ``entry`` is about, ``ROLE`` standing for a role; ``writer`` is the file
    that it stands in."""

    entry: str
    ask: str
    writer: str

    @property
    def names_role(self) -> bool:
        return ROLE in self.ask


class _PhrasingForm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    ask: list[str] = Field(min_length=1)


_ROWS = TypeAdapter(list[_PhrasingForm])


def load_phrasings(folder: Path = PHRASINGS) -> tuple[Phrasing, ...]:
    """All of them, by file. Raises ``CaseError``."""
    return tuple(
        Phrasing(form.id, ask, path.stem)
        for path in sorted(folder.glob("*.yaml"))
        for form in read_rows(path, _ROWS)
        for ask in form.ask
    )
