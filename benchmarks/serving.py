"""A server as a process of its own, ready when it has answered a question."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.machine import Memory, memory_of

PATIENCE = 300.0
LAST_WORDS = 400


class ServingError(Exception):
    """A server that can't be started; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Command:
    """How a server is started: ``{port}`` in ``arguments`` becomes a free one."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    route: str
    body: Mapping[str, object]
    """What is asked of ``route`` until it answers."""


@dataclass(frozen=True, slots=True)
class Server:
    """One that has answered; ``ready_after`` is in seconds from its start."""

    address: str
    pid: int
    ready_after: float

    def memory(self) -> Memory | None:
        return memory_of(self.pid)


@contextmanager
def serving(command: Command) -> Iterator[Server]:
    """The server, stopped at the end. Raises ``ServingError``."""
    port = _free_port()
    arguments = [argument.replace("{port}", str(port)) for argument in command.arguments]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GUIDES_")}
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        try:
            process = subprocess.Popen(
                arguments,
                env=inherited | dict(command.environment),
                cwd=command.folder,
                stdout=said,
                stderr=subprocess.STDOUT,
            )
        except OSError as error:
            raise ServingError(f"{command.name}: {error.filename}: {error.strerror}") from error
        try:
            address = f"http://127.0.0.1:{port}"
            if not _answers(process, f"{address}{command.route}", command.body, started):
                said.seek(0)
                words = said.read().decode(errors="replace").strip()[-LAST_WORDS:]
                raise ServingError(f"{command.name}: not ready: {words}")
            yield Server(address, process.pid, time.perf_counter() - started)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def starts(command: Command, times: int) -> Sequence[float]:
    """Seconds until it is ready, of so many starts. Raises ``ServingError``."""
    found = []
    for _ in range(times):
        with serving(command) as server:
            found.append(server.ready_after)
    return found


def _answers(process: subprocess.Popen[bytes], address: str, body: Mapping[str, object], started: float) -> bool:
    """Whether a question is answered before the process ends and patience does."""
    with httpx.Client(timeout=PATIENCE) as client:
        while process.poll() is None and time.perf_counter() - started < PATIENCE:
            try:
                if client.post(address, json=dict(body)).status_code == httpx.codes.OK:
                    return True
            except httpx.TransportError:
                pass  # it doesn't listen yet
            time.sleep(0.02)
    return False


def _free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])
