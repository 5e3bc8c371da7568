"""An assistant that follows a source: it begins without one, takes what is published, and says what is wrong."""

from __future__ import annotations

import time
from pathlib import Path

from fastapi.testclient import TestClient

from api.http.app import create_app
from assistant.bootstrap import publish_index
from assistant.settings import Settings


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
        deadline = time.monotonic() + 20
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
