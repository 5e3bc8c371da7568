"""A reply as a response of OpenAI's newer API, whole or as events."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any, Literal
from uuid import uuid4

from pydantic import BaseModel
from sse_starlette import JSONServerSentEvent

from api.http.openai.citing import Typed, marks
from api.http.openai.errors import failure_of
from api.http.openai.requests import MODEL
from api.http.stream_log import StreamItem
from api.schemas.chat import ChatResponse

TEXT = "response.output_text"
Event = tuple[str, dict[str, Any]]
"""Its type, and what it says beside type and number."""


class UrlCitation(BaseModel):
    """``text[start_index:end_index]`` is the mark of the citation, ``url`` opens the guide at the quote."""

    type: Literal["url_citation"] = "url_citation"
    start_index: int
    end_index: int
    url: str
    title: str


class OutputText(BaseModel):
    type: Literal["output_text"] = "output_text"
    text: str
    annotations: list[UrlCitation]
    logprobs: list[None] = []


class OutputMessage(BaseModel):
    """The answer."""

    type: Literal["message"] = "message"
    id: str
    status: Literal["in_progress", "completed"] = "completed"
    role: Literal["assistant"] = "assistant"
    content: list[OutputText]


class InputDetails(BaseModel):
    cache_write_tokens: int = 0
    cached_tokens: int = 0


class OutputDetails(BaseModel):
    reasoning_tokens: int = 0


class Usage(BaseModel):
    """What a language model read and wrote; nothing where none was asked."""

    input_tokens: int
    input_tokens_details: InputDetails = InputDetails()
    output_tokens: int
    output_tokens_details: OutputDetails = OutputDetails()
    total_tokens: int


class ResponseError(BaseModel):
    code: str
    message: str


class Response(BaseModel):
    """A response; ``reply`` is the whole of it as ``POST /v1/chat`` says it, with the exact quotes."""

    id: str
    object: Literal["response"] = "response"
    created_at: int
    status: Literal["in_progress", "completed", "failed"]
    model: str = MODEL
    output: list[OutputMessage]
    error: ResponseError | None = None
    incomplete_details: None = None
    instructions: None = None
    metadata: dict[str, str] = {}
    parallel_tool_calls: bool = False
    previous_response_id: None = None
    store: bool = False
    temperature: None = None
    top_p: None = None
    tool_choice: Literal["none"] = "none"
    tools: list[None] = []
    usage: Usage | None = None
    reply: ChatResponse | None = None


def response(reply: ChatResponse, base: str) -> Response:
    """The reply, whole. ``base`` is this server's address."""
    return _completed(_opened(f"resp_{reply.message_id}"), reply, base)


async def events(told: AsyncIterator[StreamItem], base: str) -> AsyncIterator[JSONServerSentEvent]:
    """The reply as events, as it is made."""
    number = 0
    async for kind, data in _events(told, base):
        yield JSONServerSentEvent({"type": kind, "sequence_number": number, **data}, event=kind)
        number += 1


async def _events(told: AsyncIterator[StreamItem], base: str) -> AsyncIterator[Event]:
    typed, opened = Typed(), None
    async for one in told:
        made: list[Event] = []
        if isinstance(one, BaseException):
            made += _failed(opened, one)
        else:
            if opened is None:
                opened = _opened(f"resp_{one.message_id}")
                made += [*_begun(opened), *_item_begun(one.message_id)]
            part = _part(one.message_id)
            made += [(f"{TEXT}.delta", part | {"delta": piece, "logprobs": []}) for piece in typed.pieces(one)]
            if one.name == "done":
                made += _ended(_completed(opened, ChatResponse.model_validate(one.data), base))
        for event in made:
            yield event


def _begun(opened: Response) -> Iterator[Event]:
    yield "response.created", {"response": opened.model_dump(mode="json")}
    yield "response.in_progress", {"response": opened.model_dump(mode="json")}


def _item_begun(message_id: str) -> Iterator[Event]:
    message = OutputMessage(id=f"msg_{message_id}", status="in_progress", content=[])
    yield "response.output_item.added", {"output_index": 0, "item": message.model_dump(mode="json")}
    empty = OutputText(text="", annotations=[])
    yield "response.content_part.added", _part(message_id) | {"part": empty.model_dump(mode="json")}


def _ended(completed: Response) -> Iterator[Event]:
    [message] = completed.output
    [text] = message.content
    part = _part(message.id.removeprefix("msg_"))
    for place, one in enumerate(text.annotations):
        annotation = {"annotation_index": place, "annotation": one.model_dump(mode="json")}
        yield f"{TEXT}.annotation.added", part | annotation
    yield f"{TEXT}.done", part | {"text": text.text, "logprobs": []}
    yield "response.content_part.done", part | {"part": text.model_dump(mode="json")}
    yield "response.output_item.done", {"output_index": 0, "item": message.model_dump(mode="json")}
    yield "response.completed", {"response": completed.model_dump(mode="json")}


def _part(message_id: str) -> dict[str, Any]:
    """Which text of which message an event is about."""
    return {"item_id": f"msg_{message_id}", "output_index": 0, "content_index": 0}


def _failed(opened: Response | None, error: BaseException) -> Iterator[Event]:
    """OpenAI has few codes for it; what went wrong is in the message."""
    if opened is None:
        opened = _opened(f"resp_{uuid4().hex}")
        yield from _begun(opened)
    told = ResponseError(code="server_error", message=failure_of(error).message)
    failed = opened.model_copy(update={"status": "failed", "error": told})
    yield "response.failed", {"response": failed.model_dump(mode="json")}


def _opened(name: str) -> Response:
    return Response(id=name, created_at=int(time.time()), status="in_progress", output=[])


def _completed(opened: Response, reply: ChatResponse, base: str) -> Response:
    annotations = [
        UrlCitation(start_index=mark.start, end_index=mark.end, url=mark.url(base), title=mark.citation.title)
        for mark in marks(reply)
    ]
    text = OutputText(text=reply.answer, annotations=annotations)
    message = OutputMessage(id=f"msg_{reply.message_id}", content=[text])
    read, written = (reply.usage.input_tokens, reply.usage.output_tokens) if reply.usage else (0, 0)
    usage = Usage(input_tokens=read, output_tokens=written, total_tokens=read + written)
    return opened.model_copy(update={"status": "completed", "output": [message], "usage": usage, "reply": reply})
