"""Quantities as they are said, and which say the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.gate.rules.exchange import figures_exchanged
from assistant.gate.rules.figures import figures
from assistant.gate.same_quantities import in_words_of
from assistant.language.quantities import Bound, Unit, quantities
from corpus.lexicon import Lexicon
from tests.assistant.gate.pairs import pair_of


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("three to six EMs", 3, 6, Unit.COUNT),
        ("3–6 EMs", 3, 6, Unit.COUNT),
        ("between 3 and 6 managers", 3, 6, Unit.COUNT),
        ("eight or nine", 8, 9, Unit.COUNT),
        ("one hundred and twenty engineers", 120, 120, Unit.COUNT),
        ("a hundred engineers", 100, 100, Unit.COUNT),
        ("two hundred and fifty", 250, 250, Unit.COUNT),
        ("fifteen hundred parcels", 1500, 1500, Unit.COUNT),
        ("half a million visitors", 500_000, 500_000, Unit.COUNT),
        ("half a dozen aprons", 6, 6, Unit.COUNT),
        ("tens of thousands of containers", 10_000, 10_000, Unit.COUNT),
        ("twenty-five hours", 25, 25, Unit.TIME),
        ("18 months", 13_140, 13_140, Unit.TIME),
        ("a year and a half", 13_140, 13_140, Unit.TIME),
        ("half an hour", 0.5, 0.5, Unit.TIME),
        ("three working days", 72, 72, Unit.TIME),
        ("a couple of Directors", 2, 2, Unit.COUNT),
        ("$180,000 to $240,000", 180_000, 240_000, Unit.MONEY),
        ("$180k-$240k", 180_000, 240_000, Unit.MONEY),
        ("180-240k dollars", 180_000, 240_000, Unit.MONEY),
        ("1.5 million euros", 1_500_000, 1_500_000, Unit.MONEY),
        ("two and a half million dollars", 2_500_000, 2_500_000, Unit.MONEY),
        ("one and a quarter billion dollars", 1.25e9, 1.25e9, Unit.MONEY),
        ("20–50%", 0.2, 0.5, Unit.SHARE),
        ("between a fifth and a half", 0.2, 0.5, Unit.SHARE),
        ("30 percent", 0.3, 0.3, Unit.SHARE),
        ("one in five women", 0.2, 0.2, Unit.SHARE),
        ("three quarters of all orders", 0.75, 0.75, Unit.SHARE),
        ("two percentage points", 2, 2, Unit.POINTS),
        ("twice a week", 104.28, 104.28, Unit.FREQUENCY),
        ("once a quarter", 4, 4, Unit.FREQUENCY),
        ("four times a year", 4, 4, Unit.FREQUENCY),
        ("halved", 0.5, 0.5, Unit.FACTOR),
        ("half a tonne", 500, 500, Unit.MEASURE),
        ("quarter to ten in the evening", 1305, 1305, Unit.CLOCK),
        ("at noon", 720, 720, Unit.CLOCK),
        ("in 2022", 2022, 2022, Unit.YEAR),
        ("the second round", 2, 2, Unit.RANK),
    ],
)
def test_a_quantity_is_read_with_its_unit(text: str, low: float, high: float, unit: Unit) -> None:
    (found,) = quantities(text)
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.unit is unit


@pytest.mark.parametrize(
    "text", ["no one", "one of the teams", "the one that leads", "once it is done", "second to none"]
)
def test_what_counts_nothing_is_no_count(text: str) -> None:
    assert [one for one in quantities(text) if one.unit is Unit.COUNT] == []


def test_a_number_without_its_unit_has_that_of_the_one_before() -> None:
    first, last = quantities("The commission was cut from 8%, and is now 6.")
    assert (last.unit, last.low) == (first.unit, 0.06)
    bare = quantities("It takes 3 weeks. There are 12, and 5 leads.")
    assert [one.unit for one in bare] == [Unit.TIME, Unit.COUNT, Unit.COUNT]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least 50 engineers", Bound.LEAST),
        ("50+ engineers", Bound.LEAST),
        ("up to 15 pupils", Bound.MOST),
        ("no more than 5 days", Bound.MOST),
        ("At no time should a lead look after more than 8 engineers.", Bound.MOST),
        ("some 1,200 hours", Bound.ABOUT),
        ("only 4 teams", Bound.ONLY),
        ("4 teams", Bound.EXACT),
    ],
)
def test_what_bounds_a_quantity(text: str, bound: Bound) -> None:
    assert [one.bound for one in quantities(text)] == [bound]


@given(low=st.integers(0, 10**7), high=st.integers(0, 10**7))
def test_a_number_is_read_however_it_is_grouped(low: int, high: int) -> None:
    assert [one.low for one in quantities(f"${low:,}; then {high} engineers.")] == [low, high]


@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    for one in quantities(text):
        assert 0 <= one.start < one.end <= len(text)
        assert one.low <= one.high


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
        ("120 engineers", "one hundred and twenty engineers"),
        ("2.5 million dollars", "two and a half million dollars"),
        ("70 per cent of the ten clients", "seven of the ten clients"),
        ("three of the five partners", "three out of five partners"),
        ("a third of the week on paperwork", "two thirds of the week on people, the rest on paperwork"),
        ("every month", "12 reports a month"),
        ("about $164k", "$164,070"),
        ("rose to 15%", "rose from 12 to 15 per cent"),
        ("at least 21 years old", "nobody younger than 21 years"),
        ("at most 120 characters", "a maximum line length of 120 characters"),
        ("8,000 words a day", "a translator does 2,000 words, a reviser four times that"),
        ("four ferries an hour", "a ferry every quarter of an hour"),
        ("after five years", "every 5 years"),
        ("both of them", "the founder and the CTO"),
        ("the hourly wage", "what they earn by the hour"),
        ("$132k a year", "the annual wage was $132,270, about $132k"),
        ("150% of the salary", "one and a half times the salary"),
        ("more than one team", "several teams"),
        ("2 separate days", "two separate trial days"),
        ("a tech lead manager has one team", "a team"),
        ("a mate is 34 years old", "the age of a mate is thirty-four"),
        ("for 4- to 7-year-olds", "children aged four to seven"),
        ("from ten at night to six in the morning", "between 10 p.m. and 6 a.m."),
        ("is open from 6:30 to 22:45", "opens at half past six and closes at a quarter to eleven at night"),
        ("rises by 1.75 points", "rises by one and three quarters points"),
        ("80 m long or longer", "80 metres and more"),
        ("a quarter of it", "was cut by a quarter in June"),
        ("at least five members", "never fewer than five members"),
        ("By June 50% is gone", "Half of it is gone before June"),
        ("1.5 points lower", "fell by 1.5 percentage points"),
        ("at most 100 hours", "no more than 900 hours in a calendar year and one hundred in any 28 days"),
        ("nobody with a licence of less than 3 years", "drivers must have held a licence for three years"),
        ("a single pair of scissors", "one pair of scissors"),
        ("The head chef earns twice as much as the cook.", "The cook earns half of what the head chef earns."),
        ("The old line made 25% of what the new one makes.", "The new line makes four times as many as the old one."),
    ],
)
def test_quantities_that_say_the_same(lexicon: Lexicon, statement: str, quote: str) -> None:
    assert figures(pair_of(statement, quote, lexicon)) is None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("six to nine engineers", "six to eight engineers"),
        ("at most four managers", "four to six managers"),
        ("twenty engineers", "one hundred and twenty engineers"),
        ("50 engineers", "two hundred and fifty engineers"),
        ("a hundred engineers", "five hundred engineers"),
        ("thousands of engineers", "hundreds of engineers"),
        ("$40 a week", "$40 an hour"),
        ("midnight", "noon"),
        ("eight hours", "eight days"),
        ("€180,000", "$180,000"),
        ("20 hours", "20%"),
        ("fewer than four engineers", "more than four engineers"),
        ("in May 2022", "in June 2022"),
        ("the twentieth engineer", "the twenty-first engineer"),
        ("the fifth of November", "the fifteenth of November"),
        ("twice as large", "the second office"),
        ("at most 35 engineers", "at least 35 engineers"),
        ("one hundred engineers", "several hundred engineers"),
        ("six days", "six weeks and some days"),
        ("3.1 times a night", "1.3 times a night"),
        ("was cut by a quarter in June", "was cut in half in June"),
        ("at most five members", "five to seven members, never fewer than five"),
        ("a review every week", "a review every other week"),
        ("exactly 50 people", "around fifty people"),
        ("fell from 28 to 14", "rose from 14 to 28"),
        ("The cook earns twice as much as the head chef.", "The cook earns half of what the head chef earns."),
        ("The new line made 25% of what the old one makes.", "The new line makes four times as many as the old one."),
        ("nobody with a licence of less than 3 years", "drivers must have held a licence for two years"),
        ("from 6 p.m. to 10 a.m.", "those under eighteen not between 10 p.m. and 6 a.m."),
    ],
)
def test_quantities_that_say_something_else(lexicon: Lexicon, statement: str, quote: str) -> None:
    assert figures(pair_of(statement, quote, lexicon)) is not None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        ("There are eight leads and three engineers.", "There are three leads and eight engineers."),
        ("A partner bills 1,800 hours a year, an associate 1,200.", "A partner bills 1,200 hours, an associate 1,800."),
        ("Seven crews of five people keep the hall staffed.", "The hall is staffed by five crews of seven."),
        ("Over fifteen years they take about six exams.", "They take about fifteen exams over six years."),
        ("Three managers are over one lead.", "It has three leads and one manager over them."),
        (
            "Hull plates weigh four tonnes and need a crew of two.",
            "Hull plates weigh two tonnes and need a crew of four.",
        ),
    ],
)
def test_quantities_given_to_each_other(lexicon: Lexicon, statement: str, quote: str) -> None:
    assert figures_exchanged(pair_of(statement, quote, lexicon)) is not None
    assert figures_exchanged(pair_of(quote, quote, lexicon)) is None


@pytest.mark.parametrize(
    ("statement", "quote"),
    [
        (
            "An associate bills 1,800 hours a year, a partner 1,200.",
            "A partner bills 1,200 hours a year, an associate 1,800.",
        ),
        (
            "On a coaster a captain leads 9 to 12 people.",
            "A captain leads 20 to 24 people on a ship, 9 to 12 on a coaster.",
        ),
        ("Six floors have two wards each.", "Each of the six floors has two wards."),
        (
            "In a year turnover rose from 12% to 15%.",
            "Turnover rose by three points in a year, from 12 to 15 per cent.",
        ),
        ("It fell by two percentage points, to 6%.", "It was cut from 8% to 6%, that is by two percentage points."),
    ],
)
def test_quantities_that_stay_with_what_they_count(lexicon: Lexicon, statement: str, quote: str) -> None:
    assert figures_exchanged(pair_of(statement, quote, lexicon)) is None


@pytest.mark.parametrize(
    ("evidence", "claim", "told"),
    [
        (
            "It has one hundred and twenty engineers.",
            "It has 120 engineers.",
            "It has one hundred and twenty engineers.",
        ),
        ("About a third of it is done.", "A third is done.", "A third is done."),
        ("It takes between three and six days.", "It takes 3 to 6 days.", "It takes between three and six days."),
        ("The panel has five to seven members.", "It has between 5 and 7 members.", "It has five to seven members."),
        (
            "No work between 10 p.m. and 6 a.m.",
            "They rest from 22:00 to 06:00",
            "They rest between 10 p.m. and 6 a.m.",
        ),
        ("Over a thousand parcels pass.", "It handles more than 1,000.", "It handles over a thousand."),
        ("One in five trainees leaves.", "A fifth of the trainees leave.", "One in five trainees leave."),
        ("60 per cent of the staff are women.", "Three in five teachers are.", "60 per cent of teachers are."),
        ("One lead for eight engineers.", "The ratio is 1:8.", "The ratio is 1:8."),
        ("From the third month on, they do.", "They do from the 3rd month on.", "They do from the third month on."),
        ("It earns $40 an hour.", "It earns 40 dollars a week.", "It earns 40 dollars a week."),
        ("There are 30 offices.", "Thirty offices are there.", "30 offices are there."),
        ("It takes no longer than ten hours.", "It takes at most 10 hours.", "It takes no longer than ten hours."),
        ("At least two people sign.", "No fewer than 2 people sign.", "At least two people sign."),
        ("It has ten offices or more.", "It has at least 10 offices.", "It has at least ten offices."),
        ("It takes at most ten days.", "It can't take more than 10 days.", "It can't take more than ten days."),
    ],
)
def test_a_quantity_is_put_in_the_words_of_the_evidence(evidence: str, claim: str, told: str) -> None:
    assert in_words_of([evidence], claim) == told
