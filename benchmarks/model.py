"""A language model on the loopback that says what is known beforehand, at the pace of a real one."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ANSWERS = {
    "How many EMs should a Director manage?": "The most common range for a Director of Engineering is three to six EMs "
    "[1]. Beyond six EMs, management typically turns shallow [1].",
    "When does the low end of a Director's range fit?": "The low end fits when each EM's team is large [1]. "
    "It also fits when the domain is technically complex [1].",
    "What does a remote Director earn in Europe?": "Remote Director of Engineering roles in Europe typically pay "
    "€110,000 to €160,000 [1]. Where an offer lands depends on the country [1].",
    "What holds new Directors back?": "Span calibration holds new Directors of Engineering back [1]. Keeping three "
    "teams in good order takes another skill than running one superbly [1].",
}
"""What is asked of a Director's guide, and what the model says to it."""
LETTERS_A_TOKEN = 4


@dataclass(frozen=True, slots=True)
class ModelPace:
    """Seconds until the first token, and tokens a second from there."""

    first: float
    tokens: float


@contextmanager
def speaking(pace: ModelPace) -> Iterator[str]:
    """The address of the model, to be used as ``OPENAI_BASE_URL``."""
    server = _Server(pace)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pace: ModelPace) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pace = pace


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][-1]["content"]
        text = next((answer for question, answer in ANSWERS.items() if question in asked), "NO_ANSWER")
        pace, began = self.server.pace, time.perf_counter()
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.close_connection = True
        self.end_headers()
        with suppress(OSError):  # who has heard enough goes away
            for number, start in enumerate(range(0, len(text), LETTERS_A_TOKEN)):
                time.sleep(max(0.0, began + pace.first + number / pace.tokens - time.perf_counter()))
                self._say({"content": text[start : start + LETTERS_A_TOKEN]}, None)
            self._say({}, "stop")
            self._write("[DONE]")

    def _say(self, delta: dict[str, str], finish: str | None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "paced", "choices": [choice]}
        self._write(json.dumps(chunk))

    def _write(self, data: str) -> None:
        self.wfile.write(f"data: {data}\n\n".encode())
        self.wfile.flush()
