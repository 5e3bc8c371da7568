"""Figures as typed quantities, and what they are figures of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.amounts import wrong_figures, wrong_rates
from assistant.figures import Unit, figures


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("three to six EMs", 3, 6, Unit.COUNT),
        ("3–6 EMs", 3, 6, Unit.COUNT),
        ("between 3 and 6 managers", 3, 6, Unit.COUNT),
        ("eight or nine", 8, 9, Unit.COUNT),
        ("twenty-five hours", 25, 25, Unit.COUNT),
        ("a couple of Directors", 2, 2, Unit.COUNT),
        ("$180,000 to $240,000", 180_000, 240_000, Unit.MONEY),
        ("$180k-$240k", 180_000, 240_000, Unit.MONEY),
        ("180-240k dollars", 180_000, 240_000, Unit.MONEY),
        ("1.5 million euros", 1_500_000, 1_500_000, Unit.MONEY),
        ("20–50%", 0.2, 0.5, Unit.SHARE),
        ("between a fifth and a half", 0.2, 0.5, Unit.SHARE),
        ("30 percent", 0.3, 0.3, Unit.SHARE),
        ("in 2022", 2022, 2022, Unit.YEAR),
        ("the second round", 2, 2, Unit.RANK),
    ],
)
def test_a_figure_is_read_with_its_unit(text: str, low: float, high: float, unit: Unit) -> None:
    (figure,) = figures(text)
    assert (figure.low, figure.high) == pytest.approx((low, high))
    assert figure.unit is unit


@given(low=st.integers(0, 10**7), high=st.integers(0, 10**7))
def test_a_number_is_read_however_it_is_grouped(low: int, high: int) -> None:
    assert [figure.low for figure in figures(f"${low:,}; {high}.")] == [low, high]


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("six to eight engineers", "6-8 engineers"),
        ("at least four managers", "four to six managers"),
        ("up to six managers", "four to six managers"),
        ("50 or more engineers", "50+ engineers"),
        ("around 33% of them", "a third of them"),
        ("$180k", "$180,000"),
        ("the two roles", "both roles"),
        ("a tech lead manager has one team", "a team"),
    ],
)
def test_figures_that_say_the_same(statement: str, quote: str) -> None:
    assert wrong_figures(statement, quote) == ()


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("six to nine engineers", "six to eight engineers"),
        ("at most four managers", "four to six managers"),
        ("eight teams", "eight engineers"),
        ("eight hours", "eight days"),
        ("€180,000", "$180,000"),
        ("20 hours", "20%"),
        ("fewer than four engineers", "more than four engineers"),
        ("55 km/h", "55 mph (88 km/h)"),
        ("two of the EMs and one engineer", "one of the EMs and two engineers"),
        ("in May 2022", "in June 2022"),
        ("one team", "several teams"),
    ],
)
def test_figures_that_say_something_else(statement: str, quote: str) -> None:
    assert wrong_figures(statement, quote)


def test_times_that_pay_is_reckoned_by() -> None:
    assert wrong_rates("the median hourly wage", "the median annual wage")
    assert wrong_rates("a month", "a year")
    assert wrong_rates("every year", "yearly") == ()
    assert wrong_rates("a month", "the wage") == ()
