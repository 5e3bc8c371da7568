"""What is fitted is judged on what it wasn't fitted on, and the numbers go where the assistant reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import check_grad
from typer.testing import CliRunner

from assistant.conversation.antecedents import meant
from assistant.conversation.follow_up import leaning
from assistant.types import Turn
from evals.__main__ import app
from evals.fit import conversations
from evals.fit.choice import loss
from evals.fit.conversations import Example, best_threshold, splits, weights_of
from evals.fit.expected import Answered, regression
from evals.fit.registry import FITS
from index.parameters import Provenance, read_parameters, write_parameters


def example(corpus: str, conversation: str) -> Example:
    return Example(corpus, conversation, (Turn("user", "What is throat cancer?"),), "Is it treatable?", True)


@pytest.mark.parametrize("name", ["follow_up", "antecedents", "all"])
def test_without_the_public_data_a_fit_says_so_in_one_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversations, "SHARED", tmp_path / "shared")
    result = CliRunner().invoke(app, ["fit", name])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
    assert "canard_dev" in result.stderr


def test_an_unknown_name_is_answered_with_the_known_ones() -> None:
    result = CliRunner().invoke(app, ["fit", "nothing"])
    assert result.exit_code == 2
    assert all(fit.name in result.stderr for fit in FITS)


def test_every_fit_that_is_registered_has_written_its_section() -> None:
    for fit in FITS:
        assert read_parameters(fit.file, fit.name, dict)


def test_the_shipped_models_are_read_once_and_whole() -> None:
    assert leaning() is leaning()
    assert leaning().weights["it"] > 0
    assert 0 < meant().least_share < 1


def test_written_values_are_read_again_and_other_sections_stay(tmp_path: Path) -> None:
    file, origin = tmp_path / "parameters.yaml", Provenance("what", "command", "data", "2026-11-25", {"score": 0.5})
    write_parameters(file, "one", leaning(), origin)
    write_parameters(file, "two", meant(), origin)
    assert read_parameters(file, "one", type(leaning())) == leaning()
    assert read_parameters(file, "two", type(meant())) == meant()


def test_no_split_judges_a_conversation_that_it_was_fitted_on() -> None:
    examples = [example(corpus, f"{corpus}-{n // 3}") for corpus in ("canard", "trec") for n in range(30)]
    found = splits(examples)
    assert len(found) == 4
    assert len({split.judged for split in found}) == 4
    for split in found:
        assert sorted((*split.fitted, *split.judged)) == list(range(len(examples)))
        named = [{examples[i].conversation for i in part} for part in (split.fitted, split.judged)]
        assert named[0].isdisjoint(named[1])


def test_groups_weigh_the_same_whatever_their_sizes() -> None:
    weights = weights_of(["a", "a", "a", "b"])
    assert sum(weights[:3]) == pytest.approx(weights[3])
    assert sum(weights) == pytest.approx(4)


def test_a_threshold_takes_what_gains_and_leaves_what_loses() -> None:
    assert best_threshold([0.9, 0.8, 0.3, 0.1], [1.0, 1.0, -1.0, -1.0], [1, 1, 1, 1]) == 0.8


def test_the_slope_of_the_conditional_logit_is_that_of_its_loss() -> None:
    chance = np.random.default_rng(3)
    right = np.array([1, 0, 0, 1, 1, 0, 0], dtype=bool)
    given = (chance.normal(size=(7, 4)), right, np.array([0, 3]), np.array([1.0, 2.0]), 0.5)
    point = chance.normal(size=4)
    assert check_grad(lambda x: loss(x, *given)[0], lambda x: loss(x, *given)[1], point) < 1e-5


def test_a_regression_finds_how_answers_differ_from_questions_whatever_they_are_about() -> None:
    rng, turn = np.random.default_rng(0), np.roll(np.eye(8, dtype=np.float32), 1, axis=1)
    sources = []
    for _ in ("kitchens", "ships"):
        questions, subject = rng.normal(size=(600, 8)).astype(np.float32), 5 * rng.normal(size=8).astype(np.float32)
        sources.append(Answered(questions, questions @ turn + subject, np.ones(600), "none"))
    found = regression(sources)
    asked = np.eye(8, dtype=np.float32) + found.mean
    expected = np.array([found.of(one) for one in asked])
    np.testing.assert_allclose(np.diag(expected @ turn.T), 1, atol=0.02)
