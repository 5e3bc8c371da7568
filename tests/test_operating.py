"""What docs/operate.md and the dashboard name is there to be looked at, and the backup is one that can be restored."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import REGISTRY, generate_latest

import api.metrics
import assistant.metrics
from assistant.health import PARTS
from assistant.storage.conversations import Conversations
from assistant.types import Answer, Status
from tests.replicas.engines import needs_postgres, postgres, postgres_url

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
DASHBOARD = json.loads((ROOT / "docs" / "examples" / "grafana.json").read_text(encoding="utf-8"))
BLOCKS = re.findall(r"^```bash\n(.*?)^```", PAGE.partition("## Backup")[2], re.MULTILINE | re.DOTALL)
ANSWER = Answer(Status.ANSWERED, "kept", "q", 1.0)


def exposed() -> set[str]:
    """Names of the samples that there may be."""
    assert api.metrics.router
    assert callable(assistant.metrics.answered)
    families = re.findall(r"^# TYPE (\S+) (\S+)", generate_latest(REGISTRY).decode(), re.MULTILINE)
    endings = ("_bucket", "_sum", "_count")
    return {name for name, _ in families} | {
        f"{name}{ending}" for name, kind in families if kind == "histogram" for ending in endings
    }


def expressions() -> list[str]:
    shown = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return shown + re.findall(r"^\|[^|]*\| `([^`]*)`(?: for [^|]*)? \|", PAGE, re.MULTILINE)


def test_every_metric_that_is_looked_at_exists() -> None:
    named = {name for one in expressions() for name in re.findall(r"\b(?:guides|process)_\w+", one)}
    assert len(named) > 12
    assert named <= exposed()


def test_panels_have_places_of_their_own_and_a_source() -> None:
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    (source,) = DASHBOARD["templating"]["list"]
    assert {panel["datasource"]["uid"] for panel in DASHBOARD["panels"]} == {f"${{{source['name']}}}"}


def test_every_part_that_may_be_impaired_is_explained() -> None:
    section = PAGE.partition("## What is impaired")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == {*PARTS, "part"}


def run(script: str, folder: Path, **environment: str) -> None:
    (folder / ".venv" / "bin").mkdir(parents=True, exist_ok=True)
    python = folder / ".venv" / "bin" / "python"
    if not python.exists():
        python.symlink_to(sys.executable)
    done = subprocess.run(
        ["bash", "-ec", script], cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def kept(url: str) -> str:
    conversations = Conversations(url)
    try:
        return conversations.store("a question", ANSWER).conversation_id
    finally:
        conversations.close()


def read(url: str, conversation: str) -> list[str]:
    conversations = Conversations(url)
    try:
        return [turn.content for turn in conversations.read(conversation).turns]
    finally:
        conversations.close()


def test_sqlite_is_backed_up_and_restored_as_it_says(tmp_path: Path) -> None:
    (tmp_path / ".guides").mkdir()
    url = f"sqlite:///{tmp_path / '.guides' / 'conversations.db'}"
    conversation = kept(url)
    run(BLOCKS[0], tmp_path)
    (tmp_path / ".guides" / "conversations.db").write_bytes(b"lost")
    run(BLOCKS[1], tmp_path)
    assert read(url, conversation) == ["a question", "kept"]


@needs_postgres
def test_postgresql_is_backed_up_and_restored_as_it_says(tmp_path: Path) -> None:
    pytest.importorskip("psycopg", reason="the extra postgres is not installed")
    with postgres() as engine:
        url = postgres_url(engine)
        database = url.replace("+psycopg", "")
        conversation = kept(url)
        run(BLOCKS[2], tmp_path, DATABASE=database)
        lose = 'psql --quiet --command="DROP SCHEMA public CASCADE" --command="CREATE SCHEMA public" "$DATABASE"'
        run(lose, tmp_path, DATABASE=database)
        run(BLOCKS[3], tmp_path, DATABASE=database)
        assert read(url, conversation) == ["a question", "kept"]
