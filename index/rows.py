"""A sequence whose rows are made when one is asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import TypeVar, overload

T = TypeVar("T")


class Rows(Sequence[T]):
    """What one row is, ``row`` says; a slice of them is a tuple."""

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[T, ...]: ...
    def __getitem__(self, row: int | slice) -> T | tuple[T, ...]:
        found = range(len(self))[row]
        return self.row(found) if isinstance(found, int) else tuple(map(self.row, found))

    @abstractmethod
    def row(self, row: int) -> T:
        """The row in that place, counted from the first one."""
