"""An index that is published anew again and again while servers are asked: what they hold before and after."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from assistant.bootstrap import build_index, publish_index
from assistant.settings import SHIPPED_GUIDES, load_settings
from benchmarks.machine import memory_of
from benchmarks.torture.asking import Asking
from benchmarks.torture.world import Server, TortureError, World, world_in

MORE_DESCRIPTORS = 5
MORE_MEMORY = 0.05
_SETTLED_SECONDS = 8.0
"""After the last question: connections are closed after five, memory is given back a second after a generation."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a process has open, and the bytes that it has of memory."""

    descriptors: int
    memory: int

    def faults(self, before: Held) -> list[str]:
        """What there is too much of, beside ``before``."""
        more = abs(self.descriptors - before.descriptors) > MORE_DESCRIPTORS
        larger = abs(self.memory - before.memory) > MORE_MEMORY * before.memory
        return [
            *([f"{self.descriptors} descriptors, {before.descriptors} before"] if more else []),
            *([f"{self.memory / 1e6:.0f} MB, {before.memory / 1e6:.0f} MB before"] if larger else []),
        ]


def publish_again_and_again(
    number: int, encoders: Path, said: Callable[[str], None], settled: float = _SETTLED_SECONDS
) -> list[str]:
    """What went wrong in so many publishes, each of which leaves one generation. Raises ``TortureError``."""
    with ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="guides-torture-"))
        # In a file: what is said in so many answers would fill the servers' memory.
        settings = {"GUIDES_KEEP_GENERATIONS": "1", "GUIDES_DATABASE_URL": f"sqlite:///{folder}/conversations.db"}
        world = opened.enter_context(world_in(Path(folder), encoders, 1, **settings))
        for guide in SHIPPED_GUIDES.glob("*.md"):
            shutil.copy(guide, world.folder / "corpus")
        clients = [Asking([server.address], patient=True) for server in world.servers]
        wrong = _publish(world)
        for client in clients:  # what answering takes is taken with the first ones
            client.once(20)
        before = _held(world.servers, settled)
        with ExitStack() as stack:
            for client in clients:
                stack.enter_context(client)
            for _ in range(number):
                wrong += _publish(world)
        after = _held(world.servers, settled)
        wrong += [fault for client in clients for fault in client.failed]
        for one, other, client in zip(before, after, clients, strict=True):
            wrong += other.faults(one)
            said(
                f"{number} publishes, statuses {dict(client.statuses)}: {one.descriptors} descriptors before and "
                f"{other.descriptors} after, {one.memory / 1e6:.0f} and {other.memory / 1e6:.0f} MB"
            )
        return wrong


def _publish(world: World) -> list[str]:
    """Index and publish another version within this process; what doesn't switch to it."""
    settings = load_settings(
        corpus=world.folder / "corpus", index=world.index, database_url="sqlite://", keep_generations=1
    )
    world.change()
    build_index(settings)
    name = publish_index(settings, str(world.place), keep=1)
    return [f"a server doesn't switch to {name}" for server in world.servers if not server.until_ready(name)]


def _held(servers: Sequence[Server], settled: float) -> list[Held]:
    time.sleep(settled)
    found = []
    for server in servers:
        memory = memory_of(server.process.pid) if server.process is not None else None
        if server.process is None or memory is None:
            raise TortureError("what a server holds can't be read here")
        found.append(Held(len(list(Path(f"/proc/{server.process.pid}/fd").iterdir())), memory.resident))
    return found
