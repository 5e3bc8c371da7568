"""First messages that name no role, and whether that is what they lack.

They were written by somebody who knew the names of a site's roles only (docs/evaluation.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from evals.rows import read_rows

ROLELESS = Path(__file__).parent / "questions" / "roleless"


class Needs(StrEnum):
    """What a message needs to be answered."""

    ROLE = "role"
    """The role that is meant: it depends on that what is right."""
    CHOICE = "choice"
    """All roles: it chooses among them, or ranks them."""
    NOTHING = "nothing"
    ELSEWHERE = "elsewhere"
    """Guides to other things, or no guides."""


@dataclass(frozen=True, slots=True)
class RolelessMessage:
    """``file`` is the site that it was written to; ``entries`` are the curated questions any of which a choice asks of
    every role, ``None`` where nobody has said."""

    ask: str
    needs: Needs
    file: str
    entries: frozenset[str] | None = None


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    ask: str = Field(min_length=1)
    needs: Needs
    entries: frozenset[str] | None = None


_ROWS = TypeAdapter(list[_Form])


def load_roleless(folder: Path = ROLELESS) -> tuple[RolelessMessage, ...]:
    """All messages, by file. Raises ``CaseError``."""
    return tuple(
        RolelessMessage(form.ask, form.needs, path.stem, form.entries)
        for path in sorted(folder.glob("*.yaml"))
        for form in read_rows(path, _ROWS)
    )
