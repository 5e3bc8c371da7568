"""Every figure of a statement must stand in its quotes, of the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.alignment import EMPTY, stem_of
from assistant.durations import durations
from assistant.figures import Figure, Unit, figures, is_count, months

_GENERIC = "people"
_CLASSES = {
    word: name
    for name, words in {
        "hour": "hour hours hourly",
        "day": "day days daily",
        "week": "week weeks weekly",
        "month": "month months monthly",
        "year": "year years yearly annual annually annum",
        "minute": "minute minutes",
        "kilometre": "km kilometre kilometres kilometer kilometers",
        "mile": "mi mile miles",
        "metre": "m metre metres meter meters",
        "foot": "ft foot feet",
        "mph": "mph",
        "km/h": "kmh kph",
        "kilogram": "kg kilogram kilograms kilo kilos",
        "pound": "lb lbs",
        "gigabyte": "gb gigabyte gigabytes",
        "degree": "degree degrees",
        "engineer": "engineer engineers developer developers programmer programmers",
        "manager": "manager managers em ems",
        "director": "director directors",
        "vp": "vp vps",
        "lead": "lead leads",
        "candidate": "candidate candidates applicant applicants",
        _GENERIC: "people person persons employee employees report reports member members subordinates staff",
        "team": "team teams squad squads",
        "company": "company companies firm firms employer employers",
        "product": "product products",
        "project": "project projects",
        "quarter": "quarter quarters quarterly",
        "round": "round rounds interview interviews",
        "domain": "domain domains division divisions",
        "country": "country countries",
        "layer": "layer layers level levels rung rungs",
    }.items()
    for word in words.split()
}
_PEOPLE = frozenset(("engineer", "manager", "director", "vp", "lead", "candidate", _GENERIC))
_AFTER = re.compile(r"[^\W\d_]+")
_MORE = re.compile(
    r"(?:over|(?:greater|longer|larger|higher) than|(?<!no )(?<!not )more than|above|beyond|exceed\w*"
    r"|at least|minimum(?: \w+)? of|minimum|no fewer than|no less than"
    r"|upwards of|starting (?:at|from)|from)\s*$",
    re.I,
)
_LESS = re.compile(
    r"(?:under|below|(?:shorter|smaller|lower) than|(?<!no )less than|(?<!no )fewer than|(?:well )?inside"
    r"|up to|at most|maximum(?: \w+)? of|maximum|within|no more than|not more than"
    r"|never more than|at (?:the )?most)\s*$",
    re.I,
)
_LESS_AFTER = re.compile(r"\s*(?:\w+\s+){0,2}?(?:at (?:the )?most|or (?:less|fewer)|ago at most|maximum)\b", re.I)
_MORE_AFTER = re.compile(r"\s*(?:\w+\s+){0,2}?(?:at (?:the )?least|or more|and up|upwards|minimum)\b", re.I)
_ASKED = re.compile(
    r"\bhow (?:many|much) (?P<of>[^?]*?)(?:\b(?:should|does|do|is|are|can|will|would)\b[^?]*)?\?\s*$", re.I
)
"""The question that a figure which opens a sentence answers."""
_ABOUT = re.compile(r"(?:\babout|\baround|\broughly|\bapproximately|\bnearly|\balmost|\bsome|\bclose to|~)\s*$", re.I)
_ROUND = 0.01
_TWO = re.compile(r"\bboth\b|\bbetween\b[^.;]+\band\b", re.I)
_THE = re.compile(r"\b(?:the|both|these|those)\s*$", re.I)
_ONLY = re.compile(r"\b(?:only|just|exactly)\s*$", re.I)
_SEVERAL = re.compile(r"\b(?:several|many|multiple|various|both|few|numerous)\b", re.I)
_RATE = re.compile(
    r"\b(?:(?:an?|per|each|every|in an?)\s+(?P<per>hour|day|week|month|year)|(?P<ly>hourly|daily|weekly|monthly|yearly"
    r"|annual|annually)|per (?P<annum>annum))\b",
    re.I,
)


def wrong_figures(statement: str, quote: str) -> tuple[str, ...]:
    """The figures of ``statement`` that ``quote`` doesn't hold, or holds of something else, each as a reason."""
    held = figures(quote)
    spans, spans_ = durations(statement), durations(quote)
    reasons = []
    for figure in figures(statement):
        shown = statement[figure.start : figure.end].strip()
        span = next((one for one in spans if one.start <= figure.start < one.end), None)
        if not is_count(figure, statement) or (span and any(span.agrees(other) for other in spans_)):
            continue
        same = [
            other
            for other in held
            if (figure.high != 1 or is_count(other, quote))
            and (figure.agrees(other) or _is_end(figure, other, statement) or _rounds(figure, other, statement))
        ]
        if not same:
            if shown.casefold() == "two" and _TWO.search(quote) and _THE.search(statement[: figure.start]):
                continue
            if figure.unit is Unit.COUNT and figure.low == figure.high == 1 and shown != "1":
                if not _bound(figure, statement) and _one_of_many(figure, statement, quote, held):
                    reasons.append(f'"{shown}" of what is several in the quote')
                continue
            reasons.append(f"figure {shown} stands in no quote")
        elif not any(_same_thing(figure, statement, other, quote) for other in same) or _of_another(
            figure, statement, same, held, quote
        ):
            reasons.append(f"figure {shown} is of something else in the quote")
    reasons += _paired_anew(statement, quote)
    reasons += [f"the month {month} stands in no quote" for month in sorted(months(statement) - months(quote))]
    return tuple(reasons)


def _paired_anew(statement: str, quote: str) -> list[str]:
    """Whether figures that go together two by two in the quote go with others in the statement."""
    ours, theirs = ([(f.low, f.high) for f in figures(text)] for text in (statement, quote))
    if len(ours) < 4 or len(ours) % 2 or sorted(ours) != sorted(theirs):
        return []
    pairs, pairs_ = ({frozenset(values[i : i + 2]) for i in range(0, len(values), 2)} for values in (ours, theirs))
    return [] if pairs == pairs_ else ["figures that go together in the quote are parted"]


def wrong_rates(statement: str, quote: str) -> tuple[str, ...]:
    """The times that ``statement`` reckons by ("a week", "annual") where ``quote`` reckons by others."""
    said, held = _rates(statement), _rates(quote)
    return tuple(f'"{rate}" is not what the quote reckons by' for rate in sorted(said - held)) if held else ()


def reckons(text: str) -> bool:
    """Whether a text says how much or how often in a time ("monthly")."""
    return _RATE.search(text) is not None


def _rates(text: str) -> frozenset[str]:
    found = {m["per"] or m["ly"] or "year" for m in _RATE.finditer(text)}
    return frozenset(_CLASSES[word.casefold()] for word in found)


def _is_end(figure: Figure, other: Figure, statement: str) -> bool:
    """Whether a figure is an end of a range, and said to be one ("at least four")."""
    if figure.low != figure.high or other.low == other.high or figure.unit is not other.unit or figure.of != other.of:
        return False
    bound = _bound(figure, statement)
    return (bound == ">" and figure.low == other.low) or (bound == "<" and figure.low == other.high)


def _rounds(figure: Figure, other: Figure, statement: str) -> bool:
    """Whether a figure is another one in round numbers, and said to be ("about $164k")."""
    if figure.unit is not other.unit or figure.of != other.of or not _ABOUT.search(statement[: figure.start]):
        return False
    return all(abs(a - b) <= _ROUND * abs(b) for a, b in ((figure.low, other.low), (figure.high, other.high)))


def _same_thing(figure: Figure, statement: str, other: Figure, quote: str) -> bool:
    said, held = _thing(figure, statement), _thing(other, quote)
    if said and held and said != held and not (_GENERIC in (said, held) and {said, held} <= _PEOPLE):
        return False
    bound, bound_ = _bound(figure, statement), _bound(other, quote)
    if bound and bound_:
        return bound == bound_ or "=" in (bound, bound_)
    return not bound or figure.low != figure.high or other.low != other.high


def _of_another(figure: Figure, statement: str, same: Sequence[Figure], held: Sequence[Figure], quote: str) -> bool:
    """Whether the quote counts what the statement counts, and gives another figure for it."""
    said = _counted(figure, statement)
    if not said and figure.unit is Unit.COUNT:
        spoken = {stem_of(word.casefold()) for word in _AFTER.findall(statement)}
        counted = [_counted(other, quote) for other in same]
        return all(stems and not stems & spoken for stems in counted)
    if not said or any(_counted(other, quote) & said for other in same):
        return False
    return any(_counted(other, quote) & said for other in held if other not in same and other.unit is figure.unit)


def _counted(figure: Figure, text: str) -> frozenset[str]:
    """The stem of the first word that says something right after a figure."""
    rest = re.split(r"[.,;:()]", text[figure.end :], maxsplit=1)[0]
    first = next((word.casefold() for word in _AFTER.findall(rest)[:3] if word.casefold() not in EMPTY), "")
    return frozenset({stem_of(first)} if first else ())


def _thing(figure: Figure, text: str) -> str:
    """What a figure counts, as far as it is of a known class: of the next three words."""
    if figure.unit is Unit.MONEY:
        return ""
    asked = _ASKED.search(text[: figure.start])
    if asked is not None and figure.unit is Unit.COUNT:
        word = next((word for word in _AFTER.findall(asked["of"].casefold()) if word in _CLASSES), "")
        if word:
            return _CLASSES[word]
    rest = re.split(r"[.,;:()]", text[figure.end :], maxsplit=1)[0]
    if figure.unit is Unit.SHARE and not rest.strip().startswith(("of", "hour", "day", "week")):
        rest = ""
    rest = re.sub(r"\bkm/h\b", "kmh", rest)
    for word in _AFTER.findall(rest)[:3]:
        if word.casefold() in _CLASSES:
            return _CLASSES[word.casefold()]
        if word.casefold() in ("who", "that", "which", "and", "or", "with", "in", "at", "is", "are"):
            break
    return ""


def _bound(figure: Figure, text: str) -> str:
    before, after = text[max(0, figure.start - 40) : figure.start], text[figure.end :]
    if _ONLY.search(before):
        return "="
    if _LESS.search(before) or _LESS_AFTER.match(after):
        return "<"
    if figure.open or _MORE.search(before) or _MORE_AFTER.match(after):
        return ">"
    return ""


def _one_of_many(figure: Figure, statement: str, quote: str, held: Sequence[Figure]) -> bool:
    """Whether "one team" is said of what is several or another number of teams in the quote."""
    if re.search(r"\b(?:one|single|sole|an?|each|every|only)\b", quote, re.I) and not _SEVERAL.search(quote):
        return False
    thing = next(iter(_AFTER.findall(statement[figure.end :])), "").casefold().rstrip("s")
    if len(thing) < 3:
        return False
    several = [found.end() for found in _SEVERAL.finditer(quote)] + [o.end for o in held if o.high > 1]
    return any(thing in quote[end : end + 24].casefold() for end in several)
