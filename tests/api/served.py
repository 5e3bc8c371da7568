"""A real server on the loopback, its events as a client sees them, and assistants that can be made to wait."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import httpx

from api.http.app import create_app
from api.http.protocol import Bounds
from api.http.stream import Pace
from api.ports import AssistantPort
from api.terminal.serve import server_of
from assistant.settings import Settings
from assistant.types import Reply
from tests.api.fakes import FakeAssistant


@contextmanager
def served(
    settings: Settings, assistant: AssistantPort, pace: Pace | None = None, bounds: Bounds | None = None
) -> Iterator[str]:
    """The address of a server over ``assistant``."""
    server = server_of(settings, lambda: create_app(settings, lambda _: nullcontext(assistant), pace), bounds)
    server.config.port = 0
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and thread.is_alive() and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(30)


@dataclass(frozen=True)
class Event:
    """One server-sent event."""

    name: str
    id: str
    data: Any


def parsed(lines: Iterator[str]) -> Iterator[Event | str]:
    """Events, and comments as their text."""
    fields: dict[str, str] = {}
    for line in lines:
        if line.startswith(":"):
            yield line[1:].strip()
        elif line:
            name, _, value = line.partition(": ")
            assert name in {"id", "event", "data"}, line
            assert name not in fields, line
            fields[name] = value
        elif fields:
            yield Event(fields["event"], fields.get("id", ""), json.loads(fields["data"]))
            fields = {}


def stream(address: str, body: dict[str, object], most: int = 1000, **headers: str) -> list[Event]:
    """The first ``most`` events of an answer; then the client hangs up."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    found: list[Event] = []
    with (
        httpx.Client(timeout=30) as client,
        client.stream("POST", f"{address}/v1/chat", json={"stream": True} | body, headers=sent) as response,
    ):
        assert response.status_code == 200, response.read()
        assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
        for event in parsed(response.iter_lines()):
            if isinstance(event, Event):
                found.append(event)
            if len(found) == most:
                break
    return found


@dataclass
class Waiting(FakeAssistant):
    """Answers when it may, and counts who waits and who was answered."""

    may: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    def respond(self, message: str, **given: Any) -> Reply:
        self.begun.set()
        self.may.wait(20)
        try:
            return super().respond(message, **given)
        finally:
            self.ended.set()
