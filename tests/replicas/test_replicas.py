"""Two replicas: one publish switches both, either may die, and what they share may go and come back.

What kills a replica for good comes last, because starting one takes seconds.
"""

from __future__ import annotations

import threading
import time

import httpx
import pytest

from tests.api.served import Event, parsed
from tests.assistant.scripted import Script
from tests.replicas.conftest import QUESTION, Asking, World
from tests.replicas.engines import needs_nginx, needs_postgres, needs_valkey

for needed in ("psycopg", "redis"):
    pytest.importorskip(needed, reason=f"{needed} is not installed")
pytestmark = [needs_nginx, needs_postgres, needs_valkey]

MODEL_SAYS = "A Tech Lead leads five engineers of one team [1]."


@pytest.fixture(autouse=True)
def whole(world: World) -> None:
    """Everything runs again, whatever the test before stopped."""
    world.stage.script = Script(MODEL_SAYS, size=200)
    stopped = [one for one in (world.database, world.shared, *world.replicas) if one.process is None]
    for engine in stopped:
        engine.launch()
    for engine in stopped:
        engine.wait()
    for number in (0, 1):
        world.until(number, status="ready")


def ask(address: str, **body: object) -> httpx.Response:
    return httpx.post(f"{address}/v1/chat", json={"message": QUESTION, **body}, timeout=30)


def streamed(address: str, key: str, last: str = "", most: int = 100) -> list[Event]:
    headers = {"Idempotency-Key": key} | ({"Last-Event-ID": last} if last else {})
    found: list[Event] = []
    with httpx.stream(
        "POST", f"{address}/v1/chat", json={"message": QUESTION, "stream": True}, headers=headers, timeout=30
    ) as response:
        assert response.status_code == 200, response.read()
        for event in parsed(response.iter_lines()):
            if isinstance(event, Event):
                found.append(event)
            if len(found) == most:
                break
    return found


def test_one_publish_switches_both_without_a_failed_request(world: World) -> None:
    with Asking([world.address]) as asking:
        for number in ("seven", "five"):
            name = world.publish(number)
            for replica_number in (0, 1):
                world.until(replica_number, status="ready", generation=name)
    assert asking.failed == []
    assert asking.statuses.total() > 10


def test_a_replica_that_is_killed_costs_no_request_that_may_be_sent_twice(world: World) -> None:
    with Asking([world.address]) as asking:
        for number in (0, 1):
            time.sleep(0.5)
            world.replicas[number].stop()
            time.sleep(1)
            world.replicas[number].start()
            world.until(number, status="ready")
            time.sleep(1.2)  # until nginx takes it into account again
    assert asking.failed == []
    assert asking.statuses.total() > 10


def test_a_stream_begun_on_one_resumes_on_the_other(world: World) -> None:
    text = f"{MODEL_SAYS} They write code every day [1]. "
    world.stage.script = Script(text, size=5, hold_after=(len(MODEL_SAYS) // 5 + 3, threading.Event()))
    heard = streamed(world.address_of(0), "resumed-on-the-other-one", most=2)
    assert [event.name for event in heard] == ["status", "statement"]
    threading.Timer(0.7, world.stage.script.let_go).start()
    rest = streamed(world.address_of(1), "resumed-on-the-other-one", heard[-1].id)
    message = heard[0].data["message_id"]
    assert [event.id for event in heard + rest] == [f"{message}:{n}" for n in range(len(heard + rest))]
    assert rest[-1].name == "done"
    assert len(world.stage.script.heard) == 1, "the model was asked once"
    stored = httpx.get(f"{world.address_of(1)}/v1/conversations/{rest[-1].data['conversation_id']}").json()
    assert [turn["role"] for turn in stored["turns"]] == ["user", "assistant"]


def test_valkey_goes_and_comes_back(world: World) -> None:
    with Asking([world.address]) as asking:
        world.shared.stop()
        for number in (0, 1):
            assert "shared engine" in world.until(number, status="degraded")["reason"]
        world.shared.start()
        for number in (0, 1):
            world.until(number, status="ready")
    assert asking.failed == []


def test_postgresql_goes_and_comes_back(world: World) -> None:
    before = ask(world.address).json()
    assert before["notice"] is None
    world.database.stop()
    lost = ask(world.address, conversation_id=before["conversation_id"])
    assert lost.status_code == 200
    assert "could not be saved" in lost.json()["notice"]
    assert "five engineers" in lost.json()["answer"]
    assert httpx.get(f"{world.address}/v1/conversations/{before['conversation_id']}").status_code == 503
    for number in (0, 1):
        assert "answers aren't kept" in world.until(number, status="degraded")["reason"]
    world.database.start()
    for number in (0, 1):
        world.until(number, status="ready")
    after = ask(world.address, conversation_id=before["conversation_id"]).json()
    assert after["notice"] is None
    stored = httpx.get(f"{world.address}/v1/conversations/{before['conversation_id']}").json()
    assert len(stored["turns"]) == 4, "the turn before, and the one after"


def test_a_publish_that_is_cut_short_is_not_seen(world: World) -> None:
    name = httpx.get(f"{world.address_of(0)}/readyz").json()["generation"]
    world.place.rename(world.place.with_name("moved"))
    for number in (0, 1):
        told = world.until(number, status="degraded")
        assert told["generation"] == name
    assert "five engineers" in ask(world.address, history=[]).json()["answer"]
    world.place.with_name("moved").rename(world.place)
    half = world.place / "generations" / "20990101T000000000000-00000000"
    half.mkdir()
    (half / "guides.jsonl").write_text("[]")
    (world.place / "current").write_text(half.name)
    for number in (0, 1):
        assert world.until(number, status="degraded")["generation"] == name
    (world.place / "current").write_text(name)
    for number in (0, 1):
        assert world.until(number, status="ready")["generation"] == name


def test_a_stream_whose_replica_dies_is_answered_by_the_other(world: World) -> None:
    world.stage.script = Script(
        f"{MODEL_SAYS} {MODEL_SAYS}", size=5, hold_after=(len(MODEL_SAYS) // 5 + 3, threading.Event())
    )
    heard = streamed(world.address_of(0), "whose-replica-is-killed", most=2)
    world.replicas[0].stop()
    world.stage.script.let_go()
    rest = streamed(world.address_of(1), "whose-replica-is-killed", heard[-1].id)
    assert rest[-1].name == "done"
    assert rest[0].data["message_id"] != heard[0].data["message_id"], "answered anew, and the client can tell"
