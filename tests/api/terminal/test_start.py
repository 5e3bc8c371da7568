"""What a start of the server leaves out, so that it is ready soon."""

from __future__ import annotations

import subprocess
import sys

UNUSED = ("torch", "sentence_transformers", "trafilatura", "rfc3987_syntax", "isoduration", "docx")
"""Each takes a tenth of a second of a start or more, and no answer needs it."""


def test_serving_imports_nothing_that_no_answer_needs() -> None:
    code = (
        "import sys; from api.terminal.command import skip_checks; skip_checks();"
        "import api.terminal.serve, assistant.bootstrap;"
        f"print([name for name in {UNUSED} if sys.modules.get(name)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_chroma_works_where_its_methods_were_not_compared_with_those_that_they_override() -> None:
    code = (
        "from api.terminal.command import skip_checks; skip_checks();"
        "import chromadb;"
        "client = chromadb.EphemeralClient(chromadb.config.Settings(anonymized_telemetry=False));"
        "made = client.create_collection('one', embedding_function=None);"
        "made.add(ids=['a'], embeddings=[[1.0, 0.0]]);"
        "print(made.query(query_embeddings=[[1.0, 0.0]], n_results=1)['ids'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[['a']]"
