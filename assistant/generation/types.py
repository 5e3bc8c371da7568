"""The writing step as `assistant/respond.py` sees it: what it is given, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from assistant.quotes import Quote
from assistant.types import Citation, Standalone, Statement, Turn, Usage
from index.types import Hit

Show = Callable[[Statement, tuple[Citation, ...]], None]
"""Hears a statement as soon as it is checked, with the citations that none before it rested on."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What an answer is to be written from: the question that stands alone, what was said before, the hits (best
    first), and the quotes that would be the answer without a model."""

    question: str
    history: tuple[Turn, ...]
    hits: tuple[Hit, ...]
    quotes: tuple[Quote, ...]


class WritingOutcome(StrEnum):
    """What asking the model came to."""

    WRITTEN = "written"
    DECLINED = "declined"
    """It says that the passages don't answer the question."""
    FAILED = "failed"
    """Nothing that it says is shown, at most some of the quotes in its place; ``reason`` says why."""


@dataclass(slots=True)
class Tally:
    """How many of a model's statements were shown as they were, cited anew, replaced by a quote, dropped; and how many
    quotes were added because too little was left."""

    kept: int = 0
    recited: int = 0
    replaced: int = 0
    dropped: int = 0
    added: int = 0
    repeated: int = 0
    """Statements that said no more than one before; they aren't shown."""

    @property
    def held_up(self) -> int:
        return self.kept + self.recited

    @property
    def judged(self) -> int:
        return self.kept + self.recited + self.replaced + self.dropped


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What came of it: statements in order, with their citations, and the Markdown of both."""

    outcome: WritingOutcome
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    text: str = ""
    reason: str = ""
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class Prices:
    """Of a million tokens."""

    read: float
    written: float


@dataclass(slots=True)
class Spent:
    """Tokens, as the providers count them, and what they cost; added up over the calls for one answer."""

    read: int = 0
    written: int = 0
    cost: float | None = 0.0
    """``None`` where a price isn't known."""
    known: bool = False
    failed: bool = False
    """A call for this answer has failed, so that no visitor waits for a second one."""

    def add(self, counted: dict[str, Any] | None, prices: Prices | None) -> None:
        if not counted:
            return
        read, written = int(counted.get("input_tokens") or 0), int(counted.get("output_tokens") or 0)
        cost = None if prices is None else (read * prices.read + written * prices.written) / 1e6
        self.join(Spent(read, written, cost, known=True))

    def join(self, other: Spent) -> None:
        """Add what another call has spent."""
        self.read += other.read
        self.written += other.written
        self.cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        self.known = self.known or other.known


class Writer(Protocol):
    """Writes answers, as `assistant/respond.py` sees it."""

    def stand_alone(self, message: str, history: Sequence[Turn], offline: Standalone, spent: Spent) -> str: ...

    def write(self, brief: Brief, spent: Spent, show: Show) -> WrittenAnswer: ...

    def usage(self, spent: Spent) -> Usage | None: ...
