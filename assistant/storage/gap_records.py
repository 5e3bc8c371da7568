"""What is kept of gaps, as it comes back out of the database."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from assistant.language.tokens import plain
from assistant.storage.asked import AskedQuestion
from assistant.types import Status


class DecisionState(StrEnum):
    """What a coach has decided of a gap. ``DISMISSED`` holds for good, ``EXPIRED`` until it is asked about again."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class InVain(AskedQuestion):
    """One time that somebody asked in vain. ``status``, ``down`` (voted) and ``unsure`` say how."""

    message_id: str
    status: Status
    down: bool
    unsure: bool
    demo: bool


@dataclass(frozen=True, slots=True)
class Unmet:
    """A question that was refused, or answered in part where it never was refused, and how often."""

    question: str
    guides: tuple[str, ...]
    asked: int
    refused: bool


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question that was looked at before: its gap (empty where it is none), its scope, its vector."""

    key: str
    gap: str
    scope: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Check:
    """What came of asking a question again of ``generation``."""

    key: str
    generation: str
    answered: bool
    status: Status
    confidence: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What a coach has decided of a gap; empty fields leave what the desk says itself."""

    fingerprint: str
    state: DecisionState = DecisionState.OPEN
    title: str = ""
    note: str = ""
    guide: str = ""
    topic: str = ""
    decided: datetime | None = None
    decided_by: str = ""


def key_of(question: str, guides: Sequence[str]) -> str:
    """What a question is known by: its words, whatever their case and spaces, and the guides pinned with it."""
    return hashlib.sha256(json.dumps([plain(question), *sorted(guides)]).encode()).hexdigest()
