"""In how many writes an answer leaves, so that a process that is killed has said all of it or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import uvicorn
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from api.http.middleware import HeadAsGet
from api.http.protocol import Bounds, bounded


class Recording(asyncio.Transport):
    """Keeps what is written, write by write."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += [bytes(data)] if data else []

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(list_of_data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed


def written(app: ASGIApp, method: bytes = b"GET", fields: bytes = b"") -> list[bytes]:
    """What ``app``'s answer is written in."""

    async def answered() -> list[bytes]:
        config = uvicorn.Config(app, ws="none", lifespan="off", log_config=None)
        config.load()
        state, transport = ServerState(), Recording()
        protocol = bounded(Bounds(connections=20))(config, state, {}, asyncio.get_running_loop())  # type: ignore[call-arg]
        protocol.connection_made(transport)
        protocol.data_received(method + b" / HTTP/1.1\r\nHost: x\r\n" + fields + b"\r\n")
        await asyncio.gather(*state.tasks)
        protocol.connection_lost(None)
        return transport.written

    return asyncio.run(answered())


def test_an_answer_is_one_write() -> None:
    answer = Response(b"all of it")
    assert [data[:15] for data in written(answer)] == [b"HTTP/1.1 200 OK"]
    assert written(answer)[0].endswith(b"\r\n\r\nall of it")


def test_an_answer_without_a_body_is_one_write() -> None:
    assert len(written(Response(status_code=204))) == len(written(Response())) == 1
    assert len(written(HeadAsGet(Response(b"all of it")), b"HEAD")) == 1


def test_what_comes_in_parts_begins_with_the_first_of_them() -> None:
    async def parts(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"6")]})
        for part in (b"one", b"two"):
            await send({"type": "http.response.body", "body": part, "more_body": part == b"one"})

    assert [data[-3:] for data in written(parts)] == [b"one", b"two"]


def test_a_client_that_waits_to_be_asked_on_is_asked_before_its_answer() -> None:
    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await Response(b"read")(scope, receive, send)

    fields = b"Expect: 100-continue\r\nContent-Length: 0\r\n"
    assert [data[:12] for data in written(reading, b"POST", fields)] == [b"HTTP/1.1 100", b"HTTP/1.1 200"]


def test_a_stream_begins_before_there_is_anything_to_stream() -> None:
    async def stream(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ConnectionError

    assert [data[:15] for data in written(stream)] == [b"HTTP/1.1 200 OK"]


def test_of_an_answer_that_fails_before_its_body_nothing_is_said() -> None:
    async def failing(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"6")]})
        raise ConnectionError

    assert written(failing) == []
