"""More questions than can be answered: few wait, none waits long, none for a client that has gone."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from starlette.types import Message

from api.queue import AnswerQueue, Capacity, ClientGone, Overloaded, capacity_of
from assistant.settings import Settings, load_settings
from tests.api.served import Waiting, served

QUESTION = {"message": "q", "history": []}


async def stays() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


async def goes() -> Message:
    return {"type": "http.disconnect"}


@pytest.fixture
def waiting() -> Iterator[Waiting]:
    made = Waiting()
    yield made
    made.may.set()


def settings(**changed: object) -> Settings:
    return load_settings(rate_limit=0, **{"answers": 1, "queue": 1, "queue_seconds": 20.0, **changed})


def counted(address: str, name: str) -> float:
    lines = httpx.get(f"{address}/metrics").text.splitlines()
    return next((float(line.rpartition(" ")[2]) for line in lines if line.startswith(f"{name} ")), 0.0)


def ask(address: str, answers: list[httpx.Response]) -> threading.Thread:
    def post() -> None:
        answers.append(httpx.post(f"{address}/v1/chat", json=QUESTION, timeout=30))

    thread = threading.Thread(target=post)
    thread.start()
    return thread


def until(address: str, waiting: int) -> None:
    deadline = time.monotonic() + 60
    while counted(address, "guides_waiting") != waiting and time.monotonic() < deadline:
        time.sleep(0.02)
    assert counted(address, "guides_waiting") == waiting


def test_what_there_is_no_place_for_is_refused_and_what_waits_is_answered(waiting: Waiting) -> None:
    answers: list[httpx.Response] = []
    with served(settings(), waiting) as address:
        before = counted(address, 'guides_refused_total{reason="full"}')
        first = ask(address, answers)
        assert waiting.begun.wait(10)
        second = ask(address, answers)
        until(address, waiting=1)
        for path, body in (("/v1/chat", QUESTION), ("/v1/chat", QUESTION | {"stream": True}), ("/v1/search", {})):
            refused = httpx.post(f"{address}{path}", json=body)
            assert refused.status_code == 503
            assert refused.headers["content-type"] == "application/problem+json"
            assert int(refused.headers["retry-after"]) > 0
        assert counted(address, 'guides_refused_total{reason="full"}') == before + 3
        waiting.may.set()
        first.join(20)
        second.join(20)
        assert [answer.status_code for answer in answers] == [200, 200]
        assert httpx.post(f"{address}/v1/chat", json=QUESTION).status_code == 200
        assert counted(address, "guides_waiting") == 0


def test_what_waits_too_long_is_refused(waiting: Waiting) -> None:
    with served(settings(queue_seconds=0.1), waiting) as address:
        first = ask(address, [])
        assert waiting.begun.wait(10)
        refused = httpx.post(f"{address}/v1/chat", json=QUESTION)
        assert (refused.status_code, refused.json()["title"]) == (503, "Service Unavailable")
        assert counted(address, 'guides_refused_total{reason="late"}') >= 1
        waiting.may.set()
        first.join(20)


def test_what_waits_for_a_client_that_has_gone_is_never_begun(waiting: Waiting) -> None:
    with served(settings(), waiting) as address:
        first = ask(address, [])
        assert waiting.begun.wait(10)
        body = json.dumps(QUESTION).encode()
        head = b"POST /v1/chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as connection:
            connection.sendall(head % len(body) + body)
            until(address, waiting=1)
        until(address, waiting=0)
        waiting.may.set()
        first.join(20)
        assert counted(address, 'guides_refused_total{reason="gone"}') >= 1
    assert len(waiting.heard) == 1


def test_pages_health_and_files_never_wait_for_answers(waiting: Waiting) -> None:
    with served(settings(answers=50, queue=0), waiting) as address:
        asked = [ask(address, []) for _ in range(50)]
        assert waiting.begun.wait(10)
        for path in ("/", "/guides", "/guides/director-of-engineering", "/v1/guides", "/static/app.css", "/healthz"):
            assert httpx.get(f"{address}{path}", timeout=15).status_code == 200, path
        waiting.may.set()
        for one in asked:
            one.join(20)


def test_a_place_is_free_again_whatever_became_of_its_answer() -> None:
    async def use() -> list[int]:
        queue = AnswerQueue(Capacity(at_a_time=1, most_waiting=2, seconds=5))
        may = threading.Event()
        held = await queue.begin(may.wait, stays)
        with pytest.raises(ClientGone):
            await queue.begin(lambda: 0, goes)
        queued = [asyncio.ensure_future(queue.begin(lambda place=place: place, stays)) for place in (1, 2)]  # type: ignore[misc]
        await asyncio.sleep(0.05)
        with pytest.raises(Overloaded):
            await queue.begin(lambda: 0, stays)
        may.set()
        assert await held
        answers = [await (await one) for one in queued]
        with pytest.raises(ZeroDivisionError):
            await (await queue.begin(lambda: 1 // 0, stays))
        cancelled = await queue.begin(may.wait, stays)
        cancelled.cancel()
        await asyncio.sleep(0.05)
        return [*answers, await (await queue.begin(lambda: 3, stays))]

    assert asyncio.run(asyncio.wait_for(use(), 20)) == [1, 2, 3]


def test_an_answer_that_a_model_writes_has_more_places_and_more_time() -> None:
    assert capacity_of(load_settings()) == Capacity(2, 32, 0.5)
    assert capacity_of(load_settings(model="openai:m", model_concurrency=8)) == Capacity(8, 32, 10.0)
    assert capacity_of(load_settings(model="openai:m", queue_seconds=3)).seconds == 3
