"""How ``guides serve`` stops: what it was asked is answered, what it opened is closed, and it ends well."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx

from tests.api.served import Event, parsed

SERVE = """
import sys, time
from api.terminal.serve import listener, run
from assistant.settings import load_settings
from tests.api.served import Waiting

class Slow(Waiting):
    def respond(self, message, **given):
        print("asked", flush=True)
        time.sleep(0.5)
        self.may.set()
        return super().respond(message, **given)

with listener("127.0.0.1", 0) as bound:
    bound.listen()  # who connects before the server is up waits
    print(bound.getsockname()[1], flush=True)
    run(load_settings(rate_limit=0), Slow(), bound, "127.0.0.1")
print("closed", flush=True)
"""


ENDLESS = """
import sys
from contextlib import nullcontext
from api.http.app import create_app
from api.http.protocol import Bounds
from api.http.stream import Pace
from api.terminal.serve import listener, server_of
from assistant.settings import load_settings
from tests.api.served import Waiting

class Endless(Waiting):
    def respond(self, message, **given):
        print("asked", flush=True)
        return super().respond(message, **given)

settings = load_settings(rate_limit=0)
with listener("127.0.0.1", 0) as bound:
    bound.listen()  # who connects before the server is up waits
    print(bound.getsockname()[1], flush=True)
    pace = Pace(patience=0.05, farewell=0.3)
    bounds = Bounds(connections=20, farewell_seconds=float(sys.argv[1]))
    app = create_app(settings, lambda _: nullcontext(Endless()), pace)
    server_of(settings, lambda: app, bounds).run(sockets=[bound])
"""


@contextmanager
def endless(farewell: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server whose answers don't come, and its address for questions."""
    process = subprocess.Popen([sys.executable, "-c", ENDLESS, farewell], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, f"http://127.0.0.1:{int(process.stdout.readline())}/v1/chat"
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_stream_that_is_not_whole_when_the_server_stops_ends_with_an_event() -> None:
    with (
        endless("14") as (process, address),
        httpx.stream("POST", address, json={"message": "How many?", "stream": True}, timeout=30) as answer,
    ):
        process.send_signal(signal.SIGTERM)
        *_, last = [event for event in parsed(answer.iter_lines()) if isinstance(event, Event)]
    assert (last.name, last.data["status"]) == ("error", 503)
    assert "send the message again" in last.data["detail"]


def test_an_answer_that_is_not_there_when_the_server_stops_is_a_refusal_that_says_so() -> None:
    with endless("0.3") as (process, address), ThreadPoolExecutor() as pool:
        asking = pool.submit(httpx.post, address, json={"message": "How many?"}, timeout=30)
        assert process.stdout is not None
        assert "asked\n" in process.stdout  # reads no further
        process.send_signal(signal.SIGTERM)
        answer = asking.result()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "send the message again" in answer.json()["detail"]


def test_a_server_that_is_told_twice_to_stop_answers_what_it_was_asked_closes_and_ends_well() -> None:
    process = subprocess.Popen([sys.executable, "-c", SERVE], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = f"http://127.0.0.1:{int(process.stdout.readline())}/v1/chat"
        answers: list[httpx.Response] = []
        asking = threading.Thread(
            target=lambda: answers.append(httpx.post(address, json={"message": "How many?"}, timeout=30))
        )
        asking.start()
        assert "asked\n" in process.stdout  # reads no further
        for _ in range(2):
            process.send_signal(signal.SIGTERM)
        asking.join(30)
        said = process.stdout.read().splitlines()
        code = process.wait(30)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert [answer.status_code for answer in answers] == [200]
    assert (said[-1], code) == ("closed", 0)
