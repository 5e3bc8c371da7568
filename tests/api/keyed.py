"""A key, and an assistant whose desk it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from assistant.desk.coaches import Coach
from tests.api.fakes import ClosedDesk, FakeAssistant, Nobody

Fake = TypeVar("Fake", bound=FakeAssistant)
KEY = "rgk_known"
BEARER = {"Authorization": f"Bearer {KEY}"}


@dataclass
class Somebody(Nobody):
    """Coaches of whom one has ``KEY``."""

    def admitted(self, key: str) -> Coach | None:
        return Coach("Ada") if key == KEY else None


def with_key(assistant: Fake) -> Fake:
    """``assistant``, whose desk is open to ``KEY``."""
    assistant.desk = ClosedDesk(Somebody())  # type: ignore[assignment]
    return assistant
