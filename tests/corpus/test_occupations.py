"""Which words of a text name an occupation."""

from __future__ import annotations

import pytest

from corpus.occupations import Occupations, load_occupations


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
