"""Which words of a text name an occupation."""

from __future__ import annotations

import pytest

from corpus.occupations import HEADS, Occupations, heads_of, load_occupations, read_titles


@pytest.fixture(scope="module")
def occupations() -> Occupations:
    return load_occupations()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What does a plumber earn?", ["plumber"]),
        ("How do I get from nurse to doctor?", ["nurse", "doctor"]),
        ("Why is it bad to judge a crop from the field gate?", []),
        ("Who has to coach the team?", []),
        ("What does a judge earn?", ["judge"]),
    ],
)
def test_an_occupation_is_named_and_a_verb_is_none(occupations: Occupations, text: str, names: list[str]) -> None:
    assert [found.name for found in occupations.named(text)] == names


def test_the_heads_that_ship_are_those_of_the_titles(occupations: Occupations) -> None:
    assert HEADS.read_text(encoding="utf-8").split() == sorted(heads_of(read_titles()))
