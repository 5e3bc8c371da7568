"""Visitors' messages that fits read, labelled by people: lists of entries in YAML, a folder in one form each.

``evals/questions/NAME``, of which docs/evaluation.md tells how they were written. ``file`` is an entry's: its writer's
name, or that of the site that it was written to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from assistant.conversation.dialogue_acts import Act
from evals.answers.cases import CaseError

QUESTIONS = Path(__file__).parent / "questions"
ROLE = "{role}"
T = TypeVar("T")
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1)]
_FORM = ConfigDict(extra="forbid")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, config=_FORM)
class LabelledAct:
    """What somebody says who had an answer before, and what that does."""

    say: Text
    does: Act
    file: str = ""


class Needs(StrEnum):
    """What a message needs to be answered."""

    ROLE = "role"
    """The role that is meant: it depends on that what is right."""
    CHOICE = "choice"
    """All roles: it chooses among them, or ranks them."""
    NOTHING = "nothing"
    ELSEWHERE = "elsewhere"
    """Guides to other things, or no guides."""


@dataclass(frozen=True, slots=True, config=_FORM)
class RolelessMessage:
    """A first message that names no role; ``entries`` are the curated questions any of which a choice asks of every
    role, ``None`` where nobody has said."""

    ask: Text
    needs: Needs
    file: str = ""
    entries: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, config=_FORM)
class LabelledMatch:
    """A question about the role of ``guide`` and the ids of its curated ``entries`` that answer it, often none, as a
    reader judged who opened the entries after the questions were written."""

    id: Id
    guide: Text
    ask: Text
    entries: frozenset[str]


@dataclass(frozen=True, slots=True, config=_FORM)
class Phrasing:
    """A way in which a visitor may ask what the curated ``entry`` is about, ``ROLE`` standing for a role: what matching
    is fitted on, and nothing that a question is compared with."""

    entry: str
    ask: str
    file: str


@dataclass(frozen=True, slots=True, config=_FORM)
class _Phrasings:
    id: Id
    ask: Annotated[list[str], Field(min_length=1)]


def load_acts(folder: Path = QUESTIONS / "acts") -> tuple[LabelledAct, ...]:
    """All messages, by file. Raises ``CaseError``."""
    return tuple(replace(row, file=file) for file, row in _rows(folder, TypeAdapter(list[LabelledAct])))


def load_roleless(folder: Path = QUESTIONS / "roleless") -> tuple[RolelessMessage, ...]:
    """The same of those without a role."""
    return tuple(replace(row, file=file) for file, row in _rows(folder, TypeAdapter(list[RolelessMessage])))


def load_matches(folder: Path = QUESTIONS / "matching") -> tuple[LabelledMatch, ...]:
    """The same of matches."""
    return tuple(row for _, row in _rows(folder, TypeAdapter(list[LabelledMatch])))


def load_phrasings(folder: Path = QUESTIONS / "phrasings") -> tuple[Phrasing, ...]:
    """The same of phrasings."""
    rows = _rows(folder, TypeAdapter(list[_Phrasings]))
    return tuple(Phrasing(row.id, ask, file) for file, row in rows for ask in row.ask)


def _rows(folder: Path, form: TypeAdapter[list[T]]) -> Iterator[tuple[str, T]]:
    return ((path.stem, row) for path in sorted(folder.glob("*.yaml")) for row in read_rows(path, form))


def read_rows(path: Path, form: TypeAdapter[list[T]]) -> list[T]:
    """What a file holds. Raises ``CaseError`` naming the file."""
    try:
        return form.validate_python(yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise CaseError(f"{path.name}: {' '.join(str(error).split())[:300]}") from error
