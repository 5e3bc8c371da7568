"""How far a command has come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
"""Called as ``progress(stage, done, total)``."""


def tracked(stage: str, things: Sequence[T], progress: Progress | None) -> Iterator[T]:
    """``things`` one after the other, each told to ``progress`` once it is done with."""
    for done, one in enumerate(things, start=1):
        yield one
        if progress is not None:
            progress(stage, done, len(things))
