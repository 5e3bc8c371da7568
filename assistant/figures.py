"""Figures as typed quantities: "$180k to $240k", "three to six EMs", "a fifth of the time", "50+ engineers"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_UNIT_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_WORDS = "second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_UNITS = _UNIT_WORDS.split()
_TENS = dict(zip(_TENS_WORDS.split(), range(20, 100, 10), strict=True))
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_WORDS = {**{word: float(i) for i, word in enumerate(_UNITS)}, **{word: float(n) for word, n in _TENS.items()}}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_ORDINALS = {word: n for n, word in enumerate(_ORDINAL_WORDS.split(), 2)}
NUMBER_WORDS = frozenset((*_WORDS, *_PARTS, *_ORDINALS, "first"))
_MULTIPLES = {"single": 1.0, "sole": 1.0, "couple": 2.0, "pair": 2.0, "twice": 2.0, "double": 2.0, "triple": 3.0}
_DOZENS = {"": 1.0, "half a": 0.5, "two": 2.0, "three": 3.0, "four": 4.0}
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_CURRENCIES = {
    **dict.fromkeys(("$", "usd", "dollar", "dollars", "us$"), "$"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "€"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "sterling"), "£"),
    **dict.fromkeys(("chf", "francs"), "chf"),
    **dict.fromkeys(("₹", "inr", "rupees"), "₹"),
    **dict.fromkeys(("¥", "jpy", "yen"), "¥"),
}

_TENS_WORD = "|".join(_TENS)
_UNIT_WORD = "|".join(sorted(_UNITS, key=len, reverse=True))
_WORD_NUMBER = rf"(?:(?:{_TENS_WORD})[\s-](?:{_UNIT_WORD})|{_TENS_WORD}|{_UNIT_WORD})"
_DIGITS = r"\d{1,3}(?:[,\u202f\u00a0]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SIGN = r"US\$|[$€£₹¥]"
_NUMBER = re.compile(
    rf"""(?<![\w.])(?P<sign>{_SIGN})?\s?
    (?:(?P<digits>{_DIGITS})|(?P<words>{_WORD_NUMBER})(?!\w))
    (?:(?P<ordinal>st|nd|rd|th)\b|\s?(?P<suffix>k|mn?|bn)\b|[\s-](?P<scale>hundred|thousand|million|billion)\b)?
    (?P<plus>\+|\s+or\s+more\b|\s+plus\b)?
    \s?(?P<unit>%|per\s?cent\b|percent\b|€|\$|£|(?:eur|euros?|usd|dollars?|gbp|pounds|chf|francs|inr|rupees|yen)\b)?""",
    re.I | re.X,
)
_FRACTION = re.compile(
    rf"(?<!\w)(?:(?P<top>{_UNIT_WORD}|an?|\d)[\s-])?(?P<part>half|halves|(?:third|quarter|fifth|sixth|eighth|tenth)s?)\b",
    re.I,
)
_OVER = re.compile(r"(?<![\d/])(?P<top>\d)/(?P<part>\d{1,2})(?![\d/])")
_ORDINAL = re.compile(rf"\b(?P<ordinal>{'|'.join(_ORDINALS)})\b", re.I)
_MULTIPLE = re.compile(
    r"\b(?P<word>half[ -]a[ -]dozen|(?:two|three|four) dozen"
    r"|single|sole|a couple|couple of|a pair|twice|double|triple|a dozen|dozens?)\b",
    re.I,
)
_TO = re.compile(r"\s*(?:-|–|—|to|and|or|up to)\s*", re.I)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_MONTH = re.compile(rf"\b({_MONTHS})\s+(?=\d)", re.I)
_NO_COUNT = re.compile(
    r"\b(?:no|any|some|every|each|this|that|the|which|another|whether|only|last|next|other|good|new)\s*$", re.I
)


FRACTION = "fraction"
_ROUNDED = 0.004
"""By how much a percentage may differ from a fraction in words: a third is 33%."""


class Unit(StrEnum):
    """What a figure is a figure of."""

    COUNT = "count"
    SHARE = "share"
    YEAR = "year"
    MONEY = "money"
    RANK = "rank"


@dataclass(frozen=True, slots=True)
class Figure:
    """A value or a range as it stands at ``text[start:end]``; shares count as parts of one.

    ``of`` is the currency of money, or FRACTION for a share in words; ``open`` says that more is meant too ("50+").
    """

    low: float
    high: float
    unit: Unit
    of: str
    start: int
    end: int
    open: bool = False

    def same_value(self, other: Figure) -> bool:
        """Whether both say the same amount, whatever their units."""
        return abs(self.low - other.low) < 1e-6 and abs(self.high - other.high) < 1e-6

    def agrees(self, other: Figure) -> bool:
        """Whether both say the same amount of the same unit."""
        if {self.of, other.of} == {FRACTION, ""} and self.unit is other.unit is Unit.SHARE:
            return abs(self.low - other.low) < _ROUNDED and abs(self.high - other.high) < _ROUNDED
        if not self.same_value(other):
            return False
        if self.unit is Unit.MONEY and other.unit is Unit.MONEY:
            return self.of == other.of
        return self.unit is other.unit


def figures(text: str) -> tuple[Figure, ...]:
    """Every figure of ``text``, in order; what is joined to a range is one figure."""
    single = sorted(_singles(text), key=lambda figure: (figure.start, -figure.end))
    kept: list[Figure] = []
    for figure in single:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return tuple(_joined(text, kept))


def _singles(text: str) -> Iterator[Figure]:
    fractions = [*_fractions(text), *_digit_fractions(text)]
    yield from fractions
    for found in _NUMBER.finditer(text):
        if not any(f.start < found.end() and found.start() < f.end for f in fractions):
            yield _figure(found, text)
    for found in _ORDINAL.finditer(text):
        if not any(f.start < found.end() and found.start() < f.end for f in fractions):
            rank = _ORDINALS[found["ordinal"].casefold()]
            yield Figure(rank, rank, Unit.RANK, "", found.start(), found.end())
    for found in _MULTIPLE.finditer(text):
        word = found["word"].casefold().removeprefix("a ").removesuffix(" of")
        times, _, dozens = word.replace("-", " ").rpartition(" ")
        value = 12.0 * _DOZENS[times] if dozens.startswith("dozen") else _MULTIPLES[word]
        yield Figure(value, value, Unit.COUNT, "", found.start(), found.end())


def _fractions(text: str) -> Iterator[Figure]:
    for found in _FRACTION.finditer(text):
        top, part = (found["top"] or "").casefold(), found["part"].casefold()
        name = part.removesuffix("s") if part not in _PARTS else part
        if name not in ("half", "halves") and not top:
            continue  # an ordinal: "the third round"
        if name == "quarter" and top in ("a", "") and not re.match(r"\s+of\b", text[found.end() :]):
            continue  # three months
        over = 1.0 if top in ("a", "an", "") else _WORDS.get(top) or float(top) if top.isdigit() else _WORDS.get(top, 1)
        value = float(over) / _PARTS[name]
        if value < 1:
            yield Figure(value, value, Unit.SHARE, FRACTION, found.start(), found.end())


def _digit_fractions(text: str) -> Iterator[Figure]:
    for found in _OVER.finditer(text):
        top, part = int(found["top"]), int(found["part"])
        if 0 < top < part:
            yield Figure(top / part, top / part, Unit.SHARE, FRACTION, *found.span())


def _figure(found: re.Match[str], text: str) -> Figure:
    digits, words = found["digits"], found["words"]
    value = float(re.sub(r"[^\d.]", "", digits)) if digits else _word_value(words)
    value *= _SUFFIXES.get((found["suffix"] or "").casefold(), 1) * _SCALES.get((found["scale"] or "").casefold(), 1)
    unit, of = Unit.COUNT, ""
    named = (found["unit"] or "").casefold()
    if found["ordinal"]:
        unit = Unit.RANK
    elif named == "%" or "cent" in named:
        unit, value = Unit.SHARE, value / 100
    elif found["sign"] or named:
        unit, of = Unit.MONEY, _CURRENCIES[(found["sign"] or named).casefold()]
    elif digits and _YEAR.fullmatch(digits) and not found["suffix"]:
        unit = Unit.YEAR
    end = found.end()
    while end > found.start() and text[end - 1].isspace():
        end -= 1
    return Figure(value, value, unit, of, found.start(), end, bool(found["plus"]))


def _word_value(words: str) -> float:
    return sum(_WORDS[word] for word in re.split(r"[\s-]", words.casefold()))


def _joined(text: str, singles: Sequence[Figure]) -> Iterator[Figure]:
    """Ranges out of what stands beside each other; units are passed on ("$180 to 240k", "20-50%")."""
    at = 0
    while at < len(singles):
        first = singles[at]
        after = singles[at + 1] if at + 1 < len(singles) else None
        if after is not None and _TO.fullmatch(text[first.end : after.start]):
            pair = _range(first, after, text)
            if pair is not None:
                yield pair
                at += 2
                continue
        yield first
        at += 1


def _range(first: Figure, last: Figure, text: str) -> Figure | None:
    between = text[first.end : last.start].strip().casefold()
    opened = re.search(r"\b(?:between|from)\s*$", text[: first.start], re.I)
    if between in ("and",) and not opened:
        return None
    units = {first.unit, last.unit}
    if Unit.RANK in units or (Unit.YEAR in units and len(units) > 1):
        return None
    unit = next((u for u in (Unit.MONEY, Unit.SHARE) if u in units), first.unit)
    low, of = first.low, first.of or last.of
    if unit is Unit.SHARE and first.unit is Unit.COUNT:
        low /= 100
    if unit is Unit.MONEY and low < 1000 <= last.low:
        low *= 1000
    if low >= last.high:
        return None
    return Figure(low, last.high, unit, of, first.start, last.end)


def number_of(word: str) -> float | None:
    """What a number in digits or in one word says; ``None`` for an ordinal or a part."""
    return _WORDS.get(word.casefold()) if word.isalpha() else float(word)


def months(text: str) -> frozenset[str]:
    """The months that a text names before a year or a day."""
    return frozenset(found.group(1).casefold() for found in _MONTH.finditer(text))


def is_count(figure: Figure, text: str) -> bool:
    """Whether a figure counts something; "no one" and "one that" don't."""
    if figure.unit is not Unit.COUNT or figure.low != 1 or figure.high != 1:
        return True
    after = text[figure.end :]
    if text[figure.start : figure.end].strip() == "1" and not re.match(r"\s+[a-z]", after):
        return True
    return bool(
        re.match(
            r"\s+(?!of\b|that\b|who\b|which\b|another\b|can\b|must\b|is\b|has\b|and\b|or\b|to\b)[a-z]", after, re.I
        )
    ) and (_NO_COUNT.search(text[: figure.start]) is None)
