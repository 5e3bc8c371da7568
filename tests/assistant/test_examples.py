"""The example in the documentation runs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from assistant.settings import Settings
from tests.assistant.scripted import Script, scripted

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "own_chain.py"


def run(shipped: Settings, folder: Path, **environment: str) -> list[str]:
    without = {name: value for name, value in os.environ.items() if not name.startswith(("GUIDES_", "OPENAI_"))}
    finished = subprocess.run(
        [sys.executable, str(EXAMPLE), "How many EMs report to a Director?"],
        env=without | {"GUIDES_INDEX": str(shipped.index)} | environment,
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return finished.stdout.splitlines()


def test_the_chain_answers_from_the_best_passage(shipped: Settings, tmp_path: Path) -> None:
    answer, *passages = run(shipped, tmp_path)
    assert "three to six EMs" in answer
    assert len(passages) == 4
    assert passages[0].startswith("- Director of Engineering, ")


def test_the_chain_asks_the_model_that_is_set(shipped: Settings, tmp_path: Path) -> None:
    script = Script("As the guide says: three to six.")
    with scripted(script) as address:
        lines = run(shipped, tmp_path, GUIDES_MODEL="openai:scripted", OPENAI_BASE_URL=address, OPENAI_API_KEY="none")
    assert lines[0] == "As the guide says: three to six."
    assert "three to six EMs" in script.heard[0]["messages"][0]["content"]
