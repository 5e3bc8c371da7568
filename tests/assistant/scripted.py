"""An OpenAI-compatible server on the loopback that says, and does wrong, what a test tells it to."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]


@dataclass
class Script:
    """What the server does with a request: by default it streams ``text`` in pieces of ``size`` characters.

    ``text`` may depend on the request; ``statuses`` are sent first, one a request, with ``headers``.
    """

    text: str | Callable[[Body], str] = "NO_ANSWER"
    size: int = 5
    pace: float = 0.0
    """Seconds before each piece."""
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    silence: float = 0.0
    """Seconds before anything is sent."""
    stall_after: int | None = None
    """Pieces after which nothing more comes, though the connection stays."""
    cut_after: int | None = None
    """Pieces after which the connection is closed, without an end."""
    raw_after: tuple[int, str] | None = None
    """Pieces after which these lines are sent in place of the rest."""
    hold_after: tuple[int, threading.Event] | None = None
    """Pieces after which the rest waits for the event."""
    comments: bool = False
    """Whether a stall is filled with comments, as a proxy's heartbeat does."""
    finish: str = "stop"
    heard: list[Body] = field(default_factory=list)
    bytewise: bool = False
    """Whether every byte is sent for itself."""
    under_way: int = 0
    most_at_once: int = 0
    held: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    gone: threading.Event = field(default_factory=threading.Event)
    """Set when a client went away in mid-stream."""
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def holds(self, requests: int) -> bool:
        """Wait until so many answers are held."""
        return all(self.held.acquire(timeout=30) for _ in range(requests))

    def let_go(self) -> None:
        if self.hold_after is not None:
            self.hold_after[1].set()

    @contextmanager
    def counted(self) -> Iterator[None]:
        """An answer is under way."""
        with self.lock:
            self.under_way += 1
            self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            yield
        finally:
            with self.lock:
                self.under_way -= 1


def _chunk(delta: Body, finish: str | None = None) -> Body:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "scripted", "choices": [choice]}


@contextmanager
def scripted(script: Script) -> Iterator[str]:
    """The address of the server, to be used as ``OPENAI_BASE_URL``."""
    with staged() as stage:
        stage.script = script
        yield stage.address


@dataclass
class Stage:
    """A server whose script may be changed between two requests."""

    script: Script
    address: str = ""


@contextmanager
def staged() -> Iterator[Stage]:
    """A server without a script of its own."""
    stage = Stage(Script())

    class Handler(BaseHTTPRequestHandler):
        script: Script
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_POST(self) -> None:
            self.script = script = stage.script
            script.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            script.over.wait(script.silence)
            if script.statuses:
                return self._fail(script.statuses.pop(0))
            if not script.heard[-1].get("stream"):
                return self._answer(200, self._whole(script.heard[-1]))
            try:
                with script.counted():
                    self._stream(script.heard[-1])
            except OSError:
                script.gone.set()
            return None

        def _fail(self, status: int) -> None:
            self._answer(status, {"error": {"message": "scripted", "type": "x", "code": None}})

        def _whole(self, request: Body) -> Body:
            message = {"role": "assistant", "content": self._text(request)}
            return {
                "id": "c",
                "object": "chat.completion",
                "created": 1,
                "model": "scripted",
                "choices": [{"index": 0, "message": message, "finish_reason": self.script.finish}],
            }

        def _text(self, request: Body) -> str:
            return self.script.text if isinstance(self.script.text, str) else self.script.text(request)

        def _answer(self, status: int, data: Body) -> None:
            body = json.dumps(data).encode()
            self.send_response(status)
            for name, value in self.script.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, request: Body) -> None:
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Connection", "close")
            self.end_headers()
            self._send(_chunk({"role": "assistant", "content": ""}))
            text = self._text(request)
            for number, start in enumerate(range(0, len(text), self.script.size)):
                if self.script.cut_after == number:
                    return
                if self.script.stall_after == number:
                    self._stall()
                    return
                if self.script.hold_after is not None and self.script.hold_after[0] == number:
                    self.script.held.release()
                    self.script.hold_after[1].wait(60)
                if self.script.raw_after is not None and self.script.raw_after[0] == number:
                    self._write(self.script.raw_after[1])
                    return
                time.sleep(self.script.pace)
                piece = text[start : start + self.script.size]
                self._send(_chunk({"content": piece}))
            self._send(_chunk({}, self.script.finish))
            usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
            self._send(_chunk({}) | {"choices": [], "usage": usage})
            self._write("data: [DONE]\n\n")

        def _stall(self) -> None:
            while not self.script.over.wait(0.05):
                if self.script.comments:
                    self._write(": heartbeat\n\n")

        def _send(self, data: Body) -> None:
            self._write(f"data: {json.dumps(data)}\n\n")

        def _write(self, text: str) -> None:
            data = text.encode()
            for piece in (data[i : i + 1] for i in range(len(data))) if self.script.bytewise else (data,):
                self.wfile.write(piece)
                self.wfile.flush()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        stage.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
        yield stage
    finally:
        stage.script.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
