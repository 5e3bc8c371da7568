"""``guides impact`` over real guides and conversations."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.terminal import cli
from assistant.bootstrap import open_assistant
from assistant.settings import Settings
from assistant.storage.asked import AskedCounts
from assistant.storage.conversations import Conversations

EMS = "How many EMs should a Director manage?"


def test_impact_shows_old_beside_new_and_publishes_nothing(
    shipped: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'talk.db'}"
    monkeypatch.setenv("GUIDES_INDEX", str(shipped.index))
    monkeypatch.setenv("GUIDES_DATABASE_URL", url)
    with open_assistant(shipped.model_copy(update={"database_url": url})) as assistant:
        answer = assistant.respond(EMS).answer
    edited = Path(shutil.copytree(shipped.corpus, tmp_path / "edited"))
    guide = edited / "director-of-engineering.md"
    guide.write_text(guide.read_text("utf-8").replace("three to six EMs", "three to nine EMs"), "utf-8")
    before = (shipped.index / "current").read_text()
    run = CliRunner().invoke
    found = json.loads(run(cli.app, ["impact", "--corpus", str(edited), "--json"]).stdout)
    (one,) = found["affected"]
    assert (one["effect"], one["question"], one["asked"]) == ("changed", answer.standalone_question, 1)
    assert one["before"]["text"] == answer.text
    assert "three to nine EMs" in one["after"]["text"]
    assert found["guides"]["changed"] == ["director-of-engineering"]
    text = run(cli.app, ["impact", "--corpus", str(edited), "--most", "0"]).stdout
    assert "lost: " in text
    assert "1 more could change" in text
    assert (shipped.index / "current").read_text() == before
    cases = tmp_path / "cases.yaml"
    cases.write_text(
        f"- id: ems\n  ask: {EMS}\n  gold: [{{guide: director-of-engineering, quote: three to six EMs}}]\n"
    )
    told = run(cli.app, ["impact", "--corpus", str(edited), "--cases", str(cases), "--most", "1"]).stdout
    assert "case changed: cases.yaml: ems: How many EMs" in told
    assert "lost: director-of-engineering: three to six EMs" in told
    wrong = run(cli.app, ["impact", "--corpus", str(edited), "--cases", str(tmp_path / "none.yaml")])
    assert (wrong.exit_code, len(wrong.stderr.splitlines())) == (2, 1)
    missing = run(cli.app, ["impact", "--corpus", str(tmp_path / "nowhere")])
    assert (missing.exit_code, len(missing.stderr.splitlines())) == (2, 1)
    with closing(Conversations(url)) as kept:
        assert len(AskedCounts(kept.database).in_vain()) == 0
