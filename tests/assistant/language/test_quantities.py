"""Each pattern of quantities by what it matches, each unit by its values, and how quantities are joined."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter

import pytest

from assistant.language import quantities as package
from assistant.language.quantities import NUMBER_WORDS, Unit, quantities
from assistant.language.quantities.types import Quantity

# the pattern, a text, and what of the text it matches
MATCHES = [
    ("patterns.NUMBER", "earns US$ 1,200.50 net", "US$ 1,200.50"),
    ("patterns.NUMBER", "the 3rd of 4", "3rd"),
    ("patterns.NUMBER", "for 50+ engineers", "50+"),
    ("patterns.NUMBER", "costs twenty-five thousand", "twenty-five thousand"),
    ("patterns.NUMBER", "two and a half million", "two and a half million"),
    ("patterns.NUMBER_WORD", "ten twelve", "ten"),
    ("patterns.SCALED", "three quarters of a billion users", "three quarters of a billion"),
    ("patterns.SCALED", "about a hundred people", "a hundred"),
    ("patterns.DOZENS", "needs three dozen eggs", "three dozen"),
    ("patterns.DOZENS", "a pair of nurses", "a pair of"),
    ("patterns.VAGUE", "for tens of thousands of users", "tens of thousands"),
    ("patterns.VAGUE", "sold by the dozen", "by the dozen"),
    ("patterns.SINGLE", "runs a single team", "a single"),
    ("patterns.NUMBER", "one point two billion", "one point two billion"),
    ("patterns.NUMBER", "the one hundred and first hire", "one hundred and first"),
    ("patterns.ORDINAL", "in the second week", "second"),
    ("patterns.TIMES", "has doubled since", "doubled"),
    ("patterns.TIMES", "grew tenfold", "tenfold"),
    ("patterns.TIMES", "one and a half times the pay", "one and a half times"),
    ("patterns.VAGUE", "several hundred engineers", "several hundred"),
    ("patterns.IN", "one client in every four leaves", "one client in every four"),
    ("patterns.OVER", "with 3/4 of the votes", "3/4"),
    ("patterns.FRACTION", "takes two thirds of it", "two thirds"),
    ("patterns.FREQUENCY", "three times per year", "three times per year"),
    ("patterns.FREQUENCY", "meets every other month", "every other month"),
    ("patterns.FREQUENCY", "a half-yearly review", "half-yearly"),
    ("patterns.FREQUENCY", "leaves every quarter of an hour", "every quarter of an hour"),
    ("patterns.CLOCK", "from 9:30 am on", "9:30 am"),
    ("patterns.CLOCK", "put in at 4.10", "4.10"),
    ("patterns.CLOCK", "at ten past four", "ten past four"),
    ("patterns.CLOCK", "until six in the evening", "six in the evening"),
    ("patterns.MONTH", "in May 2022", "May"),
    ("patterns.MONTH", "on the 5th of June", "5th of June"),
    ("patterns.MONTH", "from the first of March", "first of March"),
    ("patterns.DECADE", "in the 1990s", "1990s"),
    ("patterns.YEAR", "since 2022", "2022"),
    ("patterns.VERSION", "uses 1.2.3 and 4", "1.2.3"),
    ("patterns.HALF", "for half an hour", "half an hour"),
    ("patterns.HALF", "a third of a litre", "a third of a litre"),
    ("patterns.A_TIME", "takes one fortnight", "one fortnight"),
    ("patterns.UNIT", "per cent", "per cent"),
    ("patterns.UNIT", " working days", " working days"),
    ("patterns.UNIT", " kilometres", " kilometres"),
    ("surroundings.HYPHEN", "a six-month trial", "-"),
    ("surroundings.GOES_ON", "for two and a ", "two and a "),
    ("surroundings.FURTHER", "a hundred and twenty", " hundred and twenty"),
    ("surroundings.AND_A_HALF", "a year and a half later", " and a half"),
    ("surroundings.SHARED", "a quarter of the staff", " of"),
    ("surroundings.RATE", " euros an hour", " euros an hour"),
    ("surroundings.RATE_BEFORE", "paid twice ", "twice "),
    ("surroundings.FAR_OFF", " before the meeting", " before"),
    ("surroundings.THE", "on the ", "the "),
    ("surroundings.OF_MONTH", " of March", " of March"),
    ("surroundings.OR_MORE", "two or more years", "or more"),
    ("surroundings.OR_LESS", "two or fewer years", "or fewer"),
    ("surroundings.PERIOD_AFTER", "the second quarter", " quarter"),
    ("surroundings.TO", "3 – 6", " – "),
    ("surroundings.BETWEEN", "with between ", "between "),
    ("surroundings.ENDS", " by March", " by"),
    ("surroundings.LEAST", "has more than ", "more than "),
    ("surroundings.LEAST_AFTER", " engineers or more", " engineers or more"),
    ("surroundings.MOST", "no longer than ", "no longer than "),
    ("surroundings.MOST_AFTER", " days at most", " days at most"),
    ("surroundings.ABOUT", "it takes roughly ", "roughly "),
    ("surroundings.ONLY", "has just a ", "just a "),
    ("surroundings.NEGATED", "it can't exceed ", "can't exceed "),
    ("surroundings.CLAUSE_CUT", "first; then", ";"),
    ("surroundings.NO_COUNT", "not the ", "the "),
    ("surroundings.COUNTS", " engineer", " e"),
    ("values._GROUPING", "180,000", ","),
]

# a text with one quantity of a unit, its ends, the unit, and of what
VALUES = [
    ("seven apprentices", 7, 7, Unit.COUNT, ""),
    ("1 200 parcels", 1200, 1200, Unit.COUNT, ""),
    ("a hundred and five beds", 105, 105, Unit.COUNT, ""),
    ("a million and a half users", 1_500_000, 1_500_000, Unit.COUNT, ""),
    ("one point two five million users", 1_250_000, 1_250_000, Unit.COUNT, ""),
    ("one and a half times the salary", 1.5, 1.5, Unit.FACTOR, ""),
    ("every fifteen minutes", 35_040, 35_040, Unit.FREQUENCY, ""),
    ("two or more years", 17_520, 17_520, Unit.TIME, ""),
    ("takes a year", 8760, 8760, Unit.TIME, ""),
    ("a year and three months", 10_950, 10_950, Unit.TIME, ""),
    ("three quarters of an hour", 0.75, 0.75, Unit.TIME, ""),
    ("a fourth of a turn", 0.25, 0.25, Unit.SHARE, ""),
    ("2.50 dollars", 2.5, 2.5, Unit.MONEY, "$"),
    ("a quarter of a kilogram", 0.25, 0.25, Unit.MEASURE, "kg"),
    ("three dozen eggs", 36, 36, Unit.COUNT, ""),
    ("ten to twelve nurses", 10, 12, Unit.COUNT, ""),
    ("a quarter of the staff", 0.25, 0.25, Unit.SHARE, ""),
    ("two out of every five", 0.4, 0.4, Unit.SHARE, ""),
    ("3/4 of the votes", 0.75, 0.75, Unit.SHARE, ""),
    ("12.5 per cent", 0.125, 0.125, Unit.SHARE, ""),
    ("1.5 percentage points", 1.5, 1.5, Unit.POINTS, ""),
    ("ten percentage points", 10, 10, Unit.POINTS, ""),
    ("grew tenfold", 10, 10, Unit.FACTOR, ""),
    ("tripled in size", 3, 3, Unit.FACTOR, ""),
    ("four times as fast", 4, 4, Unit.FACTOR, ""),
    ("£45k", 45_000, 45_000, Unit.MONEY, "£"),
    ("half a million euros", 500_000, 500_000, Unit.MONEY, "€"),
    ("12 to 15 francs", 12, 15, Unit.MONEY, "chf"),
    ("a fortnight", 336, 336, Unit.TIME, ""),
    ("90 mins", 1.5, 1.5, Unit.TIME, ""),
    ("six-month trial", 4380, 4380, Unit.TIME, ""),
    ("every other month", 6, 6, Unit.FREQUENCY, ""),
    ("half-yearly", 2, 2, Unit.FREQUENCY, ""),
    ("every third week", 17.38, 17.38, Unit.FREQUENCY, ""),
    ("12 km", 12_000, 12_000, Unit.MEASURE, "m"),
    ("a dozen litres", 12, 12, Unit.MEASURE, "l"),
    ("half a mile", 0.5, 0.5, Unit.MEASURE, "mile"),
    ("v2.1", 0, 0, Unit.MEASURE, "2.1"),
    ("the twelfth time", 12, 12, Unit.RANK, ""),
    ("3rd", 3, 3, Unit.RANK, ""),
    ("since 1998", 1998, 1998, Unit.YEAR, ""),
    ("the 1990s", 1990, 1999, Unit.YEAR, ""),
    ("the 5th of June", 6, 6, Unit.MONTH, ""),
    ("on 24 December", 12, 12, Unit.MONTH, ""),
    ("half past nine", 570, 570, Unit.CLOCK, ""),
    ("2:15 p.m.", 855, 855, Unit.CLOCK, "day"),
    ("six in the morning", 360, 360, Unit.CLOCK, "day"),
    ("17:00", 1020, 1020, Unit.CLOCK, "day"),
]


def patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of the package by the module that makes them and their names."""
    return {
        f"{module.name}.{name}": pattern
        for module in pkgutil.iter_modules(package.__path__)
        for name, pattern in vars(importlib.import_module(f"{package.__name__}.{module.name}")).items()
        if isinstance(pattern, re.Pattern) and (module.name in ("patterns", "surroundings") or name.startswith("_"))
    }


@pytest.mark.parametrize(("name", "text", "matched"), MATCHES)
def test_a_pattern_matches_its_example(name: str, text: str, matched: str) -> None:
    found = patterns()[name].search(text)
    assert found is not None
    assert found.group() == matched


def test_every_pattern_has_an_example() -> None:
    assert {name for name, _, _ in MATCHES} == set(patterns())


@pytest.mark.parametrize(("text", "low", "high", "unit", "of"), VALUES)
def test_a_quantity_has_its_value_in_the_measure_of_its_unit(
    text: str, low: float, high: float, unit: Unit, of: str
) -> None:
    (found,) = (one for one in quantities(text) if one.unit is unit)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.of == of


@pytest.mark.parametrize(
    ("text", "low", "unit"),
    [
        ("the twenty-first", 21, Unit.RANK),
        ("on the twenty-second day", 22, Unit.RANK),
        ("the one hundred and third hire", 103, Unit.RANK),
        ("the fortieth time", 40, Unit.RANK),
        ("a twenty-second delay", 20 / 3600, Unit.TIME),
    ],
)
def test_a_rank_above_twenty_has_its_tens(text: str, low: float, unit: Unit) -> None:
    (found,) = quantities(text)
    assert found.unit is unit
    assert found.low == pytest.approx(low)


def test_every_unit_has_two_examples_at_least() -> None:
    examples = Counter(unit for _, _, _, unit, _ in VALUES)
    assert {unit: examples[unit] for unit in Unit if examples[unit] < 2} == {}


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("40 euros an hour", "hour"),
        ("12 reports per month", "month"),
        ("€50,000 per annum", "year"),
        ("weekly", "week"),
        ("the second quarter", "quarter"),
        ("40 euros; an hour later", ""),
    ],
)
def test_a_quantity_tells_the_period_that_it_is_reckoned_by(text: str, per: str) -> None:
    assert quantities(text)[0].per == per


def spoken(text: str) -> list[tuple[str, float, float]]:
    def said(one: Quantity) -> str:
        return text[one.start : one.end]

    return [(said(one), one.low, one.high) for one in quantities(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ten twelve", [("ten", 10, 10), ("twelve", 12, 12)]),
        ("3 and 6 managers", [("3", 3, 3), ("6", 6, 6)]),
        ("between 3 and 6 managers", [("3 and 6", 3, 6)]),
        ("6 to 3 managers", [("6", 6, 6), ("3", 3, 3)]),
        ("two and a half hours", [("two and a half hours", 2.5, 2.5)]),
        ("five days a week", [("five days", 120, 120)]),
        ("once a quarter", [("once a quarter", 4, 4)]),
        ("the first step", []),
        ("18 may work, from May 4", [("18", 18, 18), ("May", 5, 5), ("4", 4, 4)]),
        ("the new one to eighteen of them", [("eighteen", 18, 18)]),
        ("one six times", [("one", 1, 1), ("six", 6, 6)]),
        ("Nine times out of ten", [("Nine times out of ten", 0.9, 0.9)]),
    ],
)
def test_what_is_one_quantity_and_what_is_two(text: str, found: list[tuple[str, float, float]]) -> None:
    assert spoken(text) == found


def test_words_of_numbers_ranks_and_parts_are_number_words() -> None:
    assert {"seven", "ninety", "third", "twentieth", "half", "hundredth"} <= NUMBER_WORDS
    assert not {"a", "and", "dozen", "twice"} & NUMBER_WORDS
