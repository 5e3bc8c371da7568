"""What a quantity is, and when two are the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.language.quantities.vocabulary import TIMES_A_YEAR


class Unit(StrEnum):
    """What a quantity is a quantity of; ``Quantity.of`` tells which currency or measure."""

    COUNT = "count"
    SHARE = "share"
    POINTS = "points"
    FACTOR = "factor"
    MONEY = "money"
    TIME = "time"
    FREQUENCY = "frequency"
    MEASURE = "measure"
    RANK = "rank"
    YEAR = "year"
    MONTH = "month"
    CLOCK = "clock"


class Bound(StrEnum):
    """How a value bounds what is meant."""

    EXACT = ""
    LEAST = "at least"
    MOST = "at most"
    ABOUT = "about"
    ONLY = "only"


_ALIKE = ({Unit.COUNT, Unit.RANK}, {Unit.COUNT, Unit.FACTOR}, {Unit.SHARE, Unit.FACTOR})
"""Units of which one may stand for the other: "version three" and "the third version", "half" and "50%"."""
_ROOM = {Unit.SHARE: 0.02, Unit.TIME: 0.015, Unit.FREQUENCY: 0.02}
"""How far, of its value, the same may be off when it is said in other units: a third is 33%, a month thirty days."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """``low`` to ``high`` of a unit, as ``text[start:end]`` says it.

    Shares are parts of one, times are hours, frequencies times a year, clock times minutes after midnight. ``vague`` is
    one of which only the order is said ("hundreds of").
    """

    low: float
    high: float
    unit: Unit
    of: str
    start: int
    end: int
    bound: Bound = Bound.EXACT
    per: str = ""
    vague: bool = False
    face: float = -1.0
    """The number itself, as it is said, where a unit stands beside it: 6 of "6%"."""
    bounded_by: int = 0
    """Characters before it that bound it, as in "no fewer than ten"."""

    def same(self, other: Quantity) -> bool:
        """Whether both say the same amount of the same measure, whatever bounds it."""
        if self.vague or other.vague:
            return _same_order(self, other)
        if self.unit is other.unit is Unit.CLOCK:
            day = 720.0 if "" in (self.of, other.of) else 1440.0
            return all(a % day == b % day for a, b in ((self.low, other.low), (self.high, other.high)))
        if {self.unit, other.unit} in _ALIKE:
            return self.low == other.low and self.high == other.high
        if {self.unit, other.unit} == {Unit.COUNT, Unit.FREQUENCY}:
            return self._times_a_year() == other._times_a_year() is not None
        if self.unit is not other.unit or self.of != other.of:
            return False
        room = 1e-9 if self._unit_word() == other._unit_word() is not None else _ROOM.get(self.unit, 1e-9)
        return all(
            abs(a - b) <= room * max(abs(a), abs(b)) for a, b in ((self.low, other.low), (self.high, other.high))
        )

    def _times_a_year(self) -> float | None:
        """How often something is in a year: six times, "four ferries an hour"; ``None`` where no period is said."""
        if self.unit is Unit.FREQUENCY:
            return round(self.low)
        return round(self.low * TIMES_A_YEAR[self.per]) if self.per in TIMES_A_YEAR else None

    def _unit_word(self) -> float | None:
        """What one of the unit that is said comes to in the measure; ``None`` where no number stands beside a unit."""
        return round(self.low / self.face, 9) if self.face > 0 and self.low == self.high else None


def _same_order(one: Quantity, other: Quantity) -> bool:
    """Whether something vague and another number may be the same: "hundreds of" and 250."""
    if one.unit is not other.unit:
        return False
    if one.vague and other.vague:
        return one.low == other.low
    vague, exact = (one, other) if one.vague else (other, one)
    return 2 * vague.low <= exact.low and exact.high < 10 * vague.low
