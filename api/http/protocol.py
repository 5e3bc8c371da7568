"""HTTP on one connection, within bounds that uvicorn doesn't set: how large a head may be, how long a request may take
to arrive, how long a client may leave an answer unread, how many connections there may be. An answer is one write."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar, Literal

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from api import metrics
from api.http.offers import OfferlessParser
from api.problems import RETRY_SECONDS, ProblemResponse

Part = Literal["", "head", "body"]


@dataclass(frozen=True, slots=True)
class Bounds:
    """``head_bytes`` are those of the request line and the headers. A head has ``head_seconds`` from its first byte, or
    from the connection's beginning; a body ``body_seconds`` from its head's end; a client ``reading_seconds`` to read
    on; an answer ``farewell_seconds`` to begin when the server stops, and a stream as long to end."""

    connections: int
    head_bytes: int = 32 * 1024
    head_seconds: float = 10.0
    body_seconds: float = 30.0
    reading_seconds: float = 60.0
    farewell_seconds: float = 14.0


class WholeAnswer(asyncio.Transport):
    """The transport as one request sees it: a head leaves in one write with the body, or with the first part of it.

    A process that is killed in between has then said nothing, and a proxy may ask another. A stream's head, whose
    length isn't known, leaves at once.
    """

    def __init__(self, cycle: RequestResponseCycle) -> None:
        super().__init__()
        self._transport = cycle.transport
        self._cycle = cycle
        self._begun = False
        self._head = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        begins = self._cycle.response_started and not self._begun  # "100 Continue" comes before
        self._begun = self._cycle.response_started
        if begins and self._cycle.expected_content_length and self._cycle.scope["method"] != "HEAD":
            self._head = bytes(data)
        elif self._head:
            self._transport.writelines((self._head, data))
            self._head = b""
        else:
            self._transport.write(data)

    def close(self) -> None:
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with deadlines and limits. What goes over them gets a problem document and is hung up on."""

    bounds: ClassVar[Bounds]

    _part: Part = ""
    """Which part of a request is being received; none between two requests."""
    _received = 0
    """Bytes that arrived while a head was being received."""
    _fields = 0
    """Bytes of the head as far as it is understood."""
    _before: tuple[RequestResponseCycle, ...] = ()
    """Requests that arrived before the last one and aren't answered yet."""
    _deadline: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.parser = OfferlessParser(self)
        if len(self.connections) > self.bounds.connections:
            metrics.REFUSED.labels("connections").inc()
            self._end(HTTPStatus.SERVICE_UNAVAILABLE, "There are too many connections right now.")
        else:
            self._expect("head")

    def connection_lost(self, exc: Exception | None) -> None:
        self._expect("")
        self.resume_writing()
        for cycle in self._before:  # uvicorn tells the last one only, and the others would write to what is closed
            cycle.disconnected = True
            cycle.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        if self._part == "":
            self._expect("head")
        if self._part == "head":
            self._received += len(data)
        super().data_received(data)
        if self._part == "head" and self._received > self.bounds.head_bytes:
            self._end_too_large()

    def on_message_begin(self) -> None:
        self._fields = 0
        if self._part != "head":
            self._expect("head")
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        hosts = sum(name == b"host" for name, _ in self.headers)
        if hosts > 1 or (hosts == 0 and self.parser.get_http_version() == "1.1"):
            raise ValueError("a request names one host")
        self._expect("body")
        self._before = tuple(
            one for one in (*self._before, self.cycle) if one is not None and not one.response_complete
        )
        super().on_headers_complete()
        self.cycle.transport = WholeAnswer(self.cycle)

    def on_message_complete(self) -> None:
        self._expect("")
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        if self._fields > self.bounds.head_bytes:
            self._end_too_large()
        else:
            self._end(HTTPStatus.BAD_REQUEST, msg)

    def shutdown(self) -> None:
        """The server stops: an answer that doesn't come in time is a refusal that says so."""
        super().shutdown()
        stopping = "The server stops before this answer is whole; send the message again."
        self.loop.call_later(self.bounds.farewell_seconds, self._end, HTTPStatus.SERVICE_UNAVAILABLE, stopping)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self.bounds.reading_seconds, self._hang_up)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _expect(self, part: Part) -> None:
        """From now on ``part`` is received; what was received before is no longer waited for."""
        self._part, self._received = part, 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if part:
            seconds = self.bounds.head_seconds if part == "head" else self.bounds.body_seconds
            self._deadline = self.loop.call_later(seconds, self._late, part)

    def _count(self, read: int) -> None:
        self._fields += read
        if self._fields > self.bounds.head_bytes:
            raise ValueError("the head is too large")  # which makes the parser stop

    def _late(self, part: Part) -> None:
        if self.flow.read_paused:  # it is we who don't read: an earlier request is still being answered
            self._deadline = self.loop.call_later(self.bounds.body_seconds, self._late, part)
            return
        metrics.TIMEOUTS.labels(part).inc()
        if part == "head" and not self._received:
            self.transport.close()
        else:
            self._end(HTTPStatus.REQUEST_TIMEOUT, f"The {part} of the request took too long.")

    def _hang_up(self) -> None:
        metrics.TIMEOUTS.labels("reading").inc()
        self.transport.abort()

    def _end_too_large(self) -> None:
        detail = f"The request line and the headers have over {self.bounds.head_bytes} bytes."
        self._end(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, detail)

    def _end(self, status: HTTPStatus, detail: str) -> None:
        """Say why and hang up; nothing is said into an answer that has begun."""
        if self.transport.is_closing():
            return
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            again = {"Retry-After": RETRY_SECONDS} if status is HTTPStatus.SERVICE_UNAVAILABLE else {}
            problem = ProblemResponse(status, detail, headers=again | {"Connection": "close"})
            names = ((name.title(), value) for name, value in problem.raw_headers)
            head = b"".join(name + b": " + value + b"\r\n" for name, value in names)
            line = f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode()
            self.transport.write(line + head + b"\r\n" + bytes(problem.body))
        self.transport.close()


def bounded(bounds: Bounds) -> type[asyncio.Protocol]:
    """The protocol with these ``bounds``; uvicorn makes one for each connection and hands it nothing of ours."""
    return type("Bounded", (BoundedProtocol,), {"bounds": bounds})
