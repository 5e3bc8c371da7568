"""Readers of times: of the day, of the year, how often, how long.

Each takes a text and yields what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.language.quantities.patterns import A_TIME, CLOCK, DECADE, FREQUENCY, HALF, MONTH, VERSION
from assistant.language.quantities.surroundings import AND_A_HALF, FAR_OFF, RATE_BEFORE
from assistant.language.quantities.types import Quantity, Unit
from assistant.language.quantities.units import added, span_of_time, tried, value
from assistant.language.quantities.vocabulary import (
    HALF_OF_DAY,
    HOURS,
    MEASURES,
    MINUTES,
    MONTHS,
    ORDINALS,
    PARTS,
    PERIOD_OF_ADVERB,
    TIMES_A_YEAR,
    TIMES_OF,
)


def clocks(text: str) -> Iterator[Quantity]:
    """Times of day; ``of`` is "day" where it is known which half of the day is meant."""
    for found in CLOCK.finditer(text):
        if found["named"]:
            minutes, known = 0.0 if found["named"].casefold() == "midnight" else 720.0, "day"
        else:
            minutes, known = _time_of_day(found)
        yield Quantity(minutes, minutes, Unit.CLOCK, known, *found.span())


def _time_of_day(found: re.Match[str]) -> tuple[float, str]:
    """Minutes after midnight, and "day" where no other half of the day can be meant."""
    hour = found["h"] or found["h2"] or found["h3"] or found["h4"]
    named = HALF_OF_DAY.get((found["part"] or found["night"] or "").casefold(), "")
    half = (found["half"] or found["half2"] or named).casefold()
    hours = value(hour) % 12 + 12 * (half == "p") if half else value(hour)
    past = MINUTES.get((found["rel"] or "").casefold(), 0)
    if (found["way"] or "").casefold() == "to":
        past = -past
    known = half or hours > 12 or hour.startswith("0")
    return hours * 60 + float(found["m"] or 0) + past, "day" if known else ""


def frequencies(text: str) -> Iterator[Quantity]:
    """How often something is: times a year; ``per`` is the period where one alone is said ("weekly")."""
    for found in FREQUENCY.finditer(text):
        period = ""
        if found["ly"]:
            period = PERIOD_OF_ADVERB.get(found["ly"].casefold(), "")
            times = TIMES_A_YEAR[period] if period else 2.0  # "half-yearly"
        elif found["part"]:
            times = HOURS["year"] / (0.5 if found["part"].casefold().startswith("half") else 0.25)
        elif found["every"]:
            period = found["every"].casefold()
            times = TIMES_A_YEAR[period]
        elif found["skip"]:
            skip = found["skip"].casefold()
            skipped = 2.0 if skip == "other" else ORDINALS.get(skip) or value(skip)
            times = TIMES_A_YEAR[found["periods"].casefold()] / max(skipped, 1.0)
        else:
            once = found["once"] or found["thrice"]
            count = TIMES_OF[once.casefold()] if once else tried(found["n"] or found["m"])
            if count is None:
                continue  # "one six times a year"
            period = found["period"].casefold() if found["period"] else PERIOD_OF_ADVERB[found["adverb"].casefold()]
            times = count * TIMES_A_YEAR[period]
            period = period if count == 1 else ""
        yield Quantity(times, times, Unit.FREQUENCY, "", *found.span(), per=period)


def dates(text: str) -> Iterator[Quantity]:
    """Months and decades, and versions, whose numbers would else be read as something counted."""
    for found in MONTH.finditer(text):
        name = "month" if found["month"] else "after"
        month = float(MONTHS.index(found[name].casefold()) + 1)
        yield Quantity(month, month, Unit.MONTH, "", *found.span(name))
    for found in DECADE.finditer(text):
        yield Quantity(float(found[1]), float(found[1]) + 9, Unit.YEAR, "", *found.span())
    for found in VERSION.finditer(text):
        yield Quantity(0.0, 0.0, Unit.MEASURE, found.group().casefold().lstrip("v"), *found.span())


def spans(text: str) -> Iterator[Quantity]:
    """Times in which no number stands, and halves of measures: "half an hour", "a year and a half", "half a tonne"."""
    for found in HALF.finditer(text):
        if found["time"]:
            yield span_of_time(_part(found), found["time"], *found.span())
        else:
            of, factor = MEASURES[found["measure"].casefold()]
            amount = _part(found) * factor
            yield Quantity(amount, amount, Unit.MEASURE, of, *found.span())
    for found in A_TIME.finditer(text):
        rest = AND_A_HALF.match(text, found.end())
        rate = RATE_BEFORE.search(text[: found.start()]) and not FAR_OFF.match(text, found.end())
        if rest is None and found["a"].casefold() != "one" and rate:
            continue  # "five days a week"
        end = rest.end() if rest else found.end()
        yield span_of_time(1 + added(rest and rest["part"]), found["unit"], found.start(), end)


def _part(found: re.Match[str]) -> float:
    """How much of the unit "half an hour", "a third of a litre" are."""
    return value(found["top"]) / PARTS[found["part"].casefold()] if found["part"] else 0.5
