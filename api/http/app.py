"""The HTTP face: ``create_app`` makes it; the assistant is opened once, in the lifespan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from sse_starlette import EventSourceResponse
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from api import present
from api.http.answers import Answers, stream_name
from api.http.coach.desk import add_desk
from api.http.dependencies import Asking, Key, LastEventId, TheAssistant, TheQueue, key_of
from api.http.limiting import Limiter
from api.http.mcp import mcp_served
from api.http.middleware import Admission, BodyLimit, HeadAsGet, LastResort, RateLimit
from api.http.openai.errors import OpenAIErrors
from api.http.origins import OriginGuard, SafeHeaders
from api.http.pages import add_pages
from api.http.stream import STREAMED, Pace
from api.http.stream_log import StreamLog
from api.logs import RequestIds
from api.metrics import router as metrics_router
from api.ports import OpenAssistant, real_wiring
from api.problems import MEDIA_TYPE, NotReadyYet, add_handlers
from api.queue import AnswerQueue, capacity_of
from api.schemas.chat import ChatRequest, ChatResponse
from api.schemas.conversations import ConversationResponse, FeedbackRequest, ShareOut, ShareRequest
from api.schemas.guides import GuidesResponse, GuideText, SearchRequest, SearchResponse
from api.schemas.service import Health, Problem, Readiness
from api.shared import SharedEngine
from api.telemetry import Telemetry
from api.upkeep import kept_fresh, kept_probed, kept_tidy
from api.version import VERSION
from assistant.settings import Settings, load_settings

EVENTS = {
    "description": "The answer; with `stream` as server-sent events: `status`, a `statement` each, `citations`, `done` "
    "(the whole answer), or `error` (a problem document). Their ids are `<message_id>:<n>`.",
    "content": STREAMED,
}

router = APIRouter()


def create_app(
    settings: Settings | None = None,
    open_assistant: OpenAssistant | None = None,
    pace: Pace | None = None,
    hosts: Sequence[str] = (),
) -> FastAPI:
    """The application, whose own pages are welcome under ``hosts`` too.

    Raises ``SettingsError`` where ``settings`` isn't given and the environment's are bad.
    """
    chosen = settings or load_settings()
    opener = open_assistant or real_wiring().open_assistant
    app = FastAPI(
        title="Role Guide Assistant",
        version=VERSION,
        summary="Answers about role guides, every statement with the exact text that it rests on.",
        lifespan=partial(_opened, settings=chosen, open_assistant=opener),
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        strict_content_type=False,
        responses={"4XX": _problem("The client's mistake."), "5XX": _problem("Ours.")},
    )
    app.state.queue = AnswerQueue(capacity_of(chosen))
    app.state.telemetry = Telemetry(chosen.otlp_endpoint, VERSION) if chosen.otlp_endpoint else None
    app.state.engine = engine = SharedEngine(chosen.shared_url) if chosen.shared_url else None
    app.state.answers = Answers(app.state.queue, pace or Pace(), StreamLog(engine) if engine is not None else None)
    app.include_router(router)
    app.include_router(metrics_router)
    add_handlers(app)
    add_pages(app, chosen)
    add_desk(app)
    _add_middleware(app, chosen, hosts)
    return app


@asynccontextmanager
async def _opened(app: FastAPI, settings: Settings, open_assistant: OpenAssistant) -> AsyncIterator[None]:
    """Opens the assistant and what keeps it fresh, as long as the application runs."""
    with ExitStack() as stack:
        assistant = await asyncio.to_thread(stack.enter_context, open_assistant(settings))
        app.state.assistant = assistant
        engine: SharedEngine | None = app.state.engine
        if app.state.telemetry is not None:
            stack.callback(app.state.telemetry.close)
        async with (
            kept_probed(engine),
            kept_fresh(assistant, engine),
            kept_tidy(assistant),
            mcp_served(app, assistant),
        ):
            yield
            await app.state.answers.settle()


def _add_middleware(app: FastAPI, settings: Settings, hosts: Sequence[str]) -> None:
    """The last one added is the first that a request meets."""
    app.add_middleware(LastResort)
    app.add_middleware(Admission, queue=app.state.queue)
    app.add_middleware(BodyLimit)
    app.add_middleware(OriginGuard, allowed=settings.allowed_origins, hosts=(*settings.allowed_hosts, *hosts))
    if settings.rate_limit:
        app.add_middleware(RateLimit, limiter=Limiter(settings.rate_limit, app.state.engine))
    app.add_middleware(OpenAIErrors)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)
    app.add_middleware(SafeHeaders)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Content-Type", "Idempotency-Key", "Last-Event-ID"],
            expose_headers=["Retry-After"],
        )
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestIds, access=settings.log_json)
    if settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.trusted_proxies))


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "model": Problem, "content": {MEDIA_TYPE: {}}}


@router.post("/v1/chat", response_model=ChatResponse, responses={200: EVENTS})
async def chat(
    sent: Request,
    request: ChatRequest,
    idempotency_key: Key = None,
    last_event_id: LastEventId = None,
) -> ChatResponse | EventSourceResponse:
    """Answer a question from the guides, at once or as a stream of its statements."""
    asking, key = Asking.of(sent), key_of(sent, idempotency_key)
    work = asking.work(request, key)
    if request.stream:
        return await asking.answers.stream(work, sent.receive, stream_name(key, request), last_event_id)
    return await (await asking.answers.begin(work, sent.receive))


@router.get("/v1/conversations/{conversation_id}")
def conversation(conversation_id: str, assistant: TheAssistant) -> ConversationResponse:
    """A stored conversation with its answers and feedback. Whoever knows its id may read it."""
    return present.conversation(assistant, conversation_id)


@router.delete("/v1/conversations/{conversation_id}", status_code=HTTPStatus.NO_CONTENT)
def delete_conversation(conversation_id: str, assistant: TheAssistant) -> None:
    """Delete a conversation with all that belongs to it."""
    assistant.delete_conversation(conversation_id)


@router.post("/v1/conversations/{conversation_id}/shares", status_code=HTTPStatus.CREATED)
def share(conversation_id: str, request: ShareRequest, assistant: TheAssistant) -> ShareOut:
    """Make a link by which anyone may read one answer; asked for again, it is the same link."""
    return present.share(assistant, conversation_id, request.message_id)


@router.delete("/v1/conversations/{conversation_id}/shares/{token}", status_code=HTTPStatus.NO_CONTENT)
def unshare(conversation_id: str, token: str, assistant: TheAssistant) -> None:
    """Take a link back: from then on there is nothing behind it."""
    assistant.unshare(conversation_id, token)


@router.post("/v1/feedback", status_code=HTTPStatus.NO_CONTENT)
def feedback(request: FeedbackRequest, assistant: TheAssistant) -> None:
    """Say what an answer is worth; sent again, it takes the place of what was said before."""
    present.rate(assistant, request)


@router.post("/v1/search")
async def search(sent: Request, request: SearchRequest, assistant: TheAssistant, queue: TheQueue) -> SearchResponse:
    """Find the passages nearest to a query."""
    return await queue.run(partial(present.search, assistant, request), sent.receive)


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


@router.get("/readyz", response_model_exclude_none=True)
async def readyz(request: Request, assistant: TheAssistant) -> Readiness:
    """A generation of the index is loaded; what isn't as it should be is said as `reason`."""
    engine: SharedEngine | None = request.app.state.engine
    reason = "; ".join(fault.reason for fault in (*assistant.faults, *(engine.faults if engine else ())))
    if not assistant.ready:
        raise NotReadyYet(reason)
    served = assistant.generation or None
    if reason:
        return Readiness(status="degraded", generation=served, reason=reason)
    return Readiness(status="ready", generation=served)
