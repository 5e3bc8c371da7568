"""Quantities as a text says them, read once: "$180k to $240k", "three to six EMs", "a fifth", "twice a week", "9 am".

Each has a value or a range in one measure (hours, parts of one, times a year ...), so that "18 months" and "a year and
a half" are the same. Runs of number words are read by text2num.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from math import prod

from text_to_num import text2num


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

    def same(self, other: Quantity) -> bool:
        """Whether both say the same amount of the same measure, whatever bounds it."""
        if self.vague or other.vague:
            return _same_order(self, other)
        if self.unit is other.unit is Unit.CLOCK:
            day = 720.0 if "" in (self.of, other.of) else 1440.0
            return all(a % day == b % day for a, b in ((self.low, other.low), (self.high, other.high)))
        if {self.unit, other.unit} <= _COUNTED and self.unit is not other.unit:
            return self.low == other.low and self.high == other.high
        if self.unit is not other.unit or self.of != other.of:
            return False
        room = 1e-9 if self._unit_word() == other._unit_word() is not None else _ROOM.get(self.unit, 1e-9)
        return all(
            abs(a - b) <= room * max(abs(a), abs(b)) for a, b in ((self.low, other.low), (self.high, other.high))
        )

    def _unit_word(self) -> float | None:
        """What one of the unit that is said comes to in the measure; ``None`` where no number stands beside a unit."""
        return round(self.low / self.face, 9) if self.face > 0 and self.low == self.high else None


_KEPT = 2000
"""Texts whose quantities are kept."""
_COUNTED = {Unit.COUNT, Unit.RANK, Unit.FACTOR}
"""Units of which one may stand for another: "version three" and "the third version", "twice" and "two times"."""
_ROOM = {Unit.SHARE: 0.02, Unit.TIME: 0.015, Unit.FREQUENCY: 0.02}
"""How far, of its value, the same may be off when it is said in other units: a third is 33%, a month thirty days."""

_CARDINALS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"""
_SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9}
_SCALES |= {"mio": 1e6}
_ORDINAL_WORDS = """first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth
fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"""
_ORDINALS = {word: float(n) for n, word in enumerate(_ORDINAL_WORDS.split(), 1)}
_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_PARTS |= {"ninth": 9, "tenth": 10, "twelfth": 12, "twentieth": 20, "hundredth": 100}
NUMBER_WORDS = frozenset((*_CARDINALS.split(), *_ORDINALS, *_PARTS))
_CURRENCIES = {
    **dict.fromkeys(("$", "us$", "usd", "dollar", "dollars", "bucks"), "$"),
    **dict.fromkeys(("€", "eur", "euro", "euros"), "€"),
    **dict.fromkeys(("£", "gbp", "pounds", "sterling", "quid"), "£"),
    **dict.fromkeys(("chf", "franc", "francs"), "chf"),
    **dict.fromkeys(("kr", "kroner", "kronor", "krone", "krona", "crowns", "sek", "nok", "dkk"), "kr"),
    **dict.fromkeys(("₹", "inr", "rupees"), "₹"),
    **dict.fromkeys(("¥", "jpy", "yen"), "¥"),
    **dict.fromkeys(("cents", "pence"), "cent"),
}
_HOURS = {
    "millisecond": 1 / 3.6e6,
    "ms": 1 / 3.6e6,
    "second": 1 / 3600,
    "minute": 1 / 60,
    "min": 1 / 60,
    "hour": 1.0,
    "hr": 1.0,
    "day": 24.0,
    "night": 24.0,
}
_HOURS |= {"week": 168.0, "fortnight": 336.0, "month": 730.0, "quarter": 2190.0, "year": 8760.0, "decade": 87600.0}
_A_YEAR = {"hour": 8760.0, "day": 365.0, "week": 52.14, "fortnight": 26.07, "month": 12.0, "quarter": 4.0, "year": 1.0}
_LY = {"hourly": "hour", "daily": "day", "weekly": "week", "fortnightly": "fortnight", "monthly": "month"}
_LY |= {"quarterly": "quarter", "yearly": "year", "annual": "year", "annually": "year", "annum": "year"}
_MEASURES = {
    **dict.fromkeys(("km", "kilometre", "kilometres", "kilometer", "kilometers"), ("m", 1000.0)),
    **dict.fromkeys(("metre", "metres", "meter", "meters"), ("m", 1.0)),
    **dict.fromkeys(("cm", "centimetre", "centimetres", "centimeter", "centimeters"), ("m", 0.01)),
    **dict.fromkeys(("mm", "millimetre", "millimetres", "millimeters"), ("m", 0.001)),
    **dict.fromkeys(("mile", "miles"), ("mile", 1.0)),
    **dict.fromkeys(("foot", "feet", "ft"), ("foot", 1.0)),
    **dict.fromkeys(("kg", "kilo", "kilos", "kilogram", "kilograms"), ("kg", 1.0)),
    **dict.fromkeys(("gram", "grams", "g"), ("kg", 0.001)),
    **dict.fromkeys(("tonne", "tonnes", "ton", "tons"), ("kg", 1000.0)),
    **dict.fromkeys(("lb", "lbs"), ("lb", 1.0)),
    **dict.fromkeys(("litre", "litres", "liter", "liters"), ("l", 1.0)),
    **dict.fromkeys(("degree", "degrees", "°c", "°"), ("°", 1.0)),
    **dict.fromkeys(("gb", "gigabyte", "gigabytes"), ("gb", 1.0)),
    **dict.fromkeys(("mb", "megabyte", "megabytes"), ("gb", 0.001)),
    **dict.fromkeys(("knots", "knot"), ("knot", 1.0)),
}
_MONTH_NAMES = """january february march april may june july august september october november
december"""
_MONTHS = _MONTH_NAMES.split()


def _longest_first(words: Iterable[str]) -> list[str]:
    return sorted(map(re.escape, words), key=len, reverse=True)


_SIGN = r"US\$|[$€£₹¥]"
_DIGITS = r"\d{1,3}(?:[,\u202f\u00a0 ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"
_WORD = rf"(?:{'|'.join(sorted(_CARDINALS.split(), key=len, reverse=True))})"
_BIG = r"(?:hundred|thousand|million|billion)"
_RUN = rf"(?:{_WORD}|{_BIG})(?!\w)(?:[\s-]+(?:{_WORD}|{_BIG})(?!\w)|(?<=\w)\s+and\s+{_WORD}(?!\w))*"
_PERIOD = r"(?:hour|day|week|fortnight|month|quarter|year)"
_NUMBER = re.compile(
    rf"""(?<![\w.,/])(?P<sign>{_SIGN}|(?:kr|chf|eur|usd|gbp)(?=\s?\d))?\s?
    (?:(?P<digits>{_DIGITS})|(?P<words>{_RUN}))
    (?P<half>\s+and\s+(?:an?\s+half|a\s+quarter|three\s+quarters)\b|\s?½)?
    (?:(?P<ordinal>st|nd|rd|th)\b|(?P<scale>\s?(?:k|mn?|mio|bn)\b|[\s-]+{_BIG}\b))?
    (?P<plus>\+(?!\w))?
    """,
    re.I | re.X,
)
_SCALED = re.compile(
    r"(?<!\w)(?P<part>half an?|half|an?|a quarter of an?|(?:three|3)[\s-]quarters of an?)[\s-]+"
    rf"(?P<scale>{_BIG}|dozen)\b",
    re.I,
)
_FURTHER = re.compile(rf"\s+(?:and\s+)?{_RUN}", re.I)
"""What may follow "a hundred": "and twenty"."""
_DOZENS = re.compile(
    rf"(?<!\w)(?:(?P<n>half an?|half|an?|{_WORD}|\d+)[\s-]+)?(?P<dozen>dozen|couple(?: of)?|pair(?: of)?)\b", re.I
)
_VAGUE = re.compile(
    r"(?<!\w)(?:(?P<times>tens|dozens|hundreds)\s+of\s+)?(?P<scale>tens|dozens|hundreds|thousands|millions|billions)\b"
    r"|\bby\s+the\s+(?P<by>dozen|hundred|thousand|million)\b",
    re.I,
)
_FRACTION = re.compile(
    rf"(?<![\w.,])(?:(?P<top>{_WORD}|an?|one|\d)[\s-]+)?(?P<part>half|halves|(?:third|quarter|fifth|sixth|seventh|eighth|ninth"
    r"|tenth|twelfth|twentieth|hundredth)s?)(?!\w)(?![\s-]+(?:an?\s+)?(?:hour|day|year|week|month|century|decade|minute|million"
    r"|thousand|hundred|dozen|past)s?\b)",
    re.I,
)
_SHARED = re.compile(r"\s+(?:of|the)\b|\s*(?:$|[.,;]|\s(?:is|are|was|were|work|come|have|leave)\b)", re.I)
"""What stands after a quarter that is a share."""
_OVER = re.compile(r"(?<![\d/.])(?P<top>\d)/(?P<part>\d{1,2})(?![\d/])")
_IN = re.compile(
    rf"(?<!\w)(?P<top>{_WORD}|\d{{1,3}})(?:\s+[a-z-]+){{0,2}}?\s+(?:in(?:\s+every)?|out\s+of(?:\s+every)?)\s+(?P<part>{_RUN}|\d{{1,4}})\b"
    r"(?!\s*(?:%|minutes?|hours?|days?|weeks?|months?|years?|percent|per cent))",
    re.I,
)
_ORDINAL = re.compile(rf"\b(?P<tens>twenty|thirty)?-?(?P<word>{'|'.join(_ORDINALS)})\b", re.I)
_TIMES = re.compile(
    rf"(?<!\w)(?:(?P<word>twice|thrice|double[sd]?|doubling|triple[sd]?|tripling|halve[sd]?|halving)|(?P<n>{_RUN}|\d+)[\s-]?"
    r"(?:times|fold)|(?P<fold>two|three|four|five|ten)fold)\b",
    re.I,
)
_FREQUENCY = re.compile(
    rf"""(?<!\w)(?:
    (?:(?P<once>once|twice|thrice)|(?P<n>{_RUN}|\d+)\s+times)(?:\s+(?:in\s+)?(?:an?|per|each|every)\s+|\s*/\s*)(?P<period>{_PERIOD})
    |(?:every|each)\s+(?P<skip>other|second|third|fourth|sixth|{_WORD}|\d+)\s+(?P<periods>{_PERIOD})s?
    |(?:every|each)\s+(?P<every>{_PERIOD})
    |(?P<ly>half[\s-]yearly|twice[\s-]yearly|semi[\s-]?annual(?:ly)?|daily|weekly|fortnightly|monthly|quarterly|yearly|annually|annual|hourly)
    )\b""",
    re.I | re.X,
)
_CLOCK = re.compile(
    rf"""(?<![\w.:])(?:
    (?P<h>\d{{1,2}})[:.](?P<m>\d\d)(?!\d|[.,]\d|\s?(?:%|million|m\b|k\b|bn\b))(?:\s?(?P<half>[ap])\.?m\b\.?)?
    |(?P<h2>\d{{1,2}}|{_WORD})\s?(?:(?P<half2>[ap])\.?m\b\.?|o['’]clock)
    |(?P<rel>half|quarter)\s+(?P<way>past|to)\s+(?P<h3>\d{{1,2}}|{_WORD})
    |(?P<h4>\d{{1,2}}|{_WORD})(?=\s+(?:in\s+the\s+(?:morning|afternoon|evening)|at\s+night))
    |(?:12\s+|twelve\s+)?(?P<named>noon|midday|midnight)
    )(?:\s+(?:in\s+the\s+(?P<part>morning|afternoon|evening)|midday|at\s+(?P<night>night)))?""",
    re.I | re.X,
)
_DECADE = re.compile(r"\b((?:19|20)\d0)s\b")
_VERSION = re.compile(r"(?<![\w.])v?\d+(?:\.\d+){2,}\b|(?<!\w)v\d+(?:\.\d+)*\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)})\b(?=\s+\d)|(?:\b\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?)(?P<after>{'|'.join(_MONTHS)})\b",
    re.I,
)
_UNIT = re.compile(
    rf"""[\s-]*(?:(?P<percent>%|per\s?cent(?:age)?\b(?!\s+points?))|(?P<points>percentage\s+points?\b)
    |(?P<money>{"|".join(_longest_first(c for c in _CURRENCIES if c.isalpha()))}|[€$£])(?!\w)
    |(?:(?:working|calendar|full|whole|paid|unpaid|leave|extra|more|further|separate|consecutive|straight)[\s-]+)?
        (?P<time>{"|".join(_HOURS)}|hrs|mins)(?:s\b|['’]s?\b|s['’]|\b)
    |(?P<measure>{"|".join(_longest_first(_MEASURES))})(?!\w))""",
    re.I | re.X,
)
_AND_A_HALF = re.compile(r"\s+and\s+(?P<part>an?\s+half|three\s+quarters|a\s+quarter)\b", re.I)
_RATE = re.compile(rf"(?:\s+[\w-]+){{0,2}}?(?:\s+(?:an?|per|each|every)\s+|\s*/\s*)(?P<per>{_PERIOD}|annum)\b", re.I)
_PERIOD_AFTER = re.compile(r"\s+(?:working\s+)?(?P<per>hour|day|week|month|quarter|year)\b", re.I)
_GOES_ON = re.compile(rf"(?:\d|{_WORD}|{_BIG})\s+and\s+(?:an?\s+)?$", re.I)
"""What stands before the half of "two and a half"."""
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])", re.I)
_ENDS = re.compile(r"\s*(?:[,.;:)]|$|and\b|or\b|for\s+(?:two|the|a)\b|by\b|on\b|in\b|during\b)", re.I)
_TO = re.compile(r"\s*(?:-|–|—|to|and|or|up to|through|till|until)\s*", re.I)
_HALF = re.compile(
    rf"(?<!\w)half(?:\s+an?|\s+of\s+an?)?[\s-]+(?:(?P<time>{'|'.join(_HOURS)})s?|(?P<measure>{'|'.join(_MEASURES)}))(?!\w)",
    re.I,
)
_A_TIME = re.compile(r"(?<!\w)(?P<a>an?|one)[\s-]+(?P<unit>minute|hour|week|fortnight|month|year|decade)\b", re.I)
_SINGLE = re.compile(r"(?<!\w)(?:an?\s+)?(?P<word>single|sole)\b|(?<!\w)(?P<both>both)\b", re.I)

_LEAST = re.compile(
    r"(?:\bover|\b(?:greater|longer|larger|higher|later|older) than|(?<!no )(?<!not )\bmore than|\babove|\bbeyond"
    r"|\bexceed\w*|\bat least|\bminimum(?: \w+)? of|\bminimum|\bno fewer than|\b(?:no|not|nothing) less than"
    r"|\bupwards of|\bnot under|\bstarting (?:at|from))\s*$",
    re.I,
)
_MOST = re.compile(
    r"(?:\bunder|\bbelow|\b(?:shorter|smaller|lower|younger) than|(?<!no )(?<!not )\b(?:less|fewer) than|\bup to"
    r"|\bat most|\bmaximum(?: \w+)? of|\bmaximum|\b(?:no|not|never|nothing) (?:more|longer|later|higher|over) than"
    r"|\bnot over|\bnever over|\bat (?:the )?most)\s*$",
    re.I,
)
_LEAST_AFTER = re.compile(
    r"\s*(?:(?!and\b|but\b)\w+\s+){0,2}?(?:at (?:the )?least|or more|or over|and up|upwards|minimum|plus\b)", re.I
)
_MOST_AFTER = re.compile(
    r"\s*(?:(?!and\b|but\b)\w+\s+){0,2}?(?:at (?:the )?most|or (?:less|fewer|under)|maximum)\b", re.I
)
_ABOUT = re.compile(
    r"(?:\babout|\baround|\broughly|\bapproximately|\bnearly|\balmost|\bsome|\bclose to|\bcirca|~)\s*$",
    re.I,
)
_NEGATED = re.compile(
    r"\b(?:no|not|never|nobody|none|cannot|\w+n['’]t)\b[^,]{0,60}"
    r"\b(?:over|more than|above|beyond|exceed\w*|longer than|later than)\s*$",
    re.I,
)
"""A negation that turns a lower bound round: "at no time should a lead have more than 8"."""
_CLAUSE_CUT = re.compile(r"[.;:]")
_ONLY = re.compile(r"(?:\bonly|\bjust|\bexactly)\s*(?:an?\s+)?$", re.I)
_NO_COUNT = re.compile(
    r"\b(?:no|any|some|every|each|this|that|the|which|another|whether|only|last|next|other|good|new)\s*$", re.I
)
_COUNTS = re.compile(
    r"\s+(?!of\b|that\b|who\b|which\b|another\b|can\b|must\b|is\b|has\b|and\b|or\b|to\b|as\b|by\b)[a-z]", re.I
)


@lru_cache(maxsize=_KEPT)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of ``text``, in order; what is joined to a range is one.

    Kept for a while, because an answer's evidence is looked at again for each of its claims.
    """
    text = _HYPHEN.sub(" ", text)
    kept: list[Quantity] = []
    for read in (_clocks, _frequencies, _times, _dates, _scaled, _spans, _parts, _numbers, _ordinals):
        for found in read(text):
            if not any(one.start < found.end and found.start < one.end for one in kept) and not (
                text[found.start : found.start + 4].casefold() in ("half", "a ha")
                and _GOES_ON.search(text[: found.start])
            ):
                kept.append(found)
    kept.sort(key=lambda one: one.start)
    whole = [one for one in _joined(text, kept) if _is_said(one, text)]
    return tuple(_bounded(one, text) for one in _completed(text, whole))


def _value(words: str) -> float:
    """What digits or number words say; of "a" one. Raises ``ValueError``."""
    folded = " ".join(words.casefold().replace("-", " ").split())
    if folded in ("a", "an"):
        return 1.0
    if folded[:1].isdigit():
        return float(re.sub(r"[,\u202f\u00a0 ]", "", folded))
    return float(text2num(folded, "en"))


_HALVES = {"morning": "a", "afternoon": "p", "evening": "p", "night": "p"}


def _clocks(text: str) -> Iterator[Quantity]:
    for found in _CLOCK.finditer(text):
        named, hour, known = (
            (found["named"] or "").casefold(),
            found["h"] or found["h2"] or found["h3"] or found["h4"],
            "day",
        )
        if named:
            minutes = 0.0 if named == "midnight" else 720.0
        else:
            half = (
                found["half"] or found["half2"] or _HALVES.get((found["part"] or found["night"] or "").casefold(), "")
            ).casefold()
            hours = _value(hour) % 12 + 12 * (half == "p") if half else _value(hour)
            past = {"half": 30, "quarter": 15}.get((found["rel"] or "").casefold(), 0)
            known = "day" if half or hours > 12 or hour.startswith("0") else ""
            minutes = (
                hours * 60 + float(found["m"] or 0) + (past if (found["way"] or "past").casefold() == "past" else -past)
            )
        yield Quantity(minutes, minutes, Unit.CLOCK, known, *found.span())


def _frequencies(text: str) -> Iterator[Quantity]:
    for found in _FREQUENCY.finditer(text):
        period = ""
        if found["ly"]:
            period = _LY.get(found["ly"].casefold(), "")
            times = _A_YEAR[period] if period else 2.0
        elif found["every"]:
            period = found["every"].casefold()
            times = _A_YEAR[period]
        elif found["skip"]:
            skip = found["skip"].casefold()
            skipped = 2.0 if skip == "other" else _ORDINALS.get(skip) or _value(skip)
            times = _A_YEAR[found["periods"].casefold()] / max(skipped, 1.0)
        else:
            count = {"once": 1.0, "twice": 2.0, "thrice": 3.0}.get((found["once"] or "").casefold()) or _value(
                found["n"]
            )
            times = count * _A_YEAR[found["period"].casefold()]
        yield Quantity(times, times, Unit.FREQUENCY, "", *found.span(), per=period)


_FACTORS = {"twice": 2.0, "thrice": 3.0, "double": 2.0, "doubling": 2.0, "triple": 3.0, "tripling": 3.0}
_FACTORS |= {"halve": 0.5, "halving": 0.5}


def _times(text: str) -> Iterator[Quantity]:
    for found in _TIMES.finditer(text):
        if found["word"]:
            word = found["word"].casefold()
            value = _FACTORS.get(word) or _FACTORS[word.rstrip("sd")]
        else:
            value = _value(found["n"] or found["fold"])
        yield Quantity(value, value, Unit.FACTOR, "", *found.span())


def _dates(text: str) -> Iterator[Quantity]:
    for found in _MONTH.finditer(text):
        name = "month" if found["month"] else "after"
        month = float(_MONTHS.index(found[name].casefold()) + 1)
        yield Quantity(month, month, Unit.MONTH, "", *found.span(name))
    for found in _DECADE.finditer(text):
        yield Quantity(float(found[1]), float(found[1]) + 9, Unit.YEAR, "", *found.span())
    for found in _VERSION.finditer(text):
        yield Quantity(0.0, 0.0, Unit.MEASURE, found.group().casefold().lstrip("v"), *found.span())


def _scaled(text: str) -> Iterator[Quantity]:
    """ "half a million", "a hundred", "half a dozen", "a couple of", "hundreds of"."""
    for found in _SCALED.finditer(text):
        part = found["part"].casefold()
        share = (
            0.75 if part.startswith(("three", "3")) else 0.25 if "quarter" in part else 0.5 if "half" in part else 1.0
        )
        value = share * _SCALES.get(found["scale"].casefold(), 12.0)
        end = found.end()
        if share == 1.0 and (run := _FURTHER.match(text, end)) is not None:
            value, end = _value(f"one {text[found.start('scale') : run.end()]}"), run.end()
        yield from _with_unit(text, value, value, found.start(), end)
    for found in _DOZENS.finditer(text):
        n, kind = (found["n"] or "").casefold(), found["dozen"].casefold()
        if not n and kind.startswith(("couple", "pair")):
            continue
        times = 0.5 if n.startswith("half") else _value(n) if n else 1.0
        value = times * (12.0 if kind == "dozen" else 2.0)
        yield from _with_unit(text, value, value, *found.span())
    for found in _VAGUE.finditer(text):
        words = (one.casefold().removesuffix("s") for one in (found["times"], found["scale"], found["by"]) if one)
        value = prod({"ten": 10.0, "dozen": 12.0}.get(word) or _SCALES[word] for word in words)
        yield Quantity(value, value, Unit.COUNT, "", *found.span(), vague=True)
    for found in _SINGLE.finditer(text):
        value = 1.0 if found["word"] else 2.0
        yield Quantity(value, value, Unit.COUNT, "", *found.span())


def _parts(text: str) -> Iterator[Quantity]:
    """Shares in words and fractions: "two thirds", "3/4", "one in five"."""
    for pattern in (_IN, _OVER):
        for found in pattern.finditer(text):
            over, under = _tried(found["top"]), _tried(found["part"])
            if over is not None and under is not None and 0 < over < under:
                yield Quantity(over / under, over / under, Unit.SHARE, "", *found.span())
    for found in _FRACTION.finditer(text):
        top, part = (found["top"] or "").casefold(), found["part"].casefold()
        name = part if part in _PARTS else part.removesuffix("s")
        if (not part.startswith("hal") and not top) or (name == "quarter" and _is_time(top, text[found.end() :])):
            continue  # "the third round", three months
        times = 1.0 if top in ("a", "an", "") else _value(top)
        ordinal = top and not part.startswith("hal") and times > 1 and part == name
        if times < _PARTS[name] and not ordinal:
            yield Quantity(times / _PARTS[name], times / _PARTS[name], Unit.SHARE, "", *found.span())


def _is_time(top: str, after: str) -> bool:
    """Whether a quarter is three months: "once a quarter", and not "a quarter of them"."""
    return top in ("a", "an", "one") and _SHARED.match(after) is None


def _tried(words: str) -> float | None:
    try:
        return _value(words)
    except ValueError:
        return None


def _spans(text: str) -> Iterator[Quantity]:
    """Times in which no number stands: "half an hour", "a year and a half", "a fortnight"."""
    for found in _HALF.finditer(text):
        if found["time"]:
            yield _time(0.5, found["time"], *found.span())
        else:
            of, factor = _MEASURES[found["measure"].casefold()]
            yield Quantity(factor / 2, factor / 2, Unit.MEASURE, of, *found.span())
    for found in _A_TIME.finditer(text):
        rest = _AND_A_HALF.match(text, found.end())
        if rest is None and found["a"].casefold() != "one" and _RATE_BEFORE.search(text[: found.start()]):
            continue  # "five days a week"
        yield _time(1 + _more(rest and rest["part"]), found["unit"], found.start(), rest.end() if rest else found.end())


_RATE_BEFORE = re.compile(r"(?:\d|%|s|once|twice)\s+$", re.I)
"""What stands before "a week" where something is reckoned by the week."""


def _time(count: float, unit: str, start: int, end: int) -> Quantity:
    name = unit.casefold()
    hours = count * _HOURS[name if name in _HOURS else name.rstrip("s")]
    return Quantity(hours, hours, Unit.TIME, "", start, end)


def _numbers(text: str) -> Iterator[Quantity]:
    for found in _NUMBER.finditer(text):
        if found["words"] and not found["digits"]:
            yield from _number_words(text, found)
            continue
        value = _value(found["digits"]) + _more(found["half"])
        scale = (found["scale"] or "").strip(" -").casefold()
        value *= _SCALES.get(scale, 1.0)
        yield from _number(text, value, found, bool(scale or found["half"]))


def _more(part: str | None) -> float:
    """What "and a half" and the like add."""
    told = (part or "").casefold()
    return 0.0 if not told else 0.75 if "three" in told else 0.25 if "quarter" in told else 0.5


def _number_words(text: str, found: re.Match[str]) -> Iterator[Quantity]:
    """A run of number words as one number, or each by itself where they are several ("ten twelve")."""
    value = _tried(found["words"])
    if value is not None:
        value += _more(found["half"])
        scale = (found["scale"] or "").strip(" -").casefold()
        yield from _number(text, value * _SCALES.get(scale, 1.0), found, True)
        return
    for one in re.finditer(rf"{_WORD}|{_BIG}", found["words"], re.I):
        start = found.start("words") + one.start()
        yield from _with_unit(text, _value(one.group()), _value(one.group()), start, start + len(one.group()))


def _number(text: str, value: float, found: re.Match[str], worded: bool) -> Iterator[Quantity]:
    start, end = found.start(), found.end()
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    open_ = Bound.LEAST if found["plus"] else Bound.EXACT
    if found["ordinal"]:
        yield Quantity(value, value, Unit.RANK, "", start, end)
    elif found["sign"]:
        of = _CURRENCIES[found["sign"].casefold()]
        yield replace(_rated(Quantity(value, value, Unit.MONEY, of, start, end, face=value), text), bound=open_)
    elif not worded and _YEAR.fullmatch(found["digits"]) and _UNIT.match(text, end) is None:
        yield Quantity(value, value, Unit.YEAR, "", start, end)
    else:
        yield from (replace(one, bound=open_) for one in _with_unit(text, value, value, start, end))


def _with_unit(text: str, low: float, high: float, start: int, end: int) -> Iterator[Quantity]:
    """A number with the unit that stands after it."""
    if (found := _UNIT.match(text, end)) is None:
        yield _rated(Quantity(low, high, Unit.COUNT, "", start, end), text)
        return
    if found["percent"]:
        yield Quantity(low / 100, high / 100, Unit.SHARE, "", start, found.end(), face=low)
    elif found["points"]:
        yield Quantity(low, high, Unit.POINTS, "", start, found.end())
    elif found["money"]:
        of = _CURRENCIES[found["money"].casefold()]
        yield _rated(Quantity(low, high, Unit.MONEY, of, start, found.end(), face=low), text)
    elif found["time"]:
        rest = _AND_A_HALF.match(text, found.end())
        unit = {"hrs": "hour", "mins": "minute"}.get(found["time"].casefold(), found["time"])
        time = _time(low + _more(rest and rest["part"]), unit, start, rest.end() if rest else found.end())
        yield replace(_rated(time, text), face=low)
    else:
        of, factor = _MEASURES[found["measure"].casefold()]
        yield Quantity(low * factor, high * factor, Unit.MEASURE, of, start, found.end(), face=low)


def _rated(one: Quantity, text: str) -> Quantity:
    """With the time that it is reckoned by: "40 euros an hour"."""
    found = _RATE.match(text, one.end)
    if found is None or re.search(r"[.;:]", found.group()):
        return one
    period = found["per"].casefold()
    return replace(one, per=_LY.get(period, period))


def _ordinals(text: str) -> Iterator[Quantity]:
    for found in _ORDINAL.finditer(text):
        rank = _ORDINALS[found["word"].casefold()] + {"twenty": 20, "thirty": 30}.get(
            (found["tens"] or "").casefold(), 0
        )
        if rank > 1:
            period = _PERIOD_AFTER.match(text, found.end())
            per = period["per"].casefold() if period else ""
            yield Quantity(rank, rank, Unit.RANK, "", *found.span(), per=per)


def _joined(text: str, single: Sequence[Quantity]) -> Iterator[Quantity]:
    """Ranges out of what stands beside each other; units are passed on ("$180 to 240k", "20-50%")."""
    used = False
    for first, last in pairwise((*single, None)):
        if used or first is None:
            used = False
            continue
        pair = _range(first, last, text) if last is not None and _TO.fullmatch(text[first.end : last.start]) else None
        used = pair is not None
        yield pair or first


def _completed(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """With the unit of the one before where a number leaves it out: "from 8% to 6", "350 euros, night work at 420"."""
    before: Quantity | None = None
    for one in found:
        bare = one.unit is Unit.COUNT and not one.vague and one.low > 1 and _ENDS.match(text, one.end) is not None
        if before is not None and bare and "." not in text[before.end : one.start].replace(". ", ".", 1)[:-1]:
            factor = before.low / before.face
            one = replace(
                one, low=one.low * factor, high=one.high * factor, unit=before.unit, of=before.of, face=one.low
            )
        yield one
        before = one if one.face > 0 else None if one.unit is Unit.COUNT and not bare else before


def _range(first: Quantity, last: Quantity, text: str) -> Quantity | None:
    between = text[first.end : last.start].strip().casefold()
    opened = re.search(r"\bbetween\s*$", text[: first.start], re.I)
    if (between == "and" and not opened) or first.vague or last.vague:
        return None
    low = first
    if first.unit is Unit.COUNT and last.unit in (Unit.SHARE, Unit.MONEY, Unit.TIME, Unit.MEASURE):
        low = replace(first, low=first.low * _factor(last, text), unit=last.unit, of=last.of)
    elif first.unit is Unit.MONEY and last.unit is Unit.COUNT:
        last = replace(last, unit=Unit.MONEY, of=first.of)
    if low.unit is Unit.MONEY and low.low < 1000 <= last.high:
        low = replace(low, low=low.low * 1000)
    if low.unit is not last.unit or low.of != last.of or low.low >= last.high or low.unit in (Unit.RANK, Unit.MONTH):
        return None
    return replace(last, low=low.low, start=first.start, bound=Bound.EXACT)


def _factor(last: Quantity, text: str) -> float:
    """What one of the unit that ``last`` is said in comes to in its measure."""
    said = _NUMBER.search(text, last.start, last.end)
    value = (_tried(said["digits"] or said["words"]) or 1.0) if said else 1.0
    return last.high / value if last.unit is not Unit.MONEY and value else 1.0


def _bounded(one: Quantity, text: str) -> Quantity:
    before, after = text[max(0, one.start - 40) : one.start], text[one.end :]
    if one.bound is not Bound.EXACT or one.low != one.high:
        return one
    for bound, found in (
        (Bound.ONLY, _ONLY.search(before)),
        (Bound.MOST, _MOST.search(before) or _MOST_AFTER.match(after)),
        (Bound.LEAST, _LEAST.search(before) or _LEAST_AFTER.match(after)),
        (Bound.ABOUT, _ABOUT.search(before)),
    ):
        if found is not None:
            if bound is Bound.LEAST and _NEGATED.search(_CLAUSE_CUT.split(text[: one.start])[-1]):
                bound = Bound.MOST
            return replace(one, bound=bound)
    return one


def _is_said(one: Quantity, text: str) -> bool:
    """Whether a quantity says how many; "no one", "one of the" and "the one that" don't."""
    if one.unit is not Unit.COUNT or one.low != 1 or one.high != 1 or text[one.start : one.end].casefold() != "one":
        return True
    return _COUNTS.match(text, one.end) is not None and _NO_COUNT.search(text[: one.start]) is None


def _same_order(one: Quantity, other: Quantity) -> bool:
    """Whether something vague and another number may be the same: "hundreds of" and 250."""
    if one.unit is not other.unit:
        return False
    if one.vague and other.vague:
        return one.low == other.low
    vague, exact = (one, other) if one.vague else (other, one)
    return 2 * vague.low <= exact.low and exact.high < 10 * vague.low
