"""What a client of OpenAI's API may send, and the question that it comes to.

What is named here is read or refused; every other parameter is ignored, because it can't change what the guides say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.problems import UnknownModel, field_errors, summary
from api.schemas.chat import MAX_TURNS, ChatRequest, TurnIn
from api.schemas.fields import MAX_TURN, Names
from assistant.types import InvalidRequest

MODEL = "role-guides"
"""The one model that there is: the assistant."""

_FREE = (None, "none", "auto")
_SHOWN = 60


class _Sent(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class ContentPart(_Sent):
    """A part of a message; only text is read."""

    type: str
    text: str | None = None


class Message(_Sent):
    """A message of a conversation. Those of other roles than ``user`` and ``assistant`` aren't read."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[ContentPart] | None = None


class InputItem(_Sent):
    """An item of a response's input: a message, or something that isn't read."""

    type: str = "message"
    role: Literal["system", "developer", "user", "assistant"] | None = None
    content: str | list[ContentPart] | None = None


class StreamOptions(_Sent):
    include_usage: bool = False


class Sent(_Sent):
    """What both kinds of requests have in common; ``guides`` and ``collections`` are this server's own."""

    model: str = Field(description=f"`{MODEL}`, the only one.", examples=[MODEL])
    stream: bool | None = Field(default=None, description="Answer with server-sent events.")
    tool_choice: Any = Field(default=None, description="`none` or `auto`: tools are never called.")
    guides: Names | None = Field(default=None, description="Not OpenAI's: slugs of the guides to answer from.")
    collections: Names | None = Field(
        default=None, description="Not OpenAI's: names of the collections to answer from."
    )


class CompletionRequest(Sent):
    """A request for a chat completion."""

    messages: Annotated[list[Message], Field(min_length=1)] = Field(
        description="The conversation; the last message is the question."
    )
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, description="1: a question has one answer.")
    logprobs: bool | None = Field(default=None, description="Not given: no words are drawn.")
    modalities: list[str] | None = Field(default=None, description="`text` only.")
    response_format: dict[str, Any] | None = Field(default=None, description="`text` only.")
    function_call: Any = Field(default=None, description="`none` or `auto`: functions are never called.")


class ResponseRequest(Sent):
    """A request for a response."""

    input: str | Annotated[list[InputItem], Field(min_length=1)] = Field(
        description="The question, or the conversation whose last message it is."
    )
    previous_response_id: str | None = Field(default=None, description="Refused: nothing is stored.")
    conversation: Any = Field(default=None, description="Refused: nothing is stored.")
    prompt: Any = Field(default=None, description="Refused: there are no stored prompts.")
    background: bool | None = Field(default=None, description="Refused where true: nothing is stored.")
    text: dict[str, Any] | None = Field(default=None, description="A `format` of type `text` only.")


def question_of_completion(request: CompletionRequest) -> ChatRequest:
    """The question. Raises ``UnknownModel`` or ``InvalidRequest``."""
    _demand(request)
    _refuse("n", request.n not in (None, 1), "a question has one answer, so only 1 can be asked for")
    _refuse("logprobs", bool(request.logprobs), "no words are drawn, so they have no probabilities")
    _refuse("modalities", bool({*(request.modalities or ())} - {"text"}), "answers are text only")
    _refuse("function_call", request.function_call not in _FREE, "functions are never called")
    _demand_text("response_format", request.response_format)
    return _question(request, "messages", request.messages)


def question_of_response(request: ResponseRequest) -> ChatRequest:
    """The question. Raises ``UnknownModel`` or ``InvalidRequest``."""
    _demand(request)
    stateless = "responses aren't stored, so send the earlier messages in input"
    _refuse("previous_response_id", request.previous_response_id is not None, stateless)
    _refuse("conversation", request.conversation is not None, stateless)
    _refuse("prompt", request.prompt is not None, "there are no stored prompts")
    _refuse("background", bool(request.background), "responses aren't stored, so none can be fetched later")
    _demand_text("text.format", (request.text or {}).get("format"))
    if isinstance(request.input, str):
        return _question(request, "input", [Message(role="user", content=request.input)], whole="input")
    messages = []
    for place, item in enumerate(request.input):
        if item.type == "reasoning":
            continue
        _refuse(f"input[{place}]", item.type != "message", f"items of type {item.type[:_SHOWN]!r} aren't read")
        _refuse(f"input[{place}].role", item.role is None, "a message needs a role")
        messages.append(Message(role=item.role or "user", content=item.content))
    return _question(request, "input", messages)


def _question(sent: Sent, field: str, messages: Sequence[Message], whole: str = "") -> ChatRequest:
    """The last message as the question, those before it as its history."""
    read = [
        (place, one.role, _text(f"{field}[{place}].content", one.content))
        for place, one in enumerate(messages)
        if one.role in ("user", "assistant")
    ]
    _refuse(field, not read or read[-1][1] != "user", "the last message must be the user's: it is the question")
    place, _, message = read[-1]
    turns = [(role, said[:MAX_TURN]) for _, role, said in read[:-1] if said.strip()][-MAX_TURNS:]
    try:
        history = [TurnIn.model_validate({"role": role, "content": said}) for role, said in turns]
        return ChatRequest(message=message, history=history, guides=sent.guides, collections=sent.collections)
    except ValidationError as error:
        wrong = field_errors(error.errors())
        named = whole or f"{field}[{place}].content"
        raise InvalidRequest(named if wrong[0].field == "message" else field, summary(wrong[:1])) from error


def _text(field: str, content: str | Sequence[ContentPart] | None) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    for part in content:
        _refuse(field, part.text is None, f"only text is read, no {part.type[:_SHOWN]!r}")
    return "\n".join(part.text or "" for part in content)


def _demand(sent: Sent) -> None:
    if sent.model != MODEL:
        raise UnknownModel("model", f"the model {sent.model[:_SHOWN]!r} does not exist; there is {MODEL!r}")
    _refuse("tool_choice", sent.tool_choice not in _FREE, "tools are never called")


def _demand_text(field: str, wanted: Any) -> None:
    kind = wanted.get("type", "text") if isinstance(wanted, dict) else "text"
    _refuse(field, kind != "text", "answers are Markdown with [n] marks, not JSON")


def _refuse(field: str, wrong: bool, why: str) -> None:
    if wrong:
        raise InvalidRequest(field, why)
