"""``guides lint`` as text, JSON and SARIF, with a baseline."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.terminal import cli
from assistant.storage.conversations import Conversations
from assistant.types import Answer, Status
from tests.api.fakes import FakeWiring

GUIDE = "---\ntitle: CTO\nrole: CTO\nurl: https://a.test/cto\nupdated: 2026-11-23\n---\n# CTO\n\n## Pay\n\n{}\n"
LINK = "See [x](gone.md)."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "my guides"
    folder.mkdir()
    (folder / "c t o.md").write_text(GUIDE.format(LINK))
    return folder


def run(corpus: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["lint", "--corpus", str(corpus), *arguments], obj=FakeWiring().wiring())


def test_json_has_code_place_fix_and_fingerprint(corpus: Path) -> None:
    result = run(corpus, "--format", "json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["errors"], told["warnings"], told["gone"]) == (0, 0, 1, [])
    (finding,) = told["findings"]
    assert (finding["code"], finding["file"], finding["line"], finding["status"]) == ("dead-link", "c t o.md", 11, None)
    assert finding["fix"] == "Mend the address, or take the link out."
    assert len(finding["fingerprint"]) == 16


def test_sarif_has_rules_and_results(corpus: Path) -> None:
    (corpus / "cto2.md").write_bytes(b"\0\1")
    result = run(corpus, "--format", "sarif")
    log = json.loads(result.stdout)
    assert (result.exit_code, log["version"]) == (1, "2.1.0")
    (once,) = log["runs"]
    rules = [rule["id"] for rule in once["tool"]["driver"]["rules"]]
    assert {(one["ruleId"], one["level"]) for one in once["results"]} == {
        ("dead-link", "warning"),
        ("empty", "error"),
    }
    for one in once["results"]:
        assert rules[one["ruleIndex"]] == one["ruleId"]
        assert "baselineState" not in one
    (place,) = (one["locations"][0]["physicalLocation"] for one in once["results"] if one["ruleId"] == "dead-link")
    assert place == {"artifactLocation": {"uri": "c%20t%20o.md"}, "region": {"startLine": 11}}


def test_a_baseline_fails_on_what_is_new_only(corpus: Path, tmp_path: Path) -> None:
    baseline = str(tmp_path / "baseline.json")
    assert run(corpus, "--write-baseline", baseline).exit_code == 0
    same = run(corpus, "--baseline", baseline)
    assert (same.exit_code, same.stdout, same.stderr) == (0, "", "0 errors, 1 warnings, 0 new, 0 gone\n")
    (corpus / "c t o.md").write_text(GUIDE.format("See [y](lost.md)."))
    result = run(corpus, "--baseline", baseline)
    new, fix, gone = result.stdout.splitlines()
    assert (result.exit_code, result.stderr) == (1, "0 errors, 1 warnings, 1 new, 1 gone\n")
    assert new.startswith("new: ")
    assert fix == "    Mend the address, or take the link out."
    assert gone == "gone: c t o.md: the link “gone.md” leads to no guide [dead-link]"
    states = json.loads(run(corpus, "--baseline", baseline, "--format", "sarif").stdout)["runs"][0]["results"]
    assert [one["baselineState"] for one in states] == ["new", "absent"]
    assert json.loads(run(corpus, "--baseline", baseline, "--format", "json").stdout)["findings"][0]["status"] == "new"


def test_a_baseline_that_is_none_is_bad_input(corpus: Path, tmp_path: Path) -> None:
    result = run(corpus, "--baseline", str(corpus / "c t o.md"))
    assert (result.exit_code, result.stderr) == (2, "guides: baseline: the file is none that --write-baseline wrote\n")
    assert run(corpus, "--baseline", str(tmp_path / "none.json")).exit_code == 2


def test_what_visitors_ask_most_about_comes_first_where_that_is_wanted(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{corpus.parent / 'talk.db'}"
    monkeypatch.setenv("GUIDES_DATABASE_URL", url)
    (corpus / "lead.md").write_text(GUIDE.format(LINK).replace("CTO", "Tech Lead"))
    with closing(Conversations(url)) as kept:
        kept.store("pay?", Answer(Status.NO_ANSWER, "no", "What is the pay of a Tech Lead?", 0.1))
    plain = run(corpus).stdout.splitlines()
    asked = run(corpus, "--asked").stdout.splitlines()
    assert ("c t o.md" in plain[0], "lead.md" in asked[0]) == (True, True)
    assert asked[0].endswith("(1 times asked in vain)")
    told = json.loads(run(corpus, "--asked", "--format", "json").stdout)["findings"]
    assert [(one["file"], one["in_vain"]) for one in told] == [("lead.md", 1), ("c t o.md", 0)]
