"""``guides serve``: one uvicorn process over an assistant that is already open."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

import typer
import uvicorn
from fastapi import FastAPI

from api import present
from api.http.app import create_app
from api.http.protocol import Bounds, bounded
from api.ports import AssistantPort
from api.terminal import console
from assistant.settings import Settings

KEEP_ALIVE_SECONDS = 5
"""Between two requests on one connection."""
FAREWELL_SECONDS = 15
"""How long open connections may keep the server from stopping; who is left has been told before (``Bounds``)."""


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


def server_of(settings: Settings, make_app: Callable[[], FastAPI], bounds: Bounds | None = None) -> uvicorn.Server:
    """uvicorn within our bounds. Whom a proxy speaks for is for the application to say, so it isn't asked here."""
    config = uvicorn.Config(
        make_app,
        factory=True,
        http=bounded(bounds or Bounds(settings.connections)),
        ws="none",
        proxy_headers=False,
        server_header=False,
        log_config=None,
        access_log=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FAREWELL_SECONDS,
    )
    return uvicorn.Server(config)


def run(settings: Settings, assistant: AssistantPort, bound: socket.socket, host: str) -> None:
    """Serve on ``host``, which ``bound`` listens on, until interrupted or told to stop."""
    # uvicorn stops at this signal, then raises it again, which would end the process with nothing closed.
    signal.signal(signal.SIGTERM, lambda *_: None)
    server = server_of(settings, lambda: create_app(settings, lambda _: nullcontext(assistant), hosts=[host]))
    typer.echo(_welcome(assistant, *bound.getsockname()[:2]))
    server.run(sockets=[bound])


def _welcome(assistant: AssistantPort, host: str, port: int) -> str:
    guides = present.list_guides(assistant).guides if assistant.ready else []
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    if not guides:
        reasons = "; ".join(fault.reason for fault in assistant.faults)
        return f"Serving on {address} (Ctrl-C stops), not ready: {reasons}"
    question = console.question_to_try(guides)
    return (
        f"Serving {len(guides)} guides on {address} (Ctrl-C stops)\n"
        f"Try: curl -s {address}/v1/chat -H 'Content-Type: application/json' -d '{{\"message\": \"{question}\"}}'"
    )
