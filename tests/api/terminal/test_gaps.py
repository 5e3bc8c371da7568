"""``guides gaps`` over real conversations and a real index."""

from __future__ import annotations

import csv
import io
import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.terminal import cli
from assistant.settings import Settings
from assistant.storage.conversations import Conversations
from assistant.types import Answer, Status

FORMULA = '=HYPERLINK("https://evil.test") how much is the signing bonus of a Director?'
CAR = "Is there a company car for a Director of Engineering?"


@pytest.fixture
def environment(shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = f"sqlite:///{tmp_path / 'talk.db'}"
    for name, value in (("CORPUS", shipped.corpus), ("INDEX", shipped.index), ("DATABASE_URL", database)):
        monkeypatch.setenv(f"GUIDES_{name}", str(value))
    with closing(Conversations(database)) as kept:
        for question in (CAR, CAR, FORMULA):
            kept.store(question, Answer(Status.NO_ANSWER, "text", question, 0.1))


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(cli.app, ["gaps", *arguments])
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.usefixtures("environment")
def test_gaps_are_listed_decided_on_and_turned_into_an_entry() -> None:
    shown = json.loads(run("--json").stdout)
    assert shown["total"] == 2
    first = shown["gaps"][0]
    assert (first["title"], first["asked"], first["standing"]) == (CAR, 2, "open")
    assert first["guide"] == "director-of-engineering"
    text = run().stdout
    assert f"   2 x  {CAR}  [{first['fingerprint']}]" in text
    assert "2 open; 0 questions to be asked again" in text
    entry = run("--entry", first["fingerprint"]).stdout
    assert entry.startswith("# director-of-engineering.questions.yaml: asked 2 x")
    assert f"- {CAR}" in entry
    run("--dismiss", first["fingerprint"], "--note", "Not ours.")
    put_away = json.loads(run("--json", "--standing", "dismissed").stdout)["gaps"]
    assert [(one["title"], one["note"]) for one in put_away] == [(CAR, "Not ours.")]


@pytest.mark.usefixtures("environment")
def test_csv_has_no_words_unless_wanted_and_none_is_a_formula() -> None:
    plain = run("--csv").stdout
    assert "company car" not in plain
    rows = list(csv.DictReader(io.StringIO(run("--csv", "--texts").stdout)))
    assert [row["asked"] for row in rows] == ["2", "1"]
    assert rows[1]["title"] == f"'{FORMULA}"


@pytest.mark.usefixtures("environment")
@pytest.mark.parametrize("arguments", [["--standing", "nice"], ["--accept", "nothing"]])
def test_what_isnt_there_is_one_clear_line(arguments: list[str]) -> None:
    result = CliRunner().invoke(cli.app, ["gaps", *arguments])
    assert result.exit_code == 2
    assert result.stderr.startswith("guides: ")
    assert len(result.stderr.splitlines()) == 1
