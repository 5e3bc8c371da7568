"""What a change of the guides means for answers that were given, as the desk shows it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from assistant.storage.spans import CitedSpan
from corpus.types import CuratedQuestion, Guide
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


class GuideQuote(NamedTuple):
    """Text of a guide, by the guide's slug."""

    guide: str
    quote: str


@dataclass(frozen=True, slots=True)
class AnswerSide:
    """An answer: its status, its text, and what its citations quote."""

    status: str
    text: str
    quotes: tuple[GuideQuote, ...]


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
class Case:
    """A question with a known answer, from a file of an evaluation: ``gold`` is what it
    stands in, ``guides`` are those that it is asked of. ``alone`` is whether it can be asked without a conversation."""

    id: str
    file: str
    question: str
    guides: tuple[str, ...]
    gold: tuple[GuideQuote, ...]
    alone: bool


@dataclass(frozen=True, slots=True)
class AffectedCase:
    """A case whose answer changes. ``lost`` are its quotes that the live guides hold and the new ones don't; both
    sides are ``None`` where it wasn't asked."""

    effect: Effect
    case: Case
    lost: tuple[GuideQuote, ...]
    before: AnswerSide | None
    after: AnswerSide | None


@dataclass(frozen=True, slots=True)
class GuideChanges:
    """Guides by slug, and how many passages come and go; ``None`` where the new guides weren't indexed."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    passages_added: int | None = None
    passages_removed: int | None = None


@dataclass(frozen=True, slots=True)
class Impact:
    """What publishing would do.

    Of ``spans`` quotes that past answers cite, which is known without asking anything again, ``lost`` are gone; so many
    ``answers`` to ``questions`` different questions cite those, and ``lost_quotes`` are those that most cite.
    ``asked_again`` questions were asked of the new guides, ``left_out`` more could change and were not; of those that
    lose a quote ``unlisted`` aren't among ``affected`` either. ``cases`` are those of an evaluation that change,
    ``cases_left_out`` could and weren't asked. ``findings`` are what is wrong with the new files.
    """

    guides: GuideChanges
    spans: int
    lost: int
    answers: int
    questions: int
    lost_quotes: tuple[CitedSpan, ...]
    affected: tuple[Affected, ...]
    curated: tuple[AffectedCurated, ...]
    cases: tuple[AffectedCase, ...]
    asked_again: int
    left_out: int
    unlisted: int
    cases_left_out: int
    findings: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Edited:
    """Guides as their files say them, before anything is indexed."""

    guides: tuple[Guide, ...]
    questions: tuple[CuratedQuestion, ...]
    findings: tuple[str, ...]


Read = Callable[[Path], Edited]
"""Reads a corpus. Raises ``CorpusError`` or ``EmptyCorpus``."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Guides that aren't published yet, indexed apart."""

    searcher: Searcher
    findings: tuple[str, ...]


Prepare = Callable[[Path, Searcher], AbstractContextManager[Candidate]]
"""Indexes a corpus apart from the live one, for as long as it is open. Raises ``CorpusError``, ``IndexingError``."""
