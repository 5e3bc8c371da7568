"""Facts: whole words, whatever the case, dashes, spaces, marks."""

from __future__ import annotations

import pytest

from evals.answers.facts import holds


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Three to six EMs.[1]", ["three to six"]),
        ("Between 3–6 people", ["three to six", "3-6"]),
        ("the **base** salary", ["base salary"]),
        ("a re‑org", ["re-org"]),
        ("it’s the Director's", ["it's the director’s"]),
        ("$180,000 to\n$240,000.", ["$180,000 to $240,000"]),
        ("six[2] of them", ["six"]),
        ("in C++.", ["c++"]),
        ("at most 5.", ["5"]),
    ],
)
def test_held(text: str, fact: list[str]) -> None:
    assert holds(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("sixty", ["six"]),
        ("1.5 and 50 and 5,000", ["5"]),
        ("three or six", ["three to six"]),
        ("[5]", ["5"]),
        ("", ["six"]),
    ],
)
def test_not_held(text: str, fact: list[str]) -> None:
    assert not holds(text, fact)
