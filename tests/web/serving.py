"""Servers on loopback: the assistant's, a site of another origin, and a line between that can be held and cut."""

from __future__ import annotations

import contextlib
import functools
import http.server
import re
import socket
import struct
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn

from api.http.app import create_app
from assistant.settings import Settings

DEMO = Path(__file__).parents[2] / "docs" / "demo"
DEMO_SERVER = "http://127.0.0.1:8000"
"""The address that the demo page names."""
EVENT = re.compile(rb"event: (\w+)")
BLANK_LINE = re.compile(rb"(?:\r?\n){2}")


class Served:
    """The application, in a thread."""

    def __init__(self, settings: Settings) -> None:
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.settings = settings
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            create_app(settings), log_config=None, access_log=False, timeout_graceful_shutdown=1, lifespan="on"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + 60
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the server did not start")
            time.sleep(0.02)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._socket.close()


class Host:
    """A site of another origin: the demo page, with the address of ``server`` put in, or another page."""

    def __init__(self, server: str = DEMO_SERVER, *, html: str | None = None, policy: bool = True) -> None:
        self.server = server
        page = html or (DEMO / "index.html").read_text("utf-8")
        # What a careful site would send: scripts and requests to the assistant only, no inline script or style.
        rules = "default-src 'none'; script-src {0}; connect-src {0}; style-src 'self'; img-src data:"
        site = self

        class Handler(http.server.SimpleHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.split("?")[0] != "/":
                    super().do_GET()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                if policy:
                    self.send_header("Content-Security-Policy", rules.format(site.server))
                self.end_headers()
                self.wfile.write(page.replace(DEMO_SERVER, site.server).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        handler = functools.partial(Handler, directory=str(DEMO))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class Line:
    """Between browser and server, on a port of its own.

    ``hold(n)`` lets ``n`` statements of a stream through and keeps the rest back until ``release()``;
    ``cut()`` breaks every connection and takes no new one until ``mend()``.
    """

    def __init__(self, port: int) -> None:
        self._target = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._up = True
        self._limit: int | None = None
        self._passed = 0
        self._open = threading.Event()
        self._open.set()
        self.holding = threading.Event()
        self._sockets: set[socket.socket] = set()
        self.refused = 0
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def hold(self, statements: int) -> None:
        self._limit, self._passed = statements, 0
        self.holding.clear()
        self._open.clear()

    def release(self) -> None:
        self._limit = None
        self._open.set()

    def cut(self) -> None:
        self._up = False
        for one in list(self._sockets):
            with contextlib.suppress(OSError):
                # A reset, as from a process that was killed.
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)
        self.release()

    def mend(self, port: int | None = None) -> None:
        self._target = port or self._target
        self._up = True

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            if not self._up:
                self.refused += 1
                near.close()
                continue
            try:
                far = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                near.close()
                continue
            self._sockets |= {near, far}
            done = threading.Barrier(2)
            for source, sink, held in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._pump, args=(source, sink, held, done), daemon=True).start()

    def _pump(self, source: socket.socket, sink: socket.socket, held: bool, done: threading.Barrier) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                if held and self._limit is not None and b"event: " in data:
                    data = self._held_back(data, sink)
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
        with contextlib.suppress(threading.BrokenBarrierError):
            done.wait(60)
        self._sockets.discard(source)
        source.close()

    def _held_back(self, data: bytes, sink: socket.socket) -> bytes:
        """Sends what comes before the first event behind the statements that may pass, waits, and returns the rest."""
        for found in EVENT.finditer(data):
            stated = found[1] == b"statement"
            if self._limit is not None and self._passed >= self._limit and (stated or self._limit):
                before = max((blank.end() for blank in BLANK_LINE.finditer(data, 0, found.start())), default=0)
                sink.sendall(data[:before])
                self.holding.set()
                self._open.wait(60)
                return data[before:]
            self._passed += stated
        return data
