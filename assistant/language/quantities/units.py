"""What digits and number words are worth, and which quantity they are of by the unit that stands after them.

Runs of number words are read by text2num.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from text_to_num import text2num

from assistant.language.quantities.patterns import UNIT
from assistant.language.quantities.surroundings import AGE, AGED, AND_A_HALF, CLAUSE_CUT, RATE
from assistant.language.quantities.types import Quantity, Unit
from assistant.language.quantities.vocabulary import CURRENCIES, HOURS, MEASURES, PERIOD_OF_ADVERB, SHORT_TIMES

_GROUPING = re.compile(r"[,\u202f\u00a0 ]")
"""E.g. "180*,*000", "1* *200"."""


def value(words: str) -> float:
    """What digits or number words say; of "a" one. Raises ``ValueError``."""
    folded = " ".join(words.casefold().replace("-", " ").split())
    if folded in ("a", "an"):
        return 1.0
    if folded[:1].isdigit():
        return float(_GROUPING.sub("", folded))
    whole, _, places = folded.partition(" point ")
    digits = "".join(str(text2num(word, "en")) for word in places.split())
    return float(text2num(whole, "en")) + (float(f"0.{digits}") if digits else 0.0)


def tried(words: str) -> float | None:
    """What ``words`` say, or ``None`` where they are no number."""
    try:
        return value(words)
    except ValueError:
        return None


def added(part: str | None) -> float:
    """What "and a half" and the like add."""
    told = (part or "").casefold()
    return 0.0 if not told else 0.75 if "three" in told else 0.25 if "quarter" in told else 0.5


def with_unit(text: str, low: float, high: float, start: int, end: int) -> Iterator[Quantity]:
    """The number at ``text[start:end]`` with the unit that stands after it; a count where none does."""
    if (found := UNIT.match(text, end)) is None:
        yield rated(Quantity(low, high, Unit.COUNT, "", start, end), text)
        return
    if found["percent"]:
        yield Quantity(low / 100, high / 100, Unit.SHARE, "", start, found.end(), face=low)
    elif found["points"]:
        yield Quantity(low, high, Unit.POINTS, "", start, found.end(), face=low)
    elif found["money"]:
        of = CURRENCIES[found["money"].casefold()]
        yield rated(Quantity(low, high, Unit.MONEY, of, start, found.end(), face=low), text)
    elif found["time"] and ((age := AGE.match(text, found.end())) or AGED.search(text[:start])):
        yield Quantity(low, high, Unit.COUNT, "", start, age.end() if age else found.end())
    elif found["time"]:
        rest = AND_A_HALF.match(text, found.end())
        unit = SHORT_TIMES.get(found["time"].casefold(), found["time"])
        time = span_of_time(low + added(rest and rest["part"]), unit, start, rest.end() if rest else found.end())
        yield replace(rated(time, text), face=low)
    else:
        of, factor = MEASURES[found["measure"].casefold()]
        yield Quantity(low * factor, high * factor, Unit.MEASURE, of, start, found.end(), face=low)


def span_of_time(count: float, unit: str, start: int, end: int) -> Quantity:
    """``count`` of a unit of time, in hours."""
    name = unit.casefold()
    hours = count * HOURS[name if name in HOURS else name.rstrip("s")]
    return Quantity(hours, hours, Unit.TIME, "", start, end)


def rated(one: Quantity, text: str) -> Quantity:
    """With the time that it is reckoned by: "40 euros an hour"."""
    found = RATE.match(text, one.end)
    if found is None or CLAUSE_CUT.search(found.group()):
        return one
    period = found["per"].casefold()
    return replace(one, per=PERIOD_OF_ADVERB.get(period, period))
