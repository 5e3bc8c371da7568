"""``guides check`` and ``guides rollback``."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.terminal import cli
from assistant.health import Fault
from index.errors import SourceError, StoreError
from index.manifest import Manifest
from index.rollback import GenerationState
from tests.api.fakes import FakeWiring

NAME = "20260102T030405000000-abcdef01"


@pytest.fixture
def parts() -> FakeWiring:
    return FakeWiring()


def run(parts: FakeWiring, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), obj=parts.wiring())


def test_checking_a_whole_index_says_so(parts: FakeWiring, tmp_path: Path) -> None:
    result = run(parts, "check", "--index", str(tmp_path))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 faults\n")


def test_every_fault_of_an_index_is_a_line_and_the_exit_code_is_1(parts: FakeWiring, tmp_path: Path) -> None:
    parts.faults = ["generation g1: guides.json is missing", "generation g2: its manifest is damaged"]
    result = run(parts, "check", "--index", str(tmp_path))
    assert (result.exit_code, result.stdout) == (1, "\n".join([*parts.faults, ""]))
    assert result.stderr == "2 faults\n"


def test_checking_a_folder_that_is_not_there_is_bad_input(parts: FakeWiring, tmp_path: Path) -> None:
    result = run(parts, "check", "--index", str(tmp_path / "none"))
    assert result.exit_code == 2
    assert result.stderr.startswith("guides: there is no index in ")


def test_rolling_back_names_what_is_published_now(parts: FakeWiring) -> None:
    result = run(parts, "rollback")
    assert (result.exit_code, result.stdout) == (
        0,
        "Published g0. The next `guides index` builds from the guides again.\n",
    )


def test_rolling_back_to_nothing_is_one_line(parts: FakeWiring) -> None:
    parts.failure = StoreError("no earlier generation is kept")
    result = run(parts, "rollback")
    assert (result.exit_code, result.stderr) == (2, "guides: no earlier generation is kept\n")


def test_a_list_of_generations_says_which_is_live_and_which_is_whole(parts: FakeWiring) -> None:
    manifest = Manifest(NAME, "all-MiniLM-L6-v2", "", "", 8, 251, ())
    parts.generations = [
        GenerationState(NAME, True, manifest, ()),
        GenerationState("other", False, None, ("generation other: damaged",)),
    ]
    result = run(parts, "rollback", "--list")
    assert result.exit_code == 0
    assert result.stdout == (
        f"* {NAME}  2026-01-02 03:04 UTC  8 guides, 251 passages, all-MiniLM-L6-v2  whole\n"
        "  other  generation other: damaged\n"
    )


def test_publishing_names_what_was_published_where(parts: FakeWiring, tmp_path: Path) -> None:
    result = run(parts, "publish", str(tmp_path), "--keep", "5")
    assert (result.exit_code, result.stdout) == (0, f"Published g1 at {tmp_path}, keeping 5.\n")
    parts.failure = SourceError("the index's source can't be written (PermissionError)")
    result = run(parts, "publish", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "guides: the index's source can't be written (PermissionError)\n"


def test_a_command_that_finds_nothing_to_fetch_says_why_and_builds_nothing(
    parts: FakeWiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUIDES_INDEX_SOURCE", "memory://nothing")
    parts.indexed = parts.assistant.ready = False
    parts.assistant.faults = [Fault("source", "no generation is published at the index's source")]
    result = run(parts, "ask", "How many EMs?")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "guides: no generation is published at the index's source\n"
    assert not parts.built
