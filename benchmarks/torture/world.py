"""What is tortured: a corpus that changes, its index, where that is published, and two servers that follow it."""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

GUIDE = """# Tech Lead

## What the work is

A Tech Lead leads {number} engineers of one team and writes code every day.

## Pay

A Tech Lead of release {number} is paid as the best engineers of the team are.
"""
QUESTION = "How many engineers does a Tech Lead lead?"
PATIENCE = 60.0
_COMMAND = str(Path(sysconfig.get_path("scripts")) / "guides")


class TortureError(Exception):
    """The world can't be set up; the message holds the last words of what failed."""


@dataclass
class Server:
    """One ``guides serve`` on a port that it keeps over restarts."""

    port: int
    folder: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        with (self.folder / "log").open("ab") as log:
            command = [sys.executable, _COMMAND, "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=dict(self.environment), stdout=log, stderr=log)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def readiness(self) -> dict[str, Any]:
        """What `/readyz` says; nothing where nobody answers."""
        try:
            return dict(httpx.get(f"{self.address}/readyz", timeout=5).json())
        except (httpx.TransportError, ValueError):
            return {}

    def until_ready(self, generation: str = "") -> bool:
        """Whether it is ready in time, with the generation that is asked for."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            told = self.readiness()
            if told.get("status") == "ready" and generation in ("", told.get("generation")):
                return True
            time.sleep(0.05)
        return False


@dataclass
class World:
    """Folders and servers; ``release`` counts the versions of the guide."""

    folder: Path
    encoders: Path
    chance: random.Random
    servers: tuple[Server, ...] = ()
    release: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def index(self) -> Path:
        return self.folder / "index"

    @property
    def place(self) -> Path:
        return self.folder / "place"

    def change(self) -> None:
        """Another version of the guide."""
        self.release += 1
        (self.folder / "corpus" / "tech-lead.md").write_text(GUIDE.format(number=self.release), encoding="utf-8")

    def begin(self, *arguments: str, index: Path | None = None) -> subprocess.Popen[str]:
        """A ``guides`` command on the index, or another, under way."""
        environment = self.environment | {"GUIDES_INDEX": str(index or self.index)}
        return subprocess.Popen(
            [sys.executable, _COMMAND, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, index: Path | None = None) -> tuple[int, str, str]:
        """The same, ended: exit code, output, errors."""
        process = self.begin(*arguments, index=index)
        out, errors = process.communicate(timeout=PATIENCE * 5)
        return process.returncode, out, errors

    def publish(self) -> str:
        """Index and publish another version; the generation's name. Raises ``TortureError``."""
        self.change()
        for arguments in (("index",), ("publish", str(self.place))):
            code, _, errors = self.run(*arguments)
            if code:
                raise TortureError(f"guides {arguments[0]}: {errors.strip()[-300:]}")
        return (self.place / "current").read_text(encoding="utf-8")


@contextmanager
def world_in(folder: Path, encoders: Path, seed: int, **settings: str) -> Iterator[World]:
    """Two servers that answer, with further ``settings``, stopped at the end. Raises ``TortureError``."""
    for name in ("corpus", "index", "server-1", "server-2"):
        (folder / name).mkdir()
    for name in ("index", "server-1", "server-2"):
        (folder / name / "encoders").symlink_to(encoders)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GUIDES_")}
    common = clean | {"GUIDES_CORPUS": str(folder / "corpus"), "GUIDES_DATABASE_URL": "sqlite://"} | settings
    made = World(folder, encoders, random.Random(seed), environment=common)
    made.servers = tuple(_server(made, folder / f"server-{number}") for number in (1, 2))
    generation = made.publish()
    try:
        for server in made.servers:
            server.start()
        for server in made.servers:
            if not server.until_ready(generation):
                raise TortureError(f"a server isn't ready: {_last_words(server.folder / 'log')}")
        yield made
    finally:
        for server in made.servers:
            server.kill()


def copied_index(world: World, name: str) -> Path:
    """A copy of the index, to be damaged."""
    copy = world.folder / name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(world.index, copy, symlinks=True)
    return copy


def _server(world: World, folder: Path) -> Server:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        port = int(bound.getsockname()[1])
    settings = {
        "GUIDES_INDEX": str(folder),
        "GUIDES_INDEX_SOURCE": str(world.place),
        "GUIDES_INDEX_SOURCE_SECONDS": "0.3",
        "GUIDES_RATE_LIMIT": "0",
        "GUIDES_QUEUE": "8",
    }
    return Server(port, folder, world.environment | settings)


def _last_words(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip()[-300:]
