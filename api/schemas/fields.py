"""What a field of a request may hold."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import fields
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MAX_MESSAGE = 4000
MAX_TURN = 20_000
MAX_HITS = 100
MAX_COMMENT = 1000

_LINE_END = re.compile(r"\r\n?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_UNSEEN = frozenset({"Cf", "Cn", "Co"})


def without_controls(text: str) -> str:
    """``text`` with ``\\n`` line ends and without control characters, surrounding white space removed."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text)).strip()


def printable(text: str) -> str:
    """``text`` without control characters. Raises ``PydanticCustomError`` at half a surrogate pair."""
    if _SURROGATE.search(text):
        raise PydanticCustomError("surrogate", "must not hold half of a surrogate pair")
    return without_controls(text)


def _asked(text: str) -> str:
    cleaned = printable(text)
    if all(character.isspace() or unicodedata.category(character) in _UNSEEN for character in cleaned):
        raise PydanticCustomError("blank", "must not be blank")
    if len(cleaned) > MAX_MESSAGE:
        raise PydanticCustomError("too_long", "must be at most {limit} characters", {"limit": MAX_MESSAGE})
    return cleaned


QuestionText = Annotated[
    str, AfterValidator(_asked), Field(json_schema_extra={"minLength": 1, "maxLength": MAX_MESSAGE})
]
"""A question: control characters are removed, then 1 to 4000 characters remain."""
TurnText = Annotated[str, StringConstraints(max_length=MAX_TURN), AfterValidator(printable)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Names = Annotated[list[Name], Field(max_length=MAX_HITS)]
ConversationId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,100}$")]
Comment = Annotated[str, StringConstraints(max_length=MAX_COMMENT), AfterValidator(printable)]
Vote = Literal["up", "down"]
Reason = Literal["wrong", "incomplete", "not_in_source", "unclear", "other"]


def attributes_of(thing: DataclassInstance) -> dict[str, Any]:
    """The fields of a dataclass by their names, for a model that has most of them."""
    return {field.name: getattr(thing, field.name) for field in fields(thing)}


class Shown(BaseModel):
    """Made of an object whose attributes have other names, or read back as it was written."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)


class Strict(BaseModel):
    """Nothing is coerced, nothing unknown is let by."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
