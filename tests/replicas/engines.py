"""The engines that replicas share, started on the loopback in folders of a test's own, stopped and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENCE = 20.0
_VALKEY = shutil.which("valkey-server") or shutil.which("redis-server")
_POSTGRES = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)
_NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

needs_valkey = pytest.mark.skipif(_VALKEY is None, reason="neither valkey-server nor redis-server is installed")
needs_postgres = pytest.mark.skipif(_POSTGRES is None, reason="PostgreSQL's server is not installed")
needs_nginx = pytest.mark.skipif(_NGINX is None, reason="nginx is not installed")


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until somebody listens. Fails where the process ends first."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError(f"{process.args!r} doesn't listen on {port}")


@dataclass
class Engine:
    """A program that listens on ``port``; ``stop`` is as hard as a power cut."""

    command: list[str]
    port: int
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    user: int | None = None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
                user=self.user,
            )
        wait_for(self.port, self.process)

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)
            self.process = None


@contextmanager
def valkey(folder: Path) -> Iterator[Engine]:
    """Valkey, or Redis where Debian has only that; nothing is written to disk."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    made = Engine([str(_VALKEY), *options], port, folder)
    made.start()
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def postgres(folder: Path) -> Iterator[Engine]:
    """PostgreSQL with an empty database ``guides``, which anybody on the loopback may use."""
    assert _POSTGRES is not None
    folder.mkdir(parents=True, exist_ok=True)
    user = _other_user(folder)
    data, port = folder / "data", free_port()
    subprocess.run(
        [str(_POSTGRES / "initdb"), "-D", str(data), "-U", "guides", "-A", "trust", "--no-sync", "-E", "UTF8"],
        check=True,
        capture_output=True,
        user=user,
        cwd=folder,
    )
    options = ["-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder), "-c", "fsync=off"]
    made = Engine([str(_POSTGRES / "postgres"), *options, "-c", "shared_buffers=16MB"], port, folder, user=user)
    made.start()
    try:
        create = [str(_POSTGRES / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "guides", "guides"]
        for _ in range(100):
            if subprocess.run(create, capture_output=True, check=False).returncode == 0:
                break
            time.sleep(0.1)
        yield made
    finally:
        made.stop()


def _other_user(folder: Path) -> int | None:
    """PostgreSQL refuses to run as root: there it is the user that Debian made for it."""
    if os.getuid():
        return None
    import pwd

    found = pwd.getpwnam("postgres").pw_uid
    os.chown(folder, found, -1)
    for above in folder.parents:  # pytest's folders are their owner's only
        if above.stat().st_uid == os.getuid() and above.name.startswith(("pytest-", "test_", "engines")):
            above.chmod(above.stat().st_mode | 0o011)
    return found


def postgres_url(engine: Engine) -> str:
    return f"postgresql+psycopg://guides@127.0.0.1:{engine.port}/guides"
