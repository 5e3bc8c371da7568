"""The engines that replicas share, started on the loopback in folders of a test's own, stopped and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENCE = 40.0
EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "nginx.conf"
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
        self.launch()
        self.wait()

    def launch(self) -> None:
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=self.folder,
                env=os.environ | self.environment,
                stdout=log,
                stderr=log,
                user=self.user,
            )

    def wait(self) -> None:
        assert self.process is not None
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
def postgres() -> Iterator[Engine]:
    """PostgreSQL with an empty database ``guides``, which anybody on the loopback may use.

    It refuses to run as root, and pytest's folders are their owner's only: so it has one of its own.
    """
    assert _POSTGRES is not None
    folder = Path(tempfile.mkdtemp(prefix="guides-postgres-"))
    user = None if os.getuid() else pwd.getpwnam("postgres").pw_uid
    if user is not None:
        os.chown(folder, user, -1)
    data, port = folder / "data", free_port()
    initdb = [str(_POSTGRES / "initdb"), "-D", str(data), "-U", "guides", "-A", "trust", "--no-sync", "-E", "UTF8"]
    made = Engine(
        [
            str(_POSTGRES / "postgres"),
            *("-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)),
            *("-c", "fsync=off", "-c", "shared_buffers=16MB"),
        ],
        port,
        folder,
        user=user,
    )
    try:
        subprocess.run(initdb, check=True, capture_output=True, user=user, cwd=folder)
        made.start()
        create = [str(_POSTGRES / "createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "guides", "guides"]
        deadline = time.monotonic() + PATIENCE  # it listens before it answers
        while subprocess.run(create, capture_output=True, check=False).returncode and time.monotonic() < deadline:
            time.sleep(0.1)
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)


def postgres_url(engine: Engine) -> str:
    return f"postgresql+psycopg://guides@127.0.0.1:{engine.port}/guides"


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[Engine]:
    """nginx before servers on ``ports``, with the configuration that is in docs/examples."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    site = EXAMPLE.read_text(encoding="utf-8").replace("listen 8080", f"listen 127.0.0.1:{port}")
    for number, one in enumerate(ports, start=1):
        site = site.replace(f"replica-{number}:8000", f"127.0.0.1:{one}")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "\n".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "" if os.getuid() else "user root;"
    head = f"{user}\ndaemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
    (folder / "nginx.conf").write_text(f"{head}http {{\naccess_log off;\n{places}\n{site}}}\n", encoding="utf-8")
    made = Engine([str(_NGINX), "-c", str(folder / "nginx.conf"), "-p", str(folder)], port, folder)
    made.start()
    try:
        yield made
    finally:
        if made.process is not None:  # killed, the master would leave its workers behind
            made.process.terminate()
            made.process.wait(PATIENCE)
