"""How ``guides serve`` stops: what it was asked is answered, what it opened is closed, and it ends well."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading

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


STREAM = """
from contextlib import nullcontext
from api.http.app import create_app
from api.http.stream import Pace
from api.terminal.serve import listener, server_of
from assistant.settings import load_settings
from tests.api.served import Waiting

settings = load_settings(rate_limit=0)
with listener("127.0.0.1", 0) as bound:
    bound.listen()  # who connects before the server is up waits
    print(bound.getsockname()[1], flush=True)
    pace = Pace(patience=0.05, farewell=0.3)
    server_of(settings, lambda: create_app(settings, lambda _: nullcontext(Waiting()), pace)).run(sockets=[bound])
"""


def test_a_stream_that_is_not_whole_when_the_server_stops_ends_with_an_event() -> None:
    process = subprocess.Popen([sys.executable, "-c", STREAM], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        address = f"http://127.0.0.1:{int(process.stdout.readline())}/v1/chat"
        with httpx.stream("POST", address, json={"message": "How many?", "stream": True}, timeout=30) as answer:
            process.send_signal(signal.SIGTERM)
            *_, last = [event for event in parsed(answer.iter_lines()) if isinstance(event, Event)]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    assert (last.name, last.data["status"]) == ("error", 503)
    assert "send the message again" in last.data["detail"]


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
