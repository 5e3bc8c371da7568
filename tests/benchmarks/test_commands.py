"""The commands on sizes so small that their figures mean nothing: they run, and say what was asked for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from assistant.bootstrap import open_assistant
from assistant.settings import Settings
from benchmarks.__main__ import app
from benchmarks.first_statement import measured
from benchmarks.model import ANSWERS, ModelPace, speaking
from benchmarks.peer_server import create_app
from benchmarks.stages import passages_a_second
from benchmarks.varied import questions, write_corpus
from corpus.lexicon import Lexicon
from corpus.read import read_corpus
from evals.records import PassageRecord
from evals.systems import Peer
from index.encode import OnnxEncoder
from tests.api.served import served

PASSAGES = [
    {"id": "p1", "title": "Pay", "text": "A director earns a base salary of $180,000."},
    {"id": "p2", "title": "Teams", "text": "Three to six managers report to a director."},
    {"id": "p3", "title": "Normandy", "text": "Normandy is a region of France."},
]
QUERIES = [{"id": "q1", "question": "Where is Normandy?"}, {"id": "q2", "question": "Who reports to a director?"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\tp3\t1\nq2\tp2\t1\n"


def invoke(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_tokens_of_a_public_set(tmp_path: Path, encoders: Path) -> None:
    (tmp_path / "encoders").symlink_to(encoders)
    folder = tmp_path / "small"
    folder.mkdir()
    for name, records in (("passages", PASSAGES), ("queries", QUERIES)):
        text = "".join(json.dumps(record) + "\n" for record in records)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    np.save(tmp_path / "first.npy", np.eye(384)[:, :64])
    named = [f"--{name}={folder / name}.jsonl" for name in ("passages", "queries")]
    options = [*named, f"--qrels={folder / 'qrels.tsv'}", f"--projection={tmp_path / 'first.npy'}", "--no-cases"]
    result = invoke("tokens", f"--index={tmp_path}", *options)
    assert result.exit_code == 0, result.output
    assert "small: 2 questions" in result.output
    rows = {line.split("│")[1].strip(): line for line in result.output.splitlines() if line.startswith("│")}
    assert list(rows)[:2] == ["384 x int8", "shipped: 256 x int2.25"]
    assert "first (64) x int4" in rows
    assert all(part in rows["384 x int8"] for part in ("386", "1.00", "1.000 (+0.000)"))
    assert rows["384 x int8"].rstrip("│ ").endswith("0.000")
    assert not rows["384 x int2"].rstrip("│ ").endswith("│ 0.000")
    assert "194" in rows["384 x int4"]
    assert "74" in rows["shipped: 256 x int2.25"]


def test_files_of_a_set_belong_together() -> None:
    result = invoke("tokens", "--passages=p.jsonl")
    assert result.exit_code == 2
    assert result.output.strip() == "name --passages, --queries and --qrels for every set"


def test_a_peer_that_is_not_there_is_named() -> None:
    result = invoke("speed", "--peer=nowhere.py")
    assert result.exit_code == 2
    assert result.output.strip() == "nowhere.py: no such file"


def test_a_busy_machine_is_told_at_once_that_no_verdict_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getloadavg", lambda: (1000.0, 0.0, 0.0))
    result = invoke("speed")
    assert result.exit_code == 2
    assert "No verdict: more wants to run than this machine has cores" in result.output


def test_a_size_that_does_not_fit_is_refused(shipped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_INDEX", str(shipped.index))
    result = invoke("scale", "-n", "1000000000000")
    assert result.exit_code == 2
    assert "GB are needed and" in result.output


def test_a_large_corpus_is_indexed_asked_and_changed(shipped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_INDEX", str(shipped.index))
    result = invoke("scale", "-n", "120", "--limit=4000")
    assert result.exit_code == 0, result.output
    rows = {line.split("│")[1].strip() for line in result.output.splitlines() if line.startswith("│")}
    assert {"all", "tokens", "chroma", "one guide changed: files read", "cold", "warm, one topic"} <= rows
    assert "of 6 guides: disk" in result.output
    assert "within 4,000 MB of memory" in result.output


def test_a_large_corpus_is_real_text_with_variations(tmp_path: Path, encoder: OnnxEncoder, lexicon: Lexicon) -> None:
    records = [
        PassageRecord(id="a", title="Pay", text="A director earns shells. " * 9),
        PassageRecord(id="b", text="x y"),
    ]
    write_corpus(tmp_path / "corpus", records, 45, lexicon)
    guides = read_corpus(tmp_path / "corpus", lexicon).guides
    assert [len(guide.sections) for guide in guides] == [21, 21, 6]
    assert records[0].text.strip() in guides[0].text
    assert records[0].text.strip() not in guides[1].text
    assert all(section.topic for section in guides[0].sections[1:])
    (asked, *more) = questions(records, 3)
    assert asked.startswith("what about ")
    assert len(more) == 2


def test_passages_a_second(encoder: OnnxEncoder) -> None:
    assert passages_a_second(encoder, ["pay", "teams"], 1) > 0


def test_the_rebuilt_peer_answers_as_its_script_does(shipped: Settings, encoder: OnnxEncoder, lexicon: Lexicon) -> None:
    guides = read_corpus(shipped.corpus, lexicon).guides[:1]
    peer = Peer(guides, encoder)
    asked = "how many EMs should a director manage?"
    with TestClient(create_app(peer)) as client:
        response = client.post("/chat", json={"question": asked})
    assert response.json() == {"passages": [hit.span.text for hit in peer.search(asked, 4, ())]}
    assert len(response.json()["passages"]) == 4


def test_the_first_statement_beside_the_first_sentence(shipped: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pace = ModelPace(0.0, 10_000.0)
    with speaking(pace) as model:
        monkeypatch.setenv("OPENAI_BASE_URL", model)
        settings = shipped.model_copy(update={"model": "openai:paced", "rate_limit": 0})
        with open_assistant(settings) as assistant, served(settings, assistant) as address:
            found = measured(pace, model, address, 1)
    assert found.asked == len(ANSWERS)
    assert 0 < found.generated <= found.asked
    assert 0 < found.sentence < found.statement
    assert 1 < found.ratio <= found.worst
