"""The database of conversations goes and comes back: answers go on, and say that they aren't saved."""

from __future__ import annotations

import time
from contextlib import nullcontext as _opened
from pathlib import Path

from fastapi.testclient import TestClient

from api.http.app import create_app
from assistant.bootstrap import open_assistant
from assistant.settings import Settings

QUESTION = "How many EMs should a Director manage?"


def test_without_the_database_answers_go_on_unsaved_and_say_so(shipped: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "database"
    settings = shipped.model_copy(update={"database_url": f"sqlite:///{folder / 'talk.db'}"})
    with (
        open_assistant(settings) as assistant,
        TestClient(create_app(settings, lambda _: _opened(assistant))) as client,
    ):
        kept = client.post("/v1/chat", json={"message": QUESTION}).json()
        assert kept["notice"] is None
        assistant._conversations.database._engine.dispose()
        folder.rename(tmp_path / "gone")
        body = {"message": "And in Europe?", "conversation_id": kept["conversation_id"]}
        lost = client.post("/v1/chat", json=body, headers={"Idempotency-Key": "k" * 20})
        assert lost.status_code == 200
        assert "could not be saved" in lost.json()["notice"]
        assert lost.json()["conversation_id"] == kept["conversation_id"]
        assert client.post("/v1/chat", json={"message": QUESTION}).json()["notice"]
        refused = client.get(f"/v1/conversations/{kept['conversation_id']}")
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
        assert str(tmp_path) not in refused.text
        told = client.get("/readyz").json()
        assert told["status"] == "degraded"
        assert "answers aren't kept" in told["reason"]
        (tmp_path / "gone").rename(folder)
        deadline = time.monotonic() + 60
        while client.get("/readyz").json()["status"] != "ready" and time.monotonic() < deadline:
            time.sleep(0.1)
        again = client.post("/v1/chat", json=body, headers={"Idempotency-Key": "k" * 20}).json()
        assert again["notice"] is None
        stored = client.get(f"/v1/conversations/{kept['conversation_id']}").json()
    assert [turn["content"] for turn in stored["turns"] if turn["role"] == "user"] == [QUESTION, "And in Europe?"]
