"""What a change of the guides means for answers that were given, as the desk shows it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from index.search import Searcher


class Effect(StrEnum):
    """What becomes of an answer."""

    REFUSED = "refused"
    """It was answered and isn't any more."""
    CHANGED = "changed"
    """It is answered with other quotes, or only in part."""
    ANSWERED = "answered"
    """It was refused, or answered in part, and is answered."""
    LOST = "lost"
    """A quote of its answer is gone; what takes its place wasn't looked at, because that is bounded."""


class CuratedEffect(StrEnum):
    """What becomes of a curated question."""

    NEW = "new"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class AnswerSide:
    """An answer: its status, its text, and of each citation the guide and the quote."""

    status: str
    text: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Affected:
    """A question whose answer changes, how often it was asked, and both answers; ``after`` is ``None`` for ``LOST``."""

    effect: Effect
    question: str
    guides: tuple[str, ...]
    asked: int
    before: AnswerSide
    after: AnswerSide | None


@dataclass(frozen=True, slots=True)
class AffectedCurated:
    """A curated question that changes; the quotes are empty where it has none."""

    effect: CuratedEffect
    guide: str
    id: str
    question: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GuideChanges:
    """Guides by slug, and how many passages come and go."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    passages_added: int
    passages_removed: int


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing would do.

    ``spans`` are cited by past answers, of which ``lost`` are gone, which ``answers`` answers cite. ``asked_again``
    questions were asked of the new guides, ``left_out`` more could change and were not. ``findings`` are what is wrong
    with the new files.
    """

    guides: GuideChanges
    spans: int
    lost: int
    answers: int
    affected: tuple[Affected, ...]
    curated: tuple[AffectedCurated, ...]
    asked_again: int
    left_out: int
    findings: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Guides that aren't published yet, indexed apart."""

    searcher: Searcher
    findings: tuple[str, ...]


Prepare = Callable[[Path], AbstractContextManager[Candidate]]
"""Indexes a corpus apart from the live one, for as long as it is open. Raises ``CorpusError``, ``IndexingError``."""
