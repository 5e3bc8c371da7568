"""The ``guides`` command over a fake composition root."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.schemas.guides import SearchRequest, SearchResponse
from api.terminal import cli, console
from corpus.read import CorpusError
from index.errors import EmptyCorpus
from tests.api.fakes import DIRECTOR, QUOTE, FakeWiring


@pytest.fixture
def parts() -> FakeWiring:
    return FakeWiring()


def run(parts: FakeWiring, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli.app, list(arguments), input=typed, obj=parts.wiring())


def test_help_does_not_wait_for_heavy_imports() -> None:
    heavy = "{'torch', 'chromadb', 'fastapi', 'onnxruntime', 'sentence_transformers', 'langchain_core'}"
    code = f"import sys, api.terminal.cli; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_index_says_what_it_did(parts: FakeWiring, tmp_path: Path) -> None:
    result = run(parts, "index", "--corpus", str(tmp_path), "--index", str(tmp_path / "i"))
    assert result.exit_code == 0
    assert result.stdout == ("Indexed 1 guides, 7 passages: 5 added, 1 changed, 2 removed, 6 embedded, 1.2 seconds\n")
    assert "broken.md:3: error: not YAML [front-matter]" in result.stderr
    assert "reading: 2 of 2" in result.stderr
    assert (parts.built[0].corpus, parts.built[0].index) == (tmp_path, tmp_path / "i")


@pytest.mark.parametrize("error", [CorpusError("/x does not exist"), EmptyCorpus("nothing\nto index")])
def test_bad_input_is_one_line_and_exit_code_2(parts: FakeWiring, error: Exception) -> None:
    parts.failure = error
    result = run(parts, "index")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"guides: {' '.join(str(error).split())}\n"


def test_a_bad_setting_is_named(parts: FakeWiring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_RATE_LIMIT", "many")
    result = run(parts, "index")
    assert result.exit_code == 2
    assert "GUIDES_RATE_LIMIT" in result.stderr


def test_ask_prints_the_answer_with_its_source(parts: FakeWiring) -> None:
    result = run(parts, "ask", "How many EMs?")
    assert result.exit_code == 0
    assert result.stdout.startswith("How many EMs? [1]\n\n[1] Director of Engineering › Scope\n")
    assert QUOTE in result.stdout


def test_ask_json_is_the_http_response(parts: FakeWiring, client: TestClient) -> None:
    printed = json.loads(run(parts, "ask", "How many EMs?", "--json").stdout)
    assert printed == client.post("/v1/chat", json={"message": "How many EMs?", "history": []}).json()


def test_search_json_is_the_http_response(parts: FakeWiring, client: TestClient) -> None:
    printed = json.loads(run(parts, "search", "team", "-k", "2", "--json").stdout)
    assert printed == client.post("/v1/search", json={"query": "team", "k": 2}).json()


def test_search_is_limited_to_collections(parts: FakeWiring) -> None:
    assert run(parts, "search", "team", "--collection", "leaders").exit_code == 0
    assert parts.assistant.collections == ["leaders"]
    result = run(parts, "search", "team", "--collection", "astronauts")
    assert (result.exit_code, "collections" in result.stderr) == (2, True)


def test_search_prints_passages(parts: FakeWiring) -> None:
    result = run(parts, "search", "team", "-k", "1")
    assert result.stdout == f"1. Director of Engineering › Scope › Team  (1.000)\n{QUOTE}\n"


def test_search_is_limited_to_guides_and_topics(parts: FakeWiring) -> None:
    assert run(parts, "search", "team", "--guide", DIRECTOR.slug, "--topic", "work", "--topic", "pay").exit_code == 0
    for option, field in (("--guide", "guides"), ("--topic", "topics")):
        result = run(parts, "search", "team", option, "astronaut")
        assert (result.exit_code, result.stderr.startswith(f"guides: {field}: no ")) == (2, True)


def test_search_says_when_nothing_fits(parts: FakeWiring) -> None:
    found = SearchResponse.model_validate_json(run(parts, "search", "team", "-k", "1", "--json").stdout)
    asked = SearchRequest(query="football", guides=["cto", "vp"], topics=["pay"])
    assert console.fit_note(asked, found) == ""
    assert console.fit_note(asked, SearchResponse(passages=[])) == "No passage fits within guide cto or vp, topic pay."
    assert console.fit_note(SearchRequest(query="q"), SearchResponse(passages=[])) == "No passage fits."
    scores = found.passages[0].scores.model_copy(update={"lexical": 0.0})
    unlike = SearchResponse(passages=[found.passages[0].model_copy(update={"scores": scores})])
    assert console.fit_note(asked, unlike).startswith("No passage has the words of “football”; ")


@pytest.mark.parametrize(
    ("arguments", "field"),
    [(["ask", " "], "message"), (["search", "q", "-k", "0"], "k"), (["ask", "\udcff"], "message")],
)
def test_a_bad_argument_is_named(parts: FakeWiring, arguments: list[str], field: str) -> None:
    result = run(parts, *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(f"guides: {field}: ")
    assert result.stderr.count("\n") == 1


def test_the_index_is_built_first_where_there_is_none(parts: FakeWiring) -> None:
    parts.indexed = False
    result = run(parts, "ask", "q", "--json")
    assert len(parts.built) == 1
    assert json.loads(result.stdout)["answer"] == "q [1]"


def test_no_index_says_what_to_run(parts: FakeWiring) -> None:
    parts.assistant.ready = False
    result = run(parts, "ask", "q")
    assert (result.exit_code, result.stderr) == (2, "guides: there is no index; run `guides index`\n")


def test_chat_remembers_and_leaves_at_the_end_of_input(parts: FakeWiring) -> None:
    result = run(parts, "chat", typed="one\n\ntwo\n" + "x" * 4001 + "\n")
    assert result.exit_code == 0
    assert "one [1]" in result.stdout
    assert [len(heard["history"]) for heard in parts.assistant.heard] == [0, 2]  # type: ignore[arg-type]
    assert "message: must be at most 4000 characters" in result.stderr


QUESTIONS = '- id: a\n  ask: ["Why?", "What for?"]\n  answer: ["Because."]\n'


def test_questions_check_counts_them_and_fails_where_one_cannot_be_used(parts: FakeWiring, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# A\n\nBecause.\n")
    (tmp_path / "a.questions.yaml").write_text(QUESTIONS)
    right = run(parts, "questions", "check", "--corpus", str(tmp_path))
    assert (right.exit_code, right.stdout, right.stderr) == (0, "", "1 questions, 2 phrasings, 0 errors\n")
    (tmp_path / "a.questions.yaml").write_text(QUESTIONS.replace("Because.", "Therefore."))
    wrong = run(parts, "questions", "check", "--corpus", str(tmp_path))
    assert (wrong.exit_code, wrong.stderr) == (2, "0 questions, 0 phrasings, 1 errors\n")
    assert "a.questions.yaml:1: error: a: " in wrong.stdout


def test_questions_suggest_prints_entries_that_pass_the_check(parts: FakeWiring, tmp_path: Path) -> None:
    result = run(parts, "questions", "suggest", "--since", "30", "--corpus", str(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.startswith("# director.questions.yaml: asked 3 x, last on 2026-01-02\n- id: ems\n")
    (tmp_path / "director.md").write_text(f"# Director\n\n{QUOTE}\n")
    (tmp_path / "director.questions.yaml").write_text(result.stdout, encoding="utf-8")
    checked = run(parts, "questions", "check", "--corpus", str(tmp_path))
    assert (checked.exit_code, checked.stderr) == (0, "2 questions, 3 phrasings, 0 errors\n")


def test_serve_names_a_port_in_use(parts: FakeWiring) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run(parts, "serve", "--port", port)
    assert result.exit_code == 2
    assert f"can't listen on 127.0.0.1:{port}" in result.stderr


def test_unanswered_prints_what_to_write_about(parts: FakeWiring) -> None:
    result = run(parts, "unanswered", "--since", "30")
    assert result.exit_code == 0
    assert result.stdout == "   3 x  2026-01-02  Asked in 30 days?  [director-of-engineering]\n"


def test_unanswered_as_json(parts: FakeWiring) -> None:
    assert json.loads(run(parts, "unanswered", "--json").stdout) == {
        "unanswered": [
            {
                "question": "Asked in None days?",
                "status": "no_answer",
                "asked": 3,
                "last": "2026-01-02T03:04:00Z",
                "guides": ["director-of-engineering"],
            }
        ]
    }


def test_lint_names_the_line_of_a_broken_lexicon(parts: FakeWiring, tmp_path: Path) -> None:
    (tmp_path / "lexicon.yaml").write_text("roles:\n  Bosun: mate\n")
    (tmp_path / "bosun.txt").write_text("A bosun leads a crew.")
    result = run(parts, "lint", "--corpus", str(tmp_path))
    assert result.exit_code == 1
    assert "lexicon.yaml:2: error: Bosun must be a list of words" in result.stdout


def test_lint_of_a_missing_folder(parts: FakeWiring, tmp_path: Path) -> None:
    result = run(parts, "lint", "--corpus", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert "does not exist" in result.stderr


@pytest.mark.parametrize(("name", "data", "code"), [("a.md", b"# A role\n\nWhat it is.\n", 0), ("b.md", b"\0\1", 1)])
def test_lint_fails_only_on_errors(parts: FakeWiring, tmp_path: Path, name: str, data: bytes, code: int) -> None:
    (tmp_path / name).write_bytes(data)
    result = run(parts, "lint", "--corpus", str(tmp_path))
    assert result.exit_code == code
    assert f"{code} errors" in result.stderr


def test_a_log_hears_of_long_work_while_it_lasts(capsys: pytest.CaptureFixture[str]) -> None:
    now = 0.0
    show = console.lines(lambda: now)
    for done in range(0, 40, 2):
        now += 1.0
        show("embedding", done, 40)
    show("embedding", 40, 40)
    assert capsys.readouterr().err == "embedding: 18 of 40\nembedding: 38 of 40\nembedding: 40 of 40\n"
