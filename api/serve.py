"""``guides serve``: one uvicorn process over an assistant that is already open."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

import typer
import uvicorn

from api import console, present
from api.http import create_app
from api.ports import AssistantPort
from assistant.settings import Settings


@contextmanager
def listener(host: str, port: int) -> Iterator[socket.socket]:
    """A bound socket, so that a port in use is known before the index is built. Raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind((host, port))
        except OSError as error:
            raise OSError(error.errno, f"can't listen on {host}:{port}: {error.strerror}") from error
        yield bound


def run(settings: Settings, assistant: AssistantPort, bound: socket.socket) -> None:
    """Serve until interrupted."""
    config = uvicorn.Config(
        lambda: create_app(settings, lambda _: nullcontext(assistant)), factory=True, log_config=None, access_log=False
    )
    typer.echo(_welcome(assistant, *bound.getsockname()[:2]))
    uvicorn.Server(config).run(sockets=[bound])


def _welcome(assistant: AssistantPort, host: str, port: int) -> str:
    guides = present.list_guides(assistant).guides
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    question = console.question_to_try(guides)
    return (
        f"Serving {len(guides)} guides on {address} (Ctrl-C stops)\n"
        f"Try: curl -s {address}/v1/chat -H 'Content-Type: application/json' -d '{{\"message\": \"{question}\"}}'"
    )
