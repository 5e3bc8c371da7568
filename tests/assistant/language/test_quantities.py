"""Each unit of quantities by its values, and how quantities are joined; the patterns have examples beside them."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.language.quantities import NUMBER_WORDS, Unit, quantities
from assistant.language.quantities.types import Quantity

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
        ("between two hundred and fifty and three hundred", [("two hundred and fifty and three hundred", 250, 300)]),
        ("between twenty-eight and thirty-four thousand", [("twenty-eight and thirty-four thousand", 28_000, 34_000)]),
        ("two times yearly", [("two times yearly", 2, 2)]),
        ("half a hectare", [("half a hectare", 0.5, 0.5)]),
        ("6 to 3 managers", [("6", 6, 6), ("3", 3, 3)]),
        ("two and a half hours", [("two and a half hours", 2.5, 2.5)]),
        ("five days a week", [("five days", 120, 120)]),
        ("once a quarter", [("once a quarter", 4, 4)]),
        ("the first step", []),
        ("18 may work, from May 4", [("18", 18, 18), ("May", 5, 5), ("4", 4, 4)]),
        ("the new one to eighteen of them", [("eighteen", 18, 18)]),
        ("one six times", [("one", 1, 1), ("six", 6, 6)]),
        ("Nine times out of ten", [("Nine times out of ten", 0.9, 0.9)]),
        ("by one and three quarters in all", [("one and three quarters", 1.75, 1.75)]),
        ("from 10 p.m. to 6 a.m.", [("10 p.m. to 6 a.m.", 1320, 360)]),
        ("21 years of age, nobody older than 65 years", [("21 years of age", 21, 21), ("65 years", 65, 65)]),
    ],
)
def test_what_is_one_quantity_and_what_is_two(text: str, found: list[tuple[str, float, float]]) -> None:
    assert spoken(text) == found


def test_words_of_numbers_ranks_and_parts_are_number_words() -> None:
    assert {"seven", "ninety", "third", "twentieth", "half", "hundredth"} <= NUMBER_WORDS
    assert not {"a", "and", "dozen", "twice"} & NUMBER_WORDS
