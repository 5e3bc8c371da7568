"""Clients, servers and memory: what is counted is what was done."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import cast

import pytest
from rich.console import Console

from benchmarks.load import Load, LoadError, Speed, Target, put, speed_of
from benchmarks.machine import bytes_of, described, drop_from_cache, memory_of
from benchmarks.questions import EVERYDAY, unique
from benchmarks.serving import Command, ServingError, serving
from benchmarks.speed import Report, SpeedRatios, verdict
from benchmarks.tables import show_verdict


class Echo(BaseHTTPRequestHandler):
    """Answers a question with the status that it asks for; keeps what was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[str] = []  # noqa: RUF012 - the class is the server's memory

    def do_POST(self) -> None:
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["question"]
        self.asked.append(question)
        body = json.dumps({"status": "answered"}).encode()
        self.send_response(500 if "fail" in question else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def echo() -> Iterator[Target]:
    Echo.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Target("echo", f"http://127.0.0.1:{server.server_port}/", lambda question: {"question": question})
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_question_is_asked_twice() -> None:
    asked = list(islice(unique(), 10_000))
    assert len(set(asked)) == len(asked)
    assert all(any(question.startswith(known) for known in EVERYDAY) for question in asked)


@pytest.mark.parametrize("clients", [1, 4])
def test_every_answer_is_counted_once(echo: Target, clients: int) -> None:
    load = put(echo, clients, 0.2, unique())
    assert load.clients == clients
    assert len(load.latencies) == len(Echo.asked) == load.statuses["answered"] >= clients
    assert len(set(Echo.asked)) == len(Echo.asked)
    assert 0 < load.quantile(0.5) <= load.quantile(0.95)
    assert 0 < load.per_second <= len(load.latencies) / 0.2


def test_an_error_ends_the_run(echo: Target) -> None:
    with pytest.raises(LoadError, match="echo: 500"):
        put(echo, 1, 1.0, iter(["fail"] * 9))


def test_medians_of_runs() -> None:
    target = Target("t", "", lambda _: {})
    runs = [(target, Load(1, rate, (rate, rate), Counter(answered=2))) for rate in (1.0, 9.0, 2.0)]
    speed = speed_of(runs)
    assert (speed.per_second, speed.p50, speed.p95) == (2.0, 2.0, 2.0)
    assert speed.statuses == Counter(answered=6)


def test_memory_and_bytes_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"x" * 1000)
    drop_from_cache(tmp_path)
    assert bytes_of(tmp_path) == 1000
    assert (tmp_path / "one").read_bytes() == b"x" * 1000
    assert "cores" in described()
    memory = memory_of(os.getpid())
    if sys.platform == "linux":
        assert memory is not None
        assert 0 < memory.anonymous <= memory.resident <= memory.peak
    assert memory_of(2**30) is None


def command(program: str, folder: Path) -> Command:
    return Command("small", (sys.executable, "-c", program, "{port}"), {}, folder, "/", {"question": "x"})


SERVES = """
import sys, http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(200); self.send_header("Content-Length", "0"); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_server_is_ready_when_it_has_answered_and_is_stopped(tmp_path: Path) -> None:
    with serving(command(SERVES, tmp_path)) as server:
        assert server.ready_after > 0
        assert Path(f"/proc/{server.pid}").exists() == Path("/proc/self").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server.pid, 0)


def test_a_server_that_ends_says_why(tmp_path: Path) -> None:
    with (
        pytest.raises(ServingError, match="small: not ready: no guides here"),
        serving(command("import sys; sys.exit('no guides here')", tmp_path)),
    ):
        pass


def test_a_verdict_is_of_whole_answers_and_none_is_given_of_a_busy_machine() -> None:
    def speed(target: str, clients: int, per_second: float, p50: float) -> Speed:
        return Speed(target, clients, per_second, p50, p50, Counter())

    ours = (speed("/v1/chat", 1, 100, 8), speed("/v1/search", 1, 150, 5), speed("/v1/chat", 16, 180, 80))
    theirs = (speed("peer", 1, 60, 16), speed("peer", 16, 60, 240))
    found = verdict(Report((), ours, theirs))
    assert found == SpeedRatios(0.5, 3.0)
    for one, said in ((found, "0.50 of the other pipeline's time; with 16, 3.00 times"), (None, "No verdict")):
        out = Console(file=StringIO(), width=200)
        show_verdict(one, out)
        assert said in cast(StringIO, out.file).getvalue()
