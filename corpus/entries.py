"""The form of a file of curated questions: YAML entries, each with its line, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from corpus.composed import Loader, TooLongError, composed
from corpus.words import folded

MAX_CHARACTERS = 1024 * 1024
MAX_PHRASING = 400
"""Characters. The encoder reads no more of a question."""
MAX_SAY = 1000
_LOADER: Loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
"""The one in C is twenty times faster."""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _worded(text: str) -> str:
    if not folded(text):
        raise ValueError("it holds no word")
    return _plain(text)


Phrasing = Annotated[str, StringConstraints(max_length=MAX_PHRASING), AfterValidator(_worded)]
Quote = Annotated[str, StringConstraints(min_length=1), AfterValidator(_worded)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,99}$")]
Say = Annotated[str, StringConstraints(max_length=MAX_SAY), AfterValidator(_plain)]


class Entry(BaseModel):
    """What a file may say of a question; ``answer`` and ``near`` are as they were copied, not yet looked up."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True, frozen=True)

    id: Id
    ask: tuple[Phrasing, ...] = ()
    answer: tuple[Quote, ...] = ()
    unanswered: bool = Field(default=False, strict=True)
    say: Say = ""
    near: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenEntry:
    """An entry, and the line that it begins at."""

    entry: Entry
    line: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """What can't be read, and at which line."""

    line: int
    message: str


def entries_of(text: str) -> tuple[tuple[WrittenEntry, ...], tuple[Wrong, ...]]:
    """The entries of a file in order, and what is wrong with those that are left out. Never raises."""
    try:
        node = composed(text, MAX_CHARACTERS, _LOADER)
    except TooLongError as error:
        return (), (Wrong(0, str(error)),)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        return (), (Wrong(line, f"it is no YAML: {error.problem or error}; a question in [brackets] needs quotes"),)
    except (yaml.YAMLError, RecursionError):
        return (), (Wrong(0, "it is no YAML"),)
    if node is None:
        return (), ()
    if not isinstance(node, yaml.SequenceNode):
        return (), (Wrong(node.start_mark.line + 1, "expected a list of entries, each beginning with `- id:`"),)
    written: list[WrittenEntry] = []
    wrong: list[Wrong] = []
    for each in node.value:
        try:
            written.append(WrittenEntry(Entry.model_validate(_value(each)), each.start_mark.line + 1))
        except ValidationError as error:
            wrong += [
                Wrong(_line(each, one["loc"]), f"{_place(one['loc'])}{one['msg']}{_hint(one['type'], one['loc'])}")
                for one in error.errors()
            ]
        except RecursionError:
            wrong.append(Wrong(each.start_mark.line + 1, "nested too deeply"))
    return tuple(written), tuple(wrong)


def _value(node: yaml.Node) -> object:
    """What a node stands for. Scalars stay text, so that no date or number is written anew; only truth is told."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _value(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    if node.tag.endswith(":bool"):
        return node.value.casefold() in ("true", "yes", "on")
    return None if node.tag.endswith(":null") else node.value


def _line(node: yaml.Node, place: Sequence[int | str]) -> int:
    """The line of a field of an entry, or of one of its list; of the entry itself where it has no such field."""
    line = node.start_mark.line + 1
    for step in place:
        inside = _items(node, step)
        if not inside:
            break
        node = inside[0]
        line = node.start_mark.line + 1
    return line


def _items(node: yaml.Node, step: int | str) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [value for key, value in node.value if key.value == step]
    return list(node.value[step : step + 1]) if isinstance(node, yaml.SequenceNode) and isinstance(step, int) else []


def _place(place: Sequence[int | str]) -> str:
    return f"`{place[0]}`: " if place else ""


def _hint(kind: str, place: Sequence[int | str]) -> str:
    """A colon within a phrasing makes YAML read a mapping, which is the commonest slip."""
    return "; put it in quotes" if kind == "string_type" and len(place) > 1 else ""
