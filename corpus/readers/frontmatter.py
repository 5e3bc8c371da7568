"""The facts at the top of a file: YAML between ``---`` lines, TOML between ``+++`` lines."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

import yaml

from corpus.composed import TooLongError, composed
from corpus.readers.decode import clean

_OPENING = re.compile(r"\s*(---|\+\+\+)[ \t]*\n")
_YAML_LINE = re.compile(r"[A-Za-z_][\w-]*:(?:\s|$)|\s+\S|-\s|#")
_TOML_ERROR_LINE = re.compile(r"at line (\d+)")
_SCALARS = "tag:yaml.org,2002:"
MAX_CHARACTERS = 64 * 1024

Value = str | int | list[str] | None
"""What a field can hold; ``None`` stands for anything else: a mapping, a fraction, a list of lists."""


@dataclass(frozen=True, slots=True)
class FrontMatterProblem:
    """What is wrong with the front matter, and at which line of the file."""

    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The top-level fields with their lines in the file, and the rest of the file with the line it begins at."""

    body: str
    body_line: int = 1
    fields: dict[str, tuple[Value, int]] = field(default_factory=dict)
    problems: tuple[FrontMatterProblem, ...] = ()
    present: bool = False


def split_front_matter(text: str) -> FrontMatter:
    """Take the front matter off ``text``. Never raises: what can't be read is a problem with its line."""
    opening = _OPENING.match(text)
    if not opening:
        return FrontMatter(text)
    fence = opening.group(1)
    first_line = text.count("\n", 0, opening.end()) + 1
    closing = re.compile(rf"^{re.escape(fence)}[ \t]*$", re.MULTILINE).search(text, opening.end())
    problems: tuple[FrontMatterProblem, ...] = ()
    if closing:
        raw, body_start = text[opening.end() : closing.start()], closing.end()
        if fence == "---" and raw.strip() and not any(map(_YAML_LINE.match, raw.splitlines())):
            return FrontMatter(text)  # two thematic breaks with prose between them
    else:
        raw = _unclosed(text[opening.end() :])
        if not raw:
            return FrontMatter(text)  # a thematic break
        body_start = opening.end() + len(raw)
        problems = (
            FrontMatterProblem(first_line - 1, "front-matter-unclosed", f"the front matter has no closing {fence}"),
        )
    fields: dict[str, tuple[Value, int]] = {}
    try:
        fields = _toml(raw, first_line) if fence == "+++" else _yaml(raw, first_line)
    except _BrokenError as broken:
        problems += (broken.problem,)
    return FrontMatter(text[body_start:], text.count("\n", 0, body_start) + 1, fields, problems, present=True)


class _BrokenError(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.problem = FrontMatterProblem(line, "front-matter", f"the front matter can't be read: {message}")


def _unclosed(text: str) -> str:
    """The leading lines of ``text`` that look like fields, up to the first blank one."""
    taken = []
    for line in text.splitlines(keepends=True):
        if not _YAML_LINE.match(line) or line.startswith("# "):
            break
        taken.append(line)
    return "".join(taken)


def _yaml(raw: str, first_line: int) -> dict[str, tuple[Value, int]]:
    try:
        node = composed(raw, MAX_CHARACTERS)
    except TooLongError as error:
        raise _BrokenError(first_line, str(error)) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark else 0
        raise _BrokenError(first_line + line, error.problem or "not YAML") from error
    except yaml.YAMLError as error:
        raise _BrokenError(first_line, "not YAML") from error
    except RecursionError as error:
        raise _BrokenError(first_line, "nested too deeply") from error
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise _BrokenError(first_line, "expected fields, one `name: value` a line")
    fields: dict[str, tuple[Value, int]] = {}
    for key, value in node.value:
        if isinstance(key, yaml.ScalarNode) and value.tag != _SCALARS + "null":
            fields[key.value] = (_yaml_value(value), first_line + key.start_mark.line)
    return fields


def _yaml_value(node: yaml.Node) -> Value:
    if isinstance(node, yaml.SequenceNode):
        items = [_yaml_value(item) for item in node.value if isinstance(item, yaml.ScalarNode)]
        texts = [item for item in items if isinstance(item, str)]
        return texts if len(texts) == len(node.value) else None
    if not isinstance(node, yaml.ScalarNode):
        return None
    if node.tag in (_SCALARS + "str", _SCALARS + "timestamp"):
        return clean(node.value)
    if node.tag == _SCALARS + "int" and re.fullmatch(r"[+-]?\d{1,9}", node.value):
        return int(node.value)
    return None


def _toml(raw: str, first_line: int) -> dict[str, tuple[Value, int]]:
    if len(raw) > MAX_CHARACTERS:
        raise _BrokenError(first_line, f"longer than {MAX_CHARACTERS} characters")
    try:
        loaded = tomllib.loads(raw)
    except ValueError as error:  # a TOMLDecodeError, or a number of more digits than Python reads
        found = _TOML_ERROR_LINE.search(str(error))
        raise _BrokenError(first_line + (int(found.group(1)) - 1 if found else 0), str(error)) from error
    except RecursionError as error:
        raise _BrokenError(first_line, "nested too deeply") from error
    fields: dict[str, tuple[Value, int]] = {}
    for key, value in loaded.items():
        found = re.search(rf"^[ \t]*\[*[\"']?{re.escape(key)}\b", raw, re.MULTILINE)
        line = first_line + (raw.count("\n", 0, found.start()) if found else 0)
        fields[key] = (_toml_value(value), line)
    return fields


def _toml_value(value: object) -> Value:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, list):
        texts = [clean(item) for item in value if isinstance(item, str)]
        return texts if len(texts) == len(value) else None
    # Dates are the only other scalars that a guide's fields are written in.
    return value.isoformat() if hasattr(value, "isoformat") else None
