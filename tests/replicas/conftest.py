"""Two replicas as they are deployed: processes of their own behind nginx, on engines that can be stopped."""

from __future__ import annotations

import os
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from assistant.bootstrap import build_index, publish_index
from assistant.settings import Settings, load_settings
from benchmarks.torture.asking import Asking as Unpausing
from tests.assistant.scripted import Script, Stage, staged
from tests.replicas.engines import PATIENCE, Engine, free_port, nginx, postgres, postgres_url, valkey

GUIDE = """# Tech Lead

## What the work is

A Tech Lead leads {number} engineers of one team and writes code every day.
"""
QUESTION = "How many engineers does a Tech Lead lead?"
GUIDES = str(Path(sysconfig.get_path("scripts")) / "guides")


@dataclass
class World:
    """Everything that runs, and the corpus that is published from."""

    replicas: list[Engine]
    front: Engine
    database: Engine
    shared: Engine
    stage: Stage
    settings: Settings
    place: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.front.port}"

    def address_of(self, number: int) -> str:
        return f"http://127.0.0.1:{self.replicas[number].port}"

    def publish(self, number: str) -> str:
        """Index and publish a version of the guide."""
        (self.settings.corpus / "tech-lead.md").write_text(GUIDE.format(number=number), encoding="utf-8")
        build_index(self.settings)
        return publish_index(self.settings, str(self.place))

    def until(self, number: int, **wanted: str) -> dict[str, str]:
        """What ``/readyz`` of a replica says as soon as it says what is wanted."""
        return until_ready(self.address_of(number), **wanted)


def until_ready(address: str, **wanted: str) -> dict[str, str]:
    """What ``/readyz`` says as soon as it says what is ``wanted``. Fails where it doesn't in time."""
    deadline, told = time.monotonic() + PATIENCE, dict[str, str]()
    while time.monotonic() < deadline:
        try:
            told = httpx.get(f"{address}/readyz", timeout=5).json()
        except httpx.TransportError:
            told = {}
        if all(told.get(name) == value for name, value in wanted.items()):
            return told
        time.sleep(0.05)
    raise AssertionError(f"{told}, not {wanted}")


class Asking(Unpausing):
    """A client that searches and asks without a pause, and notes every answer that isn't one."""

    def _once(self, client: httpx.Client) -> None:
        search = {"query": QUESTION, "k": 1}
        chat = {"message": QUESTION, "history": []}
        key = {"Idempotency-Key": f"{os.urandom(12).hex()}"}
        (address,) = self.addresses
        for path, body, headers in (("/v1/search", search, {}), ("/v1/chat", chat, key)):
            try:
                told = client.post(f"{address}{path}", json=body, headers=headers)
            except httpx.TransportError as error:
                self.failed.append(f"{path}: {error!r}")
                continue
            self.statuses[told.status_code] += 1
            if told.status_code != 200 or "engineers" not in told.text:
                self.failed.append(f"{path}: {told.status_code} {told.text[:200]}")


def replica(folder: Path, encoders: Path, **settings: str) -> Engine:
    """``guides serve``, not yet started, which follows a source into ``folder``."""
    (folder / "index").mkdir(parents=True)
    (folder / "index" / "encoders").symlink_to(encoders)
    port = free_port()
    given = {
        "GUIDES_INDEX": str(folder / "index"),
        "GUIDES_CORPUS": str(folder / "none"),
        "GUIDES_INDEX_SOURCE_SECONDS": "0.5",
        "GUIDES_RATE_LIMIT": "0",
        "GUIDES_QUEUE_SECONDS": "10",
    }
    return Engine([sys.executable, GUIDES, "serve", "--port", str(port)], port, folder, given | settings)


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Iterator[World]:
    base = tmp_path_factory.mktemp("replicas")
    settings = load_settings(corpus=base / "corpus", index=base / "index", database_url="sqlite://")
    for folder in (settings.corpus, settings.index):
        folder.mkdir()
    (settings.index / "encoders").symlink_to(encoders)
    with ExitStack() as stack:
        database = stack.enter_context(postgres())
        shared = stack.enter_context(valkey(base / "valkey"))
        stage = stack.enter_context(staged())
        stage.script = Script("A Tech Lead leads five engineers of one team [1].", size=200)
        common = {
            "GUIDES_INDEX_SOURCE": str(base / "place"),
            "GUIDES_DATABASE_URL": postgres_url(database),
            "GUIDES_SHARED_URL": f"redis://127.0.0.1:{shared.port}",
            "GUIDES_MODEL": "openai:scripted",
            "GUIDES_MODEL_SILENCE": "20",
            "OPENAI_BASE_URL": stage.address,
            "OPENAI_API_KEY": "none",
        }
        replicas = [replica(base / f"replica-{n}", encoders, **common) for n in (1, 2)]
        front = stack.enter_context(nginx(base / "nginx", [one.port for one in replicas]))
        made = World(replicas, front, database, shared, stage, settings, base / "place")
        made.publish("five")
        for one in replicas:
            stack.callback(one.stop)
            one.launch()
        for one in replicas:
            one.wait()
        yield made
