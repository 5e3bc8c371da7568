"""Readers of numbers and parts of a whole, in digits and in words. Each takes a text and yields what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from math import prod

from assistant.language.quantities.patterns import (
    AND,
    DOZENS,
    FRACTION,
    IN,
    NUMBER,
    NUMBER_WORD,
    ORDINAL,
    OVER,
    SCALED,
    SINGLE,
    TIMES,
    UNIT,
    VAGUE,
    YEAR,
)
from assistant.language.quantities.surroundings import (
    AND_A_HALF,
    FURTHER,
    OF_MONTH,
    PERIOD_AFTER,
    SHARE_BEFORE,
    SHARED,
    THE,
)
from assistant.language.quantities.types import Bound, Quantity, Unit
from assistant.language.quantities.units import added, rated, tried, value, with_unit
from assistant.language.quantities.vocabulary import CURRENCIES, DOZEN, FACTORS, ORDINALS, PARTS, SCALES


def numbers(text: str) -> Iterator[Quantity]:
    """Numbers with their currency or unit, years, and ranks in digits: "€1,200", "twenty-five hours", "2022", "3rd"."""
    for found in NUMBER.finditer(text):
        if found["digits"]:
            scale = _scale(found)
            amount = (value(found["digits"]) + added(found["half"])) * SCALES.get(scale, 1.0)
            yield from _number(text, amount, found, bool(scale or found["half"]))
        else:
            yield from _number_words(text, found)


def _scale(found: re.Match[str]) -> str:
    return (found["scale"] or "").strip(" -").casefold()


def _number_words(text: str, found: re.Match[str]) -> Iterator[Quantity]:
    """A run of number words as one number, two of "two hundred and three hundred", or each by itself ("ten twelve")."""
    amount = tried(found["words"])
    if amount is not None:
        amount = (amount + added(found["half"])) * SCALES.get(_scale(found), 1.0)
        yield from _number(text, amount, found, True)
        return
    words, first = found["words"], found.start("words")
    ends = [((0, cut.start()), (cut.end(), len(words))) for cut in reversed(list(AND.finditer(words)))]
    both = next((pair for pair in ends if all(tried(words[a:b]) is not None for a, b in pair)), None)
    for start, end in both or [one.span() for one in NUMBER_WORD.finditer(words)]:
        amount = value(words[start:end])
        yield from with_unit(text, amount, amount, first + start, first + end)


def _number(text: str, amount: float, found: re.Match[str], worded: bool) -> Iterator[Quantity]:
    """A number as what its signs and surroundings make of it; four digits without a word beside them may be a year."""
    start, end = found.start(), found.end()
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    bound = Bound.LEAST if found["plus"] else Bound.EXACT
    if (found["rank"] or "").casefold() == "second" and not THE.search(text[:start]):
        yield from with_unit(text, amount, amount, start, found.start("rank") - 1)  # "a twenty-second delay"
    elif found["rank"]:
        amount += ORDINALS[found["rank"].casefold()]
        yield _ranked(text, amount, start, end)
    elif found["ordinal"]:
        yield _ranked(text, amount, start, end)
    elif found["sign"]:
        of = CURRENCIES[found["sign"].casefold()]
        yield replace(rated(Quantity(amount, amount, Unit.MONEY, of, start, end, face=amount), text), bound=bound)
    elif not worded and YEAR.fullmatch(found["digits"]) and UNIT.match(text, end) is None:
        yield Quantity(amount, amount, Unit.YEAR, "", start, end)
    else:
        yield from (replace(one, bound=bound) for one in with_unit(text, amount, amount, start, end))


def scaled(text: str) -> Iterator[Quantity]:
    """A hundred, a thousand or a dozen, or a part of it: "half a million", "a hundred and twenty"."""
    for found in SCALED.finditer(text):
        part = found["part"].casefold()
        share = (
            0.75 if part.startswith(("three", "3")) else 0.25 if "quarter" in part else 0.5 if "half" in part else 1.0
        )
        amount = share * SCALES.get(found["scale"].casefold(), DOZEN)
        end = found.end()
        run = FURTHER.match(text, end) if share == 1.0 else None
        more = tried(f"one {text[found.start('scale') : run.end()]}") if run else None
        if run is not None and more is not None:
            amount, end = more, run.end()
        elif share == 1.0 and amount > 100 and (half := AND_A_HALF.match(text, end)) is not None:
            amount, end = amount * (1 + added(half["part"])), half.end()
        yield from with_unit(text, amount, amount, found.start(), end)


def dozens(text: str) -> Iterator[Quantity]:
    """Dozens, couples and pairs: "three dozen", "a couple of"."""
    for found in DOZENS.finditer(text):
        n, kind = (found["n"] or "").casefold(), found["dozen"].casefold()
        if not n and kind not in ("dozen", "couple of"):
            continue  # "the couple"
        times = 0.5 if n.startswith("half") else 1.0 if not n or n.endswith("single") else value(n)
        amount = times * (DOZEN if kind == "dozen" else 2.0)
        yield from with_unit(text, amount, amount, *found.span())


def orders(text: str) -> Iterator[Quantity]:
    """What says an order only: "hundreds of", "tens of thousands"."""
    for found in VAGUE.finditer(text):
        words = (one.casefold().removesuffix("s") for one in (found["times"], found["scale"], found["by"]) if one)
        amount = prod({"ten": 10.0, "dozen": DOZEN}.get(word) or SCALES[word] for word in words)
        yield rated(Quantity(amount, amount, Unit.COUNT, "", *found.span(), vague=True), text)


def singles(text: str) -> Iterator[Quantity]:
    """One and two without their number: "a single", "both"."""
    for found in SINGLE.finditer(text):
        amount = 1.0 if found["word"] else 2.0
        yield Quantity(amount, amount, Unit.COUNT, "", *found.span())


def factors(text: str) -> Iterator[Quantity]:
    """How many times as much: "twice", "halved", "tenfold"."""
    for found in TIMES.finditer(text):
        if found["word"]:
            word = found["word"].casefold()
            amount = FACTORS.get(word) or FACTORS[word.rstrip("sd")]
        elif (times := tried(found["n"] or found["fold"])) is not None:
            amount = times + added(found["half"])
        else:
            continue  # "one six times"
        yield Quantity(amount, amount, Unit.FACTOR, "", *found.span())


def ordinals(text: str) -> Iterator[Quantity]:
    """Ranks of one word, from the second on; "first" is more often an adverb, but in a date."""
    for found in ORDINAL.finditer(text):
        rank = ORDINALS[found["word"].casefold()]
        if rank > 1 or OF_MONTH.match(text, found.end()):
            yield _ranked(text, rank, *found.span())


def _ranked(text: str, rank: float, start: int, end: int) -> Quantity:
    """A rank; ``per`` is the period that is ranked."""
    period = PERIOD_AFTER.match(text, end)
    return Quantity(rank, rank, Unit.RANK, "", start, end, per=period["per"].casefold() if period else "")


def ratios(text: str) -> Iterator[Quantity]:
    """Parts that are said with both their numbers: "one in five", "3/4"."""
    for pattern in (IN, OVER):
        for found in pattern.finditer(text):
            over, under = tried(found["top"]), tried(found["part"])
            if over is not None and under is not None and 0 < over < under:
                yield Quantity(over / under, over / under, Unit.SHARE, "", *found.span())


def fractions(text: str) -> Iterator[Quantity]:
    """Parts that have a word of their own: "two thirds", "a fifth", "half"."""
    for found in FRACTION.finditer(text):
        top, part = (found["top"] or "").casefold(), found["part"].casefold()
        half = part.startswith("hal")
        name = part if part in PARTS else part.removesuffix("s")
        if (not half and not top) or (name == "quarter" and _is_time(top, text, found)):
            continue  # "the third round", three months
        times = 1.0 if top in ("a", "an", "") else value(top)
        ordinal = top and not half and times > 1 and part == name
        if times < PARTS[name] and not ordinal:
            yield Quantity(times / PARTS[name], times / PARTS[name], Unit.SHARE, "", *found.span())


def _is_time(top: str, text: str, found: re.Match[str]) -> bool:
    """Whether a quarter is three months: "once a quarter", and not "a quarter of them" or "cut by a quarter"."""
    shared = SHARED.match(text[found.end() :]) or SHARE_BEFORE.search(text[: found.start()])
    return top in ("a", "an", "one") and shared is None
