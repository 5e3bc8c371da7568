"""Messages that name no role, and what they need."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from corpus.lexicon import load_lexicon
from evals.answers.cases import CaseError
from evals.fit.clarify import _fitted
from evals.fit.corpora import lowest
from evals.labelled import Needs, load_roleless


def test_no_message_to_the_site_of_the_shipped_guides_names_one_of_their_roles() -> None:
    messages = [one for one in load_roleless() if one.file == "engineering"]
    named = [one.ask for one in messages if one.needs is Needs.ROLE and load_lexicon().roles_of(one.ask)]
    assert len(named) < len(messages) / 50
    assert set(Counter(one.needs for one in messages)) == set(Needs) - {Needs.CHOICE}
    assert len({one.ask.casefold() for one in messages}) == len(messages)


def test_a_file_in_another_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "cook.yaml").write_text("- ask: What?\n  needs: salt\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"cook\.yaml"):
        load_roleless(tmp_path)


def test_the_weights_are_for_rows_as_they_are() -> None:
    chance = np.random.default_rng(7)
    rows = chance.normal(loc=3, scale=[1, 2, 1, 1, 1, 0.05, 0.05], size=(400, 7))
    lacks = rows[:, 1] > 3
    weights, bias = _fitted(rows, lacks)
    assert ((rows @ weights + bias > 0) == lacks).mean() > 0.9


def test_a_threshold_is_the_lowest_from_which_enough_are_right() -> None:
    likely = np.array([0.35, 0.5, 0.6, 0.9])
    assert lowest(likely, np.array([False, False, True, True]), 0.9) == 0.51
    assert lowest(likely, np.array([False, False, False, False]), 0.9) == 0.98
