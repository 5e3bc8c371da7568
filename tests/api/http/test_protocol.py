"""What a connection may send and how long it may take: half requests, giant heads, clients that don't read."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from api.http.protocol import Bounds
from assistant.settings import load_settings
from tests.api.fakes import FakeAssistant
from tests.api.served import Waiting, served

SHORT = Bounds(connections=20, head_bytes=8_000, head_seconds=0.4, body_seconds=0.6, reading_seconds=0.6)
PATIENCE = 60.0
"""Seconds that a test waits for what comes within two on an idle machine."""
HEAD = b"POST /v1/chat HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 30\r\n\r\n"


@pytest.fixture
def address() -> Iterator[tuple[str, int]]:
    with served(load_settings(rate_limit=0), FakeAssistant(), bounds=SHORT) as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


@pytest.fixture
def unhurried() -> Iterator[tuple[str, int]]:
    """A server whose bounds no slow machine comes near."""
    with served(load_settings(rate_limit=0), FakeAssistant()) as url:
        yield "127.0.0.1", int(url.rpartition(":")[2])


def said(connection: socket.socket) -> bytes:
    """All that the server says until it hangs up."""
    connection.settimeout(PATIENCE)
    heard = b""
    try:
        while data := connection.recv(65536):
            heard += data
    except ConnectionResetError:
        pass
    return heard


def counted(address: tuple[str, int], part: str) -> float:
    text = httpx.get(f"http://127.0.0.1:{address[1]}/metrics").text
    name = f'guides_timeouts_total{{part="{part}"}} '
    return next((float(line[len(name) :]) for line in text.splitlines() if line.startswith(name)), 0.0)


@pytest.mark.parametrize(
    ("sent", "part", "status"),
    [
        (b"", "head", b""),
        (b"\r\n\r\n", "head", b"HTTP/1.1 408 "),
        (b"GET / HT", "head", b"HTTP/1.1 408 "),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Half:", "head", b"HTTP/1.1 408 "),
        (HEAD, "body", b"HTTP/1.1 408 "),
        (HEAD + b'{"message":', "body", b"HTTP/1.1 408 "),
    ],
)
def test_what_stays_half_is_ended(address: tuple[str, int], sent: bytes, part: str, status: bytes) -> None:
    before = counted(address, part)
    with socket.create_connection(address) as connection:
        connection.sendall(sent)
        assert said(connection).startswith(status)
    assert counted(address, part) > before


@pytest.mark.parametrize("start", [b"GET / HTTP/1.1\r\nX: ", HEAD])
def test_a_byte_now_and_then_buys_no_time(address: tuple[str, int], start: bytes) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(start)
        ended = False
        deadline = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < deadline:
                connection.sendall(b"x")
                time.sleep(0.1)
        except ConnectionError:
            ended = True
        assert ended


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"x" * 9_000 + b"\r\n\r\n",
        b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X%d: y\r\n" % place for place in range(2_000)) + b"\r\n",
        b"GET / HTTP/1.1\r\nX: " + b"x" * 9_000,
    ],
)
def test_a_head_over_the_limit_is_refused(address: tuple[str, int], head: bytes) -> None:
    with socket.create_connection(address) as connection:
        connection.sendall(head)
        assert said(connection).startswith(b"HTTP/1.1 431 ")


def test_a_head_without_end_is_not_read_to_its_end(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        sent = 0
        with suppress(ConnectionError):
            connection.sendall(b"GET / HTTP/1.1\r\nX: ")
            while sent < 100_000_000:
                sent += connection.send(b"x" * 65536)
        assert sent < 50_000_000


def test_connections_over_the_limit_are_told_to_come_back(address: tuple[str, int]) -> None:
    held = [socket.create_connection(address) for _ in range(SHORT.connections)]
    try:
        with socket.create_connection(address) as late:
            heard = said(late)
        assert heard.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: " in heard
        assert b"application/problem+json" in heard
    finally:
        for one in held:
            one.close()
    deadline = time.monotonic() + PATIENCE
    while (status := httpx.get(f"http://127.0.0.1:{address[1]}/healthz").status_code) != 200:
        assert (status, time.monotonic() < deadline) == (503, True)
        time.sleep(0.05)


def test_a_client_that_does_not_read_is_hung_up_on(address: tuple[str, int]) -> None:
    before = counted(address, "reading")
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(address)
        request = b"GET /static/widget.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
        deadline = time.monotonic() + PATIENCE
        while counted(address, "reading") == before and time.monotonic() < deadline:
            try:
                connection.sendall(request * 20)
            except OSError:
                break
            time.sleep(0.05)
    assert counted(address, "reading") > before


def test_requests_on_one_connection_each_have_their_time(address: tuple[str, int]) -> None:
    with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}") as client:
        for _ in range(4):
            assert client.post("/v1/chat", json={"message": "m"}).status_code == 200
            time.sleep(0.3)


def test_requests_that_come_together_are_answered_one_after_the_other(unhurried: tuple[str, int]) -> None:
    get = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n%s\r\n"
    with socket.create_connection(unhurried) as connection:
        connection.sendall(get % b"" + get % b"" + get % b"Connection: close\r\n")
        assert said(connection).count(b"HTTP/1.1 200 OK") == 3


def test_a_client_that_goes_away_from_several_requests_leaves_no_failure_behind(
    caplog: pytest.LogCaptureFixture,
) -> None:
    waiting = Waiting()
    asked = HEAD.replace(b"30", b"20") + b'{"message": "Who?"} '
    with served(load_settings(rate_limit=0), waiting) as url:
        with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connection:
            connection.sendall(asked + b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            assert waiting.begun.wait(PATIENCE)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        httpx.get(f"{url}/healthz")  # the loop has been told by now that the connection is gone
        waiting.may.set()
        assert waiting.ended.wait(PATIENCE)
    assert [record.getMessage() for record in caplog.records if record.exc_info] == []


ASK = b'{"message": "How many EMs should a Director manage?"}'


def offering(offer: bytes, body: bytes = ASK, method: bytes = b"POST", path: bytes = b"/v1/chat") -> bytes:
    head = b"Host: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: " + offer
    return method + b" " + path + b" HTTP/1.1\r\n" + head + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body


LAST = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("offer", [b"Upgrade, HTTP2-Settings\r\nUpgrade: h2c", b"Upgrade\r\nUpgrade: websocket"])
@pytest.mark.parametrize("pieces", [1, 2, 1000])
def test_a_request_that_offers_another_protocol_is_answered_and_its_body_is_no_request(
    unhurried: tuple[str, int], offer: bytes, pieces: int
) -> None:
    smuggled = offering(offer, b"GET /smuggled HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    sent = offering(offer) + smuggled + offering(offer, b"", b"GET", b"/readyz") + LAST
    with socket.create_connection(unhurried) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        size = -(-len(sent) // pieces)
        for start in range(0, len(sent), size):
            connection.sendall(sent[start : start + size])
        heard = said(connection)
    assert re.findall(rb"HTTP/1\.1 (\d+)", heard) == [b"200", b"400", b"200", b"200"]
    assert b'"status":"answered"' in heard
    assert b"smuggled" not in heard


def test_a_body_in_chunks_after_an_offer_is_read_whole_and_an_offer_may_be_the_last_request(
    unhurried: tuple[str, int],
) -> None:
    head = offering(b"close, Upgrade\r\nUpgrade: h2c").partition(b"Content-Length")[0]
    chunks = b"".join(b"1\r\n" + ASK[at : at + 1] + b"\r\n" for at in range(len(ASK)))
    with socket.create_connection(unhurried) as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
        heard = said(connection)
    assert heard.startswith(b"HTTP/1.1 200 ")
    assert b'"status":"answered"' in heard


def test_thousands_of_offers_at_once_are_thousands_of_requests(unhurried: tuple[str, int]) -> None:
    offers = offering(b"Upgrade\r\nUpgrade: h2c", b"", b"GET", b"/healthz") * 3000
    with socket.create_connection(unhurried) as connection:
        writer = threading.Thread(target=connection.sendall, args=(offers + LAST,))
        writer.start()
        heard = said(connection)
        writer.join()
    assert heard.count(b"HTTP/1.1 200 ") == 3001


@pytest.mark.parametrize("hosts", [b"", b"Host: a\r\nHost: b\r\n"])
def test_a_request_names_one_host(unhurried: tuple[str, int], hosts: bytes) -> None:
    with socket.create_connection(unhurried) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\n" + hosts + b"\r\n")
        assert said(connection).startswith(b"HTTP/1.1 400 ")
    with socket.create_connection(unhurried) as connection:
        connection.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert said(connection).startswith(b"HTTP/1.1 200 ")
