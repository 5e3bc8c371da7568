"""Sentences that can't both hold, and those that only look so."""

from __future__ import annotations

import pytest

from assistant.desk.conflicts import Comparable, conflicting
from corpus.lexicon import Lexicon


def both(one: str, other: str, lexicon: Lexicon) -> bool:
    a, b = Comparable.of(one, lexicon), Comparable.of(other, lexicon)
    assert conflicting(a, b) == conflicting(b, a)
    return conflicting(a, b)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Most Directors manage three to six EMs.", "A Director manages four to eight EMs."),
        ("The base salary in the US is $180,000 to $240,000.", "In the US the base salary is $200,000 to $260,000."),
        ("The panel has three people.", "The panel has five people."),
        ("The process takes six weeks.", "The process takes three months."),
        ("The sous chef gets 40% of the tips.", "The sous chef gets a fifth of the tips."),
        ("References are always checked.", "References are never checked."),
        ("A Director writes code every week.", "A Director does not write code every week."),
    ],
)
def test_other_figures_or_a_denial_conflict(lexicon: Lexicon, one: str, other: str) -> None:
    assert both(one, other, lexicon)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The panel has three to five people.", "The panel has four people."),
        ("The process takes six weeks.", "The process takes 42 days."),
        ("Base pay in Europe is €100,000.", "Base pay in the US is €150,000."),
        ("A senior director manages ten teams.", "A director manages three teams."),
        ("An EM manages six people.", "A Director manages six EMs and three budgets."),
        ("The panel has three people.", "The panel takes three hours."),
        ("How many people has the panel?", "The panel has no people."),
        ("Red flags in the role:", "Green flags in the role:"),
        ("References are always checked.", "Panels are never large."),
        ("Pay is $100.", "Pay is good."),
        ("", ""),
    ],
)
def test_what_can_hold_together_does_not(lexicon: Lexicon, one: str, other: str) -> None:
    assert not both(one, other, lexicon)
