"""Two servers on one engine: limits are counted together, any resumes any stream; and each alone while it is down."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.http.stream import Pace
from assistant.settings import Settings, load_settings
from assistant.types import Reply
from tests.api.fakes import CRASH, FakeAssistant
from tests.api.served import Event, served, stream
from tests.replicas.engines import Engine, needs_valkey, valkey

pytest.importorskip("redis", reason="the extra shared is not installed")
pytestmark = needs_valkey

QUICK = Pace(patience=5.0, heartbeat=0.5, farewell=2.0)
KEY = "a-key-of-more-than-sixteen-characters"
ASKED: dict[str, object] = {"message": "How many EMs?"}


@dataclass
class Halting(FakeAssistant):
    """Says how the answer opens and its first statement, and the rest when it may."""

    may: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    def respond(self, message: str, **given: Any) -> Reply:
        self.asked += 1
        reply = super().respond(message, **given)
        self.begun.set()
        self.may.wait(20)
        return reply


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with valkey(tmp_path_factory.mktemp("engines")) as engine:
        yield engine


@pytest.fixture
def engine(started: Engine) -> Engine:
    if started.process is None:
        started.start()
    from redis import Redis

    with Redis(port=started.port) as client:
        client.flushall()
    return started


def settings(engine: Engine, limit: int = 0) -> Settings:
    return load_settings(rate_limit=limit, shared_url=f"redis://127.0.0.1:{engine.port}")


@dataclass
class Pair:
    """Two servers and what answers in each."""

    first: str
    second: str
    answers: tuple[Halting, Halting]


@pytest.fixture
def pair(engine: Engine) -> Iterator[Pair]:
    answers = (Halting(), Halting())
    with ExitStack() as stack:
        addresses = [stack.enter_context(served(settings(engine), one, QUICK)) for one in answers]
        yield Pair(addresses[0], addresses[1], answers)
        for one in answers:
            one.may.set()


def until(address: str, status: str) -> dict[str, str]:
    deadline = time.monotonic() + 60
    while (told := httpx.get(f"{address}/readyz").json())["status"] != status and time.monotonic() < deadline:
        time.sleep(0.05)
    assert told["status"] == status, told
    return dict(told)


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events]


def test_requests_are_counted_by_both_together(engine: Engine) -> None:
    with (
        served(settings(engine, 3), FakeAssistant()) as first,
        served(settings(engine, 3), FakeAssistant()) as second,
    ):
        asked = [httpx.get(f"{address}/v1/guides") for address in (first, second, first, second, first)]
    assert [answer.status_code for answer in asked] == [200, 200, 200, 429, 429]
    assert 1 <= int(asked[-1].headers["Retry-After"]) <= 60


def test_while_the_engine_is_down_each_counts_alone_and_says_so(engine: Engine) -> None:
    with served(settings(engine, 2), FakeAssistant()) as first, served(settings(engine, 2), FakeAssistant()) as second:
        assert until(first, "ready")["generation"] == "g1"
        engine.stop()
        asked = [httpx.get(f"{address}/v1/guides").status_code for address in (first, first, first, second, second)]
        assert asked == [200, 200, 429, 200, 200]
        assert "limits hold for each process alone" in until(first, "degraded")["reason"]
        engine.start()
        until(first, "ready")
        assert [httpx.get(f"{address}/v1/guides").status_code for address in (first, second, first)] == [200, 200, 429]


def test_a_stream_begun_on_one_resumes_on_the_other(pair: Pair) -> None:
    heard = stream(pair.first, ASKED, 1, Idempotency_Key=KEY)
    rest: list[Event] = []
    resuming = threading.Thread(
        target=lambda: rest.extend(stream(pair.second, ASKED, Idempotency_Key=KEY, Last_Event_ID=heard[-1].id))
    )
    resuming.start()
    time.sleep(0.7)
    assert resuming.is_alive(), "the answer isn't made yet"
    pair.answers[0].may.set()
    resuming.join(20)
    assert names(heard + rest) == ["status", "statement", "citations", "done"]
    assert [event.id for event in heard + rest] == [f"m1:{n}" for n in range(4)]
    assert (pair.answers[0].asked, pair.answers[1].asked) == (1, 0)


def test_a_whole_answer_is_heard_again_from_the_other(pair: Pair) -> None:
    pair.answers[0].may.set()
    whole = stream(pair.first, ASKED, Idempotency_Key=KEY)
    assert stream(pair.second, ASKED, Idempotency_Key=KEY) == whole
    assert stream(pair.second, ASKED, Idempotency_Key=KEY, Last_Event_ID="m1:2") == whole[3:]
    assert pair.answers[1].asked == 0


def test_another_message_or_another_key_is_another_stream(pair: Pair) -> None:
    for one in pair.answers:
        one.may.set()
    stream(pair.first, ASKED, Idempotency_Key=KEY)
    stream(pair.second, {"message": "Another?"}, Idempotency_Key=KEY)
    stream(pair.second, ASKED, Idempotency_Key=f"{KEY}-2")
    stream(pair.second, ASKED)
    assert (pair.answers[0].asked, pair.answers[1].asked) == (1, 3)


def test_the_answer_of_a_process_that_died_is_made_anew(pair: Pair, engine: Engine) -> None:
    from redis import Redis

    heard = stream(pair.first, ASKED, 1, Idempotency_Key=KEY)
    pair.answers[1].may.set()
    with Redis(port=engine.port, decode_responses=True) as client:
        (holder,) = (name for name in client.keys("guides:stream:*") if name.count(":") == 2)
        assert 0 < int(client.ttl(holder)) <= 8
        client.delete(holder)  # as when it expires
    rest = stream(pair.second, ASKED, Idempotency_Key=KEY, Last_Event_ID=heard[-1].id)
    assert names(heard + rest) == ["status", "statement", "citations", "done"]
    assert pair.answers[1].asked == 1


def test_a_failed_answer_is_not_kept(pair: Pair) -> None:
    for one in pair.answers:
        one.may.set()
    crash: dict[str, object] = {"message": CRASH, "stream": True}
    asked = [
        httpx.post(f"{address}/v1/chat", json=crash, headers={"Idempotency-Key": KEY})
        for address in (pair.first, pair.second)
    ]
    assert [answer.status_code for answer in asked] == [500, 500]
    assert (pair.answers[0].asked, pair.answers[1].asked) == (1, 1)


def test_nothing_stays_in_the_engine_for_long(pair: Pair, engine: Engine) -> None:
    from redis import Redis

    pair.answers[0].may.set()
    stream(pair.first, ASKED, Idempotency_Key=KEY)
    with Redis(port=engine.port, decode_responses=True) as client:
        deadline = time.monotonic() + 60
        while client.ttl(max(client.keys("*"), key=len)) > 120 and time.monotonic() < deadline:
            time.sleep(0.05)  # the end of an answer is logged after it was sent
        kept = {name: int(client.ttl(name)) for name in client.keys("*")}
    assert len(kept) == 2
    assert all(0 < seconds <= 120 for seconds in kept.values())
    assert not any(KEY in name for name in kept)


def test_without_the_engine_answers_go_on_and_what_cannot_be_resumed_is_said(pair: Pair, engine: Engine) -> None:
    for one in pair.answers:
        one.may.set()
    engine.stop()
    assert names(stream(pair.first, ASKED, Idempotency_Key=KEY))[-1] == "done"
    refused = httpx.post(
        f"{pair.first}/v1/chat",
        json=ASKED | {"stream": True},
        headers={"Idempotency-Key": KEY, "Last-Event-ID": "m1:0"},
    )
    assert refused.status_code == 503
    assert refused.headers["Retry-After"]
    assert "without Last-Event-ID" in refused.json()["detail"]


def test_an_engine_that_goes_while_an_answer_is_made_costs_the_log_not_the_answer(pair: Pair, engine: Engine) -> None:
    whole: list[Event] = []
    asking = threading.Thread(target=lambda: whole.extend(stream(pair.first, ASKED, Idempotency_Key=KEY)))
    asking.start()
    assert pair.answers[0].begun.wait(60)
    engine.stop()
    pair.answers[0].may.set()
    asking.join(20)
    assert names(whole) == ["status", "statement", "citations", "done"]


def test_an_address_of_something_else_is_named(tmp_path: Path) -> None:
    from assistant.settings import SettingsError

    with pytest.raises(SettingsError, match="GUIDES_SHARED_URL"):
        load_settings(shared_url="http://127.0.0.1:6379")
