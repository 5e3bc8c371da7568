"""How the servers that are compared are started: the product, the peer's own script, the peer rebuilt."""

from __future__ import annotations

import sys
import sysconfig
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import benchmarks
from assistant.settings import SHIPPED_GUIDES
from benchmarks.load import Target
from benchmarks.questions import EVERYDAY, GUIDE
from benchmarks.serving import Command, Server
from corpus.types import Guide

ROOT = Path(benchmarks.__file__).parent.parent
WARM_UP = EVERYDAY[0]


@dataclass(frozen=True, slots=True)
class PeerSystem:
    """The peer's own script: a FastAPI ``app`` with ``POST /chat`` over the file that ``GUIDE`` names."""

    script: Path
    python: Path
    """An interpreter with what the script imports; never the project's own."""


def product(index: Path, folder: Path) -> Command:
    """``guides serve`` on the shipped guides, without a rate limit; conversations go into ``folder``."""
    environment = {
        "GUIDES_INDEX": str(index),
        "GUIDES_CORPUS": str(SHIPPED_GUIDES),
        "GUIDES_DATABASE_URL": f"sqlite:///{folder / 'conversations.db'}",
        "GUIDES_RATE_LIMIT": "0",
    }
    guides = str(Path(sysconfig.get_path("scripts")) / "guides")
    return Command(
        "product", (guides, "serve", "--port", "{port}"), environment, folder, "/v1/chat", chat_body(WARM_UP)
    )


def peer(given: PeerSystem | None, guides: Sequence[Guide], encoders: Path, folder: Path) -> Command:
    """The peer over the texts of ``guides``, as one text in ``folder`` where its own script is given."""
    body = question_body(WARM_UP)
    if given is None:
        arguments: tuple[str, ...] = (sys.executable, "-m", "benchmarks.peer_server", str(encoders), "{port}")
        return Command("peer, rebuilt", arguments, {"PYTHONPATH": str(ROOT)}, folder, "/chat", body)
    text = folder / "guides.txt"
    text.write_text("\n\n".join(guide.text for guide in guides), encoding="utf-8")
    script = given.script.resolve()
    arguments = (
        *(str(given.python.absolute()), "-m", "uvicorn", f"{script.stem}:app", "--app-dir", str(script.parent)),
        *("--port", "{port}", "--no-access-log"),
    )
    environment = {"GUIDE": str(text), "PYTHONDONTWRITEBYTECODE": "1", "HF_HUB_OFFLINE": "1"}
    return Command("peer, its own script", arguments, environment, folder, "/chat", body)


def chat_body(question: str) -> dict[str, object]:
    """A message as the chat of a guide's page sends it: pinned to the guide, and stored."""
    return {"message": question, "guides": [GUIDE]}


def stateless_body(question: str) -> dict[str, object]:
    return chat_body(question) | {"history": []}


def search_body(question: str) -> dict[str, object]:
    return {"query": question, "k": 4}


def question_body(question: str) -> dict[str, object]:
    return {"question": question}


def product_targets(server: Server) -> tuple[Target, ...]:
    """What is asked of the product."""
    return (
        Target("/v1/chat", f"{server.address}/v1/chat", chat_body),
        Target("/v1/chat, nothing stored", f"{server.address}/v1/chat", stateless_body),
        Target("/v1/search, k = 4", f"{server.address}/v1/search", search_body),
    )


def peer_target(server: Server, command: Command) -> Target:
    """What is asked of the peer: its four passages."""
    return Target(command.name, f"{server.address}/chat", question_body)


def environment_of(index: Path) -> Mapping[str, str]:
    """Settings of a program that only reads ``index``."""
    return {"GUIDES_INDEX": str(index), "GUIDES_DATABASE_URL": "sqlite://", "PYTHONPATH": str(ROOT)}
