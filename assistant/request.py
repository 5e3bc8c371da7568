"""What one turn is asked, and what it is answered with."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.answering.likeness import Matching
from assistant.generation.types import Writer
from assistant.types import Listener, Turn
from index.search import Searcher


@dataclass(frozen=True, slots=True)
class Request:
    """A message after ``history`` (oldest turn first), to be answered from ``guides`` only where given, else from the
    collections that it names. ``listener`` hears the statements as they come."""

    message: str
    history: tuple[Turn, ...] = ()
    guides: tuple[str, ...] = ()
    listener: Listener | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a request is answered with: the generation's ``searcher``; a ``writer`` that words the answer (where it
    can't, the guides' own sentences are the answer); ``matching``, without which curated questions are passed over.
    ``abstain=False`` answers whatever the hits are, for evaluations."""

    searcher: Searcher
    writer: Writer | None = None
    matching: Matching | None = None
    abstain: bool = True
