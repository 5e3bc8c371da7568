"""What passages can be narrowed down by, and how many passages and guides each value would leave.

Values of one facet widen, those of several narrow: "pay or hiring, of the Director". So a facet is counted among what
all *other* facets leave, and its counts say what choosing one of its values shows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.types import Guide, Passage

UNDATED = "undated"
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")
_LEVEL = re.compile(r"-?[0-9]{1,9}")
"""E.g. "*-1*", "*3*"."""

Placed = tuple[Passage, Guide]


@dataclass(frozen=True, slots=True)
class FacetChoice:
    """A value of a facet that was chosen."""

    facet: str
    value: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value, what choosing it leaves, and whether it is chosen."""

    value: str
    passages: int
    guides: int
    selected: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, those of most passages first (levels upwards, dates downwards)."""

    key: str
    values: tuple[FacetValue, ...]


def _month(guide: Guide) -> str:
    found = _MONTH.match(guide.updated)
    return found.group() if found else UNDATED


_VALUES: Mapping[str, Callable[[Passage, Guide], str]] = {
    "role": lambda passage, guide: guide.role,
    "family": lambda passage, guide: guide.family,
    "collection": lambda passage, guide: guide.collection,
    "topic": lambda passage, guide: passage.topic,
    "level": lambda passage, guide: "" if guide.level is None else str(guide.level),
    "updated": lambda passage, guide: _month(guide),
}
FACETS = tuple(_VALUES)
"""The facets' keys, in the order in which they are shown."""


def narrowed(placed: Iterable[Placed], choices: Collection[FacetChoice], besides: str = "") -> list[Placed]:
    """Those that have a chosen value of every facet with one; the facet ``besides`` isn't looked at."""
    wanted = {key: {one.value for one in choices if one.facet == key} for key in FACETS if key != besides}
    asked = [(_VALUES[key], values) for key, values in wanted.items() if values]
    return [(passage, guide) for passage, guide in placed if all(of(passage, guide) in values for of, values in asked)]


def counted(placed: Sequence[Placed], choices: Collection[FacetChoice]) -> tuple[Facet, ...]:
    """Every facet that some passage has a value of, or of which one is chosen."""
    facets = (Facet(key, _values(key, narrowed(placed, choices, key), choices)) for key in FACETS)
    return tuple(facet for facet in facets if facet.values)


def _values(key: str, placed: Sequence[Placed], choices: Collection[FacetChoice]) -> tuple[FacetValue, ...]:
    chosen = {one.value for one in choices if one.facet == key}
    slugs: dict[str, list[str]] = {value: [] for value in sorted(chosen)}
    for passage, guide in placed:
        if value := _VALUES[key](passage, guide):
            slugs.setdefault(value, []).append(guide.slug)
    values = [FacetValue(value, len(of), len(set(of)), value in chosen) for value, of in slugs.items()]
    return tuple(sorted(values, key=lambda one: _place(key, one)))


def _place(key: str, value: FacetValue) -> tuple[float, str]:
    """Values that were chosen but are none (whoever asks may write anything) come where those without one do."""
    if key == "level":
        return (float(value.value) if _LEVEL.fullmatch(value.value) else 0.0, value.value)
    if key == "updated":
        return (-float(value.value.replace("-", "")) if _MONTH.fullmatch(value.value) else 0.0, value.value)
    return (-float(value.passages), value.value)
