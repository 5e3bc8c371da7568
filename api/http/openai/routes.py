"""The routes that OpenAI's clients call."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sse_starlette import EventSourceResponse

from api.http.dependencies import Asking
from api.http.openai import completions, responses
from api.http.openai.completions import Completion
from api.http.openai.errors import Failure
from api.http.openai.requests import (
    MODEL,
    CompletionRequest,
    ResponseRequest,
    question_of_completion,
    question_of_response,
)
from api.http.openai.responses import Response
from api.http.stream import STREAMED
from api.problems import UnknownModel

CREATED = int(datetime(2026, 11, 29, tzinfo=UTC).timestamp())
"""When the model's name was first answered to."""
EVENTS: dict[str, Any] = {"content": STREAMED}

router = APIRouter(responses={"4XX": {"model": Failure}, "5XX": {"model": Failure}})


class ModelOut(BaseModel):
    """A name to ask for."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = CREATED
    owned_by: str = "role-guide-assistant"


class Models(BaseModel):
    """All of them: one."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


@router.get("/v1/models")
async def models() -> Models:
    """List the models, for OpenAI's clients: there is one, the assistant."""
    return Models(data=[ModelOut()])


@router.get("/v1/models/{model}")
async def model(model: str) -> ModelOut:
    """The one model."""
    if model != MODEL:
        raise UnknownModel("model", f"the model {model[:60]!r} does not exist; there is {MODEL!r}")
    return ModelOut()


@router.post("/v1/chat/completions", response_model=Completion, responses={200: EVENTS})
async def chat_completions(sent: Request, request: CompletionRequest) -> Completion | EventSourceResponse:
    """Answer the last message from the guides, in the form of OpenAI's chat completions; nothing is stored."""
    asking = Asking.of(sent)
    answers, work = asking.answers, asking.work(question_of_completion(request))
    base = str(sent.base_url)
    if request.stream:
        usage = request.stream_options is not None and request.stream_options.include_usage
        return answers.events(completions.chunks(await answers.told(work, sent.receive), base, usage))
    return completions.completion(await (await answers.begin(work, sent.receive)), base)


@router.post("/v1/responses", response_model=Response, responses={200: EVENTS})
async def create_response(sent: Request, request: ResponseRequest) -> Response | EventSourceResponse:
    """Answer the input from the guides, in the form of OpenAI's responses; nothing is stored."""
    asking = Asking.of(sent)
    answers, work = asking.answers, asking.work(question_of_response(request))
    base = str(sent.base_url)
    if request.stream:
        return answers.events(responses.events(await answers.told(work, sent.receive), base))
    return responses.response(await (await answers.begin(work, sent.receive)), base)
