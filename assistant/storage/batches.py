"""Many values in one statement, as many as databases take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500
"""Values that one statement names; databases bound how many there may be."""
T = TypeVar("T")


def batches(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """``values`` in parts of ``AT_ONCE``."""
    return (values[first : first + AT_ONCE] for first in range(0, len(values), AT_ONCE))
