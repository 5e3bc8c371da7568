"""The HTTP face: ``create_app`` makes it; the assistant is opened once, in the lifespan."""

from __future__ import annotations

import asyncio
import html
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import HTMLResponse
from starlette.middleware.cors import CORSMiddleware

from api import pages, present
from api.fresh import kept_fresh
from api.middleware import BodyLimit, RateLimit
from api.ports import AssistantPort, OpenAssistant, real_wiring
from api.problems import MEDIA_TYPE, add_handlers
from api.schemas import (
    ChatRequest,
    ChatResponse,
    GuidesResponse,
    GuideText,
    Health,
    Problem,
    SearchRequest,
    SearchResponse,
)
from assistant.settings import Settings, load_settings
from assistant.types import NotReady

VERSION = "0.1.0"

router = APIRouter()


def create_app(settings: Settings | None = None, open_assistant: OpenAssistant | None = None) -> FastAPI:
    """The application. Raises ``SettingsError`` where ``settings`` isn't given and the environment's are bad."""
    chosen = settings or load_settings()
    opener = open_assistant or real_wiring().open_assistant

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            assistant = await asyncio.to_thread(stack.enter_context, opener(chosen))
            app.state.assistant = assistant
            async with kept_fresh(assistant):
                yield

    app = FastAPI(
        title="Role Guide Assistant",
        version=VERSION,
        summary="Answers about role guides, every statement with the exact text that it rests on.",
        lifespan=lifespan,
        redirect_slashes=False,
        strict_content_type=False,
        responses={"4XX": _problem("The client's mistake."), "5XX": _problem("Ours.")},
    )
    app.include_router(router)
    add_handlers(app)
    _add_middleware(app, chosen)
    return app


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """The last one added is the first that a request meets."""
    app.add_middleware(BodyLimit)
    if settings.rate_limit:
        app.add_middleware(RateLimit, per_minute=settings.rate_limit)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Content-Type"],
            expose_headers=["Retry-After"],
        )


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "model": Problem, "content": {MEDIA_TYPE: {}}}


async def _assistant(request: Request) -> AssistantPort:
    return cast(AssistantPort, request.app.state.assistant)


TheAssistant = Annotated[AssistantPort, Depends(_assistant)]


@router.post("/v1/chat")
def chat(request: ChatRequest, assistant: TheAssistant) -> ChatResponse:
    """Answer a question from the guides."""
    return present.chat(assistant, request)


@router.post("/v1/search")
def search(request: SearchRequest, assistant: TheAssistant) -> SearchResponse:
    """Find the passages nearest to a query."""
    return present.search(assistant, request)


@router.get("/v1/guides")
def guides(assistant: TheAssistant) -> GuidesResponse:
    """List the guides."""
    return present.list_guides(assistant)


@router.get("/v1/guides/{slug}")
def guide(slug: str, assistant: TheAssistant) -> GuideText:
    """One guide with its canonical text."""
    return present.guide_text(assistant.guide(slug))


@router.get("/healthz")
async def healthz() -> Health:
    """The process is up."""
    return Health(status="ok")


@router.get("/readyz")
async def readyz(assistant: TheAssistant) -> Health:
    """A generation of the index is loaded."""
    if not assistant.ready:
        raise NotReady("no generation is loaded")
    return Health(status="ready")


@router.get("/", include_in_schema=False)
async def front(request: Request) -> HTMLResponse:
    """What this is, for someone who opens the address in a browser."""
    page = pages.front_page(html.escape(str(request.base_url).rstrip("/")))
    return HTMLResponse(page, headers={"Content-Security-Policy": pages.CONTENT_SECURITY_POLICY})
