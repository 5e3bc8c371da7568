"""What a start of the server leaves out, so that it is ready soon."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

UNUSED = ("torch", "sentence_transformers", "trafilatura", "docx", "bm25s", "scipy", "chromadb", "fsspec")
"""Each takes a tenth of a second of a start or more, and no answer needs it."""
PROJECT = Path(__file__).parents[3] / "pyproject.toml"


def test_serving_imports_nothing_that_no_answer_needs() -> None:
    code = (
        "import sys, api.terminal.serve, assistant.bootstrap;"
        f"print([name for name in {UNUSED} if sys.modules.get(name)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_jsonschema_would_prepare_at_each_start_is_installed_apart() -> None:
    extras = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    bringing = {
        name for name, lines in extras.items() if any("cyclonedx" in line or "[format" in line for line in lines)
    }
    assert bringing == {"sbom"}
