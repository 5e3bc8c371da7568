"""The commands over a small corpus: figures, gates, exit codes, report, results, comparison."""

from __future__ import annotations

import json
import re

from evals.answers.results import read_results
from tests.evals.conftest import CASES, Bench, invoke


def test_both_systems_are_asked_and_the_gates_are_green(bench: Bench) -> None:
    result = bench.run(f"--json={bench.folder / 'out.json'}", f"--report={bench.folder / 'report'}")
    assert result.exit_code == 0, result.output
    assert "All gates are green." in result.output
    product, peer = read_results(bench.folder / "out.json")
    assert [product.system, peer.system] == ["product", "peer"]
    by_id = {case.case: case for case in product.judged}
    assert by_id["director-em-count"].values["recall@1"] == 1
    assert by_id["director-em-count"].right
    assert by_id["hello"].right
    assert {
        case.values["exact_quotes"] for case in (*product.judged, *peer.judged) if "exact_quotes" in case.values
    } == {1}
    assert not any(case.refused for case in peer.judged)
    assert_stands_alone((bench.folder / "report" / "index.html").read_text(encoding="utf-8"))


def assert_stands_alone(html: str) -> None:
    assert not re.search(r"<(?:script|link|img|iframe|object|embed)\b|@import|\bsrc=|url\((?!#)", html)
    assert not re.search(r'href="(?!#)', html)
    assert "<!DOCTYPE svg" not in html
    assert html.count("<svg") == 4
    assert "var(--product)" in html


def test_a_red_gate_is_named_and_ends_with_one(bench: Bench) -> None:
    bench.write("gates.yaml", "floors:\n  characters: 1\n  right: 0\n")
    result = bench.run("--system=product")
    assert result.exit_code == 1
    assert "1 of 3 gates are red: floor of characters" in result.output


def test_a_stale_case_is_red_whatever_the_part(bench: Bench) -> None:
    bench.write("cases/dev/old.yaml", CASES.replace("Three to six Eng", "Seven Eng").replace("id: ", "id: old-"))
    result = bench.run("--system=peer")
    assert result.exit_code == 1
    assert "dev/old.yaml: old-director-em-count: the guide 'director' doesn't say" in result.output
    assert "1 of 1 gates are red: cases" in result.output


def test_the_baseline_is_kept_and_a_loss_is_seen(bench: Bench) -> None:
    assert bench.run("--system=product", "--save-baseline").exit_code == 0
    (baseline,) = read_results(bench.folder / "base.json")
    assert not any(case.timings_ms for case in baseline.judged)
    assert "loss of right" in bench.run("--system=product").output


def test_a_baseline_of_other_cases_is_refused(bench: Bench) -> None:
    bench.write("cases/dev/more.yaml", CASES.replace("id: ", "id: dev-"))
    result = bench.run("--part=dev", "--save-baseline")
    assert result.exit_code == 2
    assert "this run has none" in result.output
    assert not (bench.folder / "base.json").exists()


def test_a_part_of_the_product_can_be_switched_off(bench: Bench) -> None:
    result = bench.run("--system=product", "--without=abstention", f"--json={bench.folder / 'out.json'}")
    (product,) = read_results(bench.folder / "out.json")
    assert result.exit_code in (0, 1)
    assert not any(case.refused for case in product.judged if case.answerable is not None)


def test_bad_input_ends_with_two_and_one_line(bench: Bench) -> None:
    bench.write("cases/test/bad.yaml", "- id: x\n")
    result = bench.run()
    assert result.exit_code == 2
    assert result.output.startswith("test/bad.yaml: x: kind: Field required")
    assert len(result.output.strip().splitlines()) == 1


def test_two_results_are_compared(bench: Bench) -> None:
    first, second = bench.folder / "a.json", bench.folder / "b.json"
    assert bench.run("--system=product", f"--json={first}").exit_code == 0
    rows = json.loads(first.read_text(encoding="utf-8"))
    for case in rows[0]["judged"]:
        if case["case"] == "director-plan":
            case["right"], case["values"]["right"] = False, 0.0
    rows[0]["judged"] = [case for case in rows[0]["judged"] if case["case"] != "hello"]
    second.write_text(json.dumps(rows), encoding="utf-8")
    result = invoke("compare", first, second)
    assert result.exit_code == 0, result.output
    assert "from right to wrong: 1\n  director-plan" in result.output
    assert "from wrong to right: 0" in result.output
    assert "in one run only: 1\n  hello" in result.output
    assert "-0.250" in result.output


def test_what_is_no_results_file_is_named(bench: Bench) -> None:
    other = bench.write("other.json", "{}")
    assert "other.json: not a results file" in invoke("compare", other, other).output
    result = invoke("compare", "nowhere.json", other)
    assert result.exit_code == 2
    assert result.output.startswith("nowhere.json: neither a file nor a system")
