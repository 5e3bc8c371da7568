"""MCP over HTTP at ``/mcp``: no sessions, so that any process answers any request, and one JSON answer a request."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api.http.middleware import MAX_BODY
from api.ports import AssistantPort
from api.queue import AnswerQueue, stays

if TYPE_CHECKING:
    from api.mcp import GuideServer

PATH = "/mcp"
Made = TypeVar("Made")

router = APIRouter(include_in_schema=False)


class McpFace:
    """The MCP server of a running application, made when it is first asked for: its SDK takes a while to import."""

    def __init__(self, assistant: AssistantPort, queue: AnswerQueue) -> None:
        self._assistant, self._queue = assistant, queue
        self._asked, self._open = asyncio.Event(), asyncio.Event()
        self._serving = asyncio.ensure_future(self._serve())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._asked.set()
        opened = asyncio.ensure_future(self._open.wait())
        await asyncio.wait({opened, self._serving}, return_when=asyncio.FIRST_COMPLETED)
        opened.cancel()
        if self._serving.done():
            self._serving.result()
        await self._app(scope, receive, send)

    async def close(self) -> None:
        """Stop; requests under way are over by then."""
        self._serving.cancel()
        await asyncio.gather(self._serving, return_exceptions=True)

    async def _serve(self) -> None:
        await self._asked.wait()
        server = await asyncio.to_thread(self._made)
        self._app = server.session_manager.asgi_app
        async with server.session_manager.run():
            self._open.set()
            await asyncio.Event().wait()

    def _made(self) -> GuideServer:
        from mcp.server.transport_security import TransportSecuritySettings

        from api.mcp import create_server

        server = create_server(self._assistant, self._queued, keeps_fresh=False)
        server.streamable_http_app(
            stateless_http=True,
            json_response=True,
            max_request_body_size=MAX_BODY,
            # Foreign origins are refused by OriginGuard, which knows the server's names; a key is needed besides.
            transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),
        )
        return server

    async def _queued(self, work: Callable[[], Made]) -> Made:
        return await self._queue.run(work, stays)  # the SDK reads what the client sends


@asynccontextmanager
async def mcp_served(app: FastAPI, assistant: AssistantPort) -> AsyncIterator[None]:
    """While open, ``app`` answers at ``/mcp``."""
    app.state.mcp = face = McpFace(assistant, app.state.queue)
    try:
        yield
    finally:
        await face.close()


class _Handed(Response):
    """A response that another application makes of the request."""

    def __init__(self, face: McpFace) -> None:
        super().__init__(status_code=HTTPStatus.OK)
        self._face = face

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._face(scope, receive, send)


@router.post(PATH)
async def mcp(request: Request) -> Response:
    """One message of the Model Context Protocol."""
    return _Handed(request.app.state.mcp)
