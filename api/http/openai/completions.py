"""A reply as a chat completion, whole or in chunks."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import Any, Literal

from pydantic import BaseModel
from sse_starlette import ServerSentEvent

from api.http.openai.citing import Typed, marks
from api.http.openai.errors import Failure, failure_of
from api.http.openai.requests import MODEL
from api.http.stream_log import StreamItem
from api.schemas.chat import ChatResponse


class UrlCitation(BaseModel):
    """``content[start_index:end_index]`` is the mark of the citation, ``url`` opens the guide at the quote."""

    start_index: int
    end_index: int
    url: str
    title: str


class Annotation(BaseModel):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class CompletionMessage(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class CompletionChoice(BaseModel):
    index: int = 0
    message: CompletionMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Usage(BaseModel):
    """What a language model read and wrote; nothing where none was asked."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """A chat completion; ``reply`` is the whole of it as ``POST /v1/chat`` says it, with the exact quotes."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[CompletionChoice]
    usage: Usage
    reply: ChatResponse


class Delta(BaseModel):
    role: Literal["assistant"] | None = None
    content: str | None = None
    annotations: list[Annotation] | None = None


class ChunkChoice(BaseModel):
    index: int = 0
    delta: Delta
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """A piece of a chat completion; the one that ends it has the annotations and ``reply``."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str = MODEL
    choices: list[ChunkChoice]
    usage: Usage | None = None
    reply: ChatResponse | None = None


def completion(reply: ChatResponse, base: str) -> Completion:
    """The reply, whole. ``base`` is this server's address."""
    said = CompletionMessage(content=reply.answer, annotations=_annotations(reply, base))
    return Completion(
        id=f"chatcmpl-{reply.message_id}",
        created=int(time.time()),
        choices=[CompletionChoice(message=said)],
        usage=_usage(reply),
        reply=reply,
    )


async def chunks(told: AsyncIterator[StreamItem], base: str, include_usage: bool) -> AsyncIterator[ServerSentEvent]:
    """The reply in pieces, as it is made."""
    typed, stream = Typed(), None
    async for one in told:
        if isinstance(one, BaseException):
            yield ServerSentEvent(Failure(error=failure_of(one)).model_dump_json())
            return
        made = []
        if stream is None:
            stream = _Stream(one.message_id)
            made.append(stream.chunk(Delta(role="assistant", content="")))
        made += [stream.chunk(Delta(content=piece)) for piece in typed.pieces(one)]
        if one.name == "done":
            made += stream.ending(ChatResponse.model_validate(one.data), base, include_usage)
        for chunk in made:
            yield ServerSentEvent(chunk.model_dump_json(exclude_unset=True))
    yield ServerSentEvent("[DONE]")


class _Stream:
    """Makes the chunks of one answer. What is to be sent is set, though it be the default."""

    def __init__(self, message_id: str) -> None:
        self._head: dict[str, Any] = {"id": f"chatcmpl-{message_id}", "object": "chat.completion.chunk"}
        self._head |= {"created": int(time.time()), "model": MODEL}

    def chunk(self, delta: Delta, finish_reason: Literal["stop"] | None = None) -> Chunk:
        return Chunk(**self._head, choices=[ChunkChoice(index=0, delta=delta, finish_reason=finish_reason)])

    def ending(self, reply: ChatResponse, base: str, include_usage: bool) -> list[Chunk]:
        last = self.chunk(Delta(annotations=_annotations(reply, base)), "stop")
        ending = [last.model_copy(update={"reply": reply})]
        return [*ending, Chunk(**self._head, choices=[], usage=_usage(reply))] if include_usage else ending


def _annotations(reply: ChatResponse, base: str) -> list[Annotation]:
    return [
        Annotation(
            type="url_citation",
            url_citation=UrlCitation(
                start_index=mark.start, end_index=mark.end, url=mark.url(base), title=mark.citation.title
            ),
        )
        for mark in marks(reply)
    ]


def _usage(reply: ChatResponse) -> Usage:
    read, written = (reply.usage.input_tokens, reply.usage.output_tokens) if reply.usage else (0, 0)
    return Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written)
