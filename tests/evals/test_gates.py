"""Gates: red where they should be, green in noise, and a bad file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.answers.cases import CaseKind, Stale
from evals.answers.judge import Judged
from evals.answers.results import Results
from evals.gates import GATES, SUPPORT, Gates, GatesError, judge, judge_cases, judge_support, read_gates
from evals.support.pairs import LabelledPair, PairKind
from evals.support.verify import figures_of


def results(*rights: bool) -> Results:
    judged = [
        Judged(f"c{i}", CaseKind.DIRECT, True, right, False, 0.5, {"right": float(right), "characters": 200.0}, {})
        for i, right in enumerate(rights)
    ]
    return Results("product", "test", tuple(judged))


def test_floors() -> None:
    gates = Gates(floors={"right": 0.75, "characters": 200, "recall@1": 0.1})
    verdicts = {verdict.gate: verdict for verdict in judge(results(True, True, True, False), gates, None)}
    assert verdicts["floor of right"].green
    assert verdicts["floor of right"].reason == "0.750, at least 0.75"
    assert verdicts["floor of characters"].green
    assert not verdicts["floor of recall@1"].green
    assert verdicts["floor of recall@1"].reason == "no case tells"
    low = judge(results(True, False), Gates(floors={"right": 0.75, "characters": 199}), None)
    assert [verdict.green for verdict in low] == [False, False]


@pytest.mark.parametrize(
    ("now", "green"),
    [
        ([True] * 40, True),
        ([True] * 38 + [False] * 2, True),  # two of forty may be chance
        ([True] * 25 + [False] * 15, False),
    ],
)
def test_a_loss_is_red_where_it_is_no_chance(now: list[bool], green: bool) -> None:
    gates = Gates(floors={}, losses={"right": 0.01})
    (verdict,) = judge(results(*now), gates, results(*[True] * 40))
    assert verdict.gate == "loss of right"
    assert verdict.green is green


def test_a_gain_and_a_loss_below_the_least_size_are_green() -> None:
    gates = Gates(floors={}, losses={"right": 0.5})
    (gain,) = judge(results(*[True] * 40), gates, results(*[False] * 40))
    (small,) = judge(results(*[True] * 25 + [False] * 15), gates, results(*[True] * 40))
    assert gain.green
    assert small.green


def test_the_support_gate_must_hold_back_and_let_through() -> None:
    kinds = (PairKind.PARAPHRASE, PairKind.FIGURE_CHANGED, PairKind.FIGURE_CHANGED, PairKind.NONSENSE)
    pairs = [LabelledPair(str(i), "c", kind, "g", "s", ("q",)) for i, kind in enumerate(kinds)]
    gates = Gates.model_validate({"floors": {}, "support": dict.fromkeys(SUPPORT, 0.6)})
    verdicts = judge_support(figures_of("test", pairs, [True, True, False, False]), gates)
    assert [(verdict.gate, verdict.green, verdict.reason) for verdict in verdicts] == [
        ("support: supported_kept", True, "1.000, at least 0.6"),
        ("support: unsupported_rejected", True, "0.667, at least 0.6"),
        ("support: figures_and_roles_rejected", False, "0.500, at least 0.6"),
    ]


def test_cases_that_the_guides_no_longer_hold_are_named() -> None:
    assert judge_cases(()).green
    verdict = judge_cases((Stale("a", "f", "m"), Stale("a", "f", "n"), Stale("b", "f", "m")))
    assert not verdict.green
    assert verdict.reason.endswith(": a, b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("floors: [", "gates.yaml: not YAML"),
        ("losses: {}", "gates.yaml: floors: Field required"),
        ("floors: {right: much}", "gates.yaml: floors.right: Input should be a valid number"),
        ("floors: {rihgt: 1}", "gates.yaml: no measure 'rihgt'; there are right,"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "gates.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GatesError) as caught:
        read_gates(path)
    assert message in str(caught.value)


def test_the_shipped_gates_ask_for_exact_quotes() -> None:
    assert read_gates(GATES).floors["exact_quotes"] == 1.0
