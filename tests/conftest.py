"""The real encoder and the real index of the shipped guides, each made once a run and shared by all workers."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from assistant.bootstrap import build_index, open_assistant
from assistant.service import Assistant
from assistant.settings import SHIPPED_GUIDES, Settings, load_settings
from corpus.lexicon import Lexicon, load_lexicon
from index.encode import OnnxEncoder, open_encoder

# How long an example takes says more about a busy machine than about the code.
hypothesis_settings.register_profile("guides", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("guides")

PARITY_TEXTS = (
    "How many EMs should a Director manage?",
    "pay",
    "A longer sentence, with “curly quotes” — and a dash, so that padding of a batch is seen to change nothing.",
    "Naïve café résumé, 東京 and 🙂.",
    "?",
    "word " * 400,
)

# Torch takes many seconds to import: one process exports the encoder and writes down what the original model says.
_EXPORT = """
import sys
from pathlib import Path
import numpy as np
from index.encode import open_encoder
from index.encoder_facts import packaged_model
folder = Path(sys.argv[1])
open_encoder("", folder)
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(str(packaged_model()), device="cpu", local_files_only=True)
np.save(folder / "reference.npy", model.encode(sys.argv[2:], show_progress_bar=False))
"""


LOOPBACK = re.compile(r"127\.\d+\.\d+\.\d+|::1|localhost|0\.0\.0\.0|::|")


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches a model, or anything else that isn't on this machine."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def demand_loopback(host: object) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host or "")
        if not LOOPBACK.fullmatch(name):
            raise PermissionError(f"a test tried to reach {name!r}")

    def guarded(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):
            demand_loopback(address[0])
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        if isinstance(address, tuple):
            demand_loopback(address[0])
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **named: Any) -> Any:
        demand_loopback(host)
        return resolve(host, *args, **named)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run have in common."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def encoders(shared: Path) -> Path:
    """The folder of the exported encoder, with ``reference.npy``: the original model's vectors of ``PARITY_TEXTS``."""
    folder = shared / "encoders"
    with FileLock(shared / "encoders.lock"):
        if not (folder / "reference.npy").exists():
            subprocess.run([sys.executable, "-c", _EXPORT, str(folder), *PARITY_TEXTS], check=True)
    return folder


@pytest.fixture(scope="session")
def encoder(encoders: Path) -> OnnxEncoder:
    return open_encoder("", encoders)


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="session")
def shipped(shared: Path, encoders: Path) -> Settings:
    """Settings of an index of the shipped guides without their curated questions, so that a test sees how an answer is
    made; the conversations are kept in memory."""
    settings = load_settings(corpus=shared / "guides", index=shared / "index", database_url="sqlite://")
    with FileLock(shared / "index.lock"):
        if not settings.index.exists():
            settings.corpus.mkdir()
            for guide in SHIPPED_GUIDES.glob("*.md"):
                shutil.copy(guide, settings.corpus)
            settings.index.mkdir()
            (settings.index / "encoders").symlink_to(encoders)
            build_index(settings)
    return settings


@pytest.fixture(scope="session")
def shipped_assistant(shipped: Settings) -> Iterator[Assistant]:
    with open_assistant(shipped) as assistant:
        yield assistant
