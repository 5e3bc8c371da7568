"""Public sets as files: passages, queries and judgements, a record a line; a bad line is named by file and number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from assistant.types import Turn

Record = TypeVar("Record", bound="_Record")


OrEmpty = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class RecordError(Exception):
    """A line that can't be used: ``file:line: what is wrong``."""


class Form(StrEnum):
    """As what a query is searched: its last message, made to stand alone by the assistant, or as people rewrote it."""

    LAST = "last"
    STANDALONE = "standalone"
    REWRITTEN = "rewritten"


class _Record(BaseModel):
    """Fields beyond the named ones are ignored."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)

    id: str = Field(pattern=r"^[^\t\r\n]+$")


class PassageRecord(_Record):
    """A line of ``passages.jsonl``."""

    title: OrEmpty = ""
    text: str


class QueryRecord(_Record):
    """A line of ``queries.jsonl``; ``history`` is oldest first."""

    history: tuple[Turn, ...] = ()
    question: str
    rewritten: OrEmpty = ""
    """Empty where nobody rewrote it: the question is then searched as it is."""


class StatementRecord(_Record):
    """A line of ``pairs.jsonl``: a statement and the quotes that it cites."""

    statement: str
    quotes: tuple[str, ...]


def read_statements(path: Path) -> tuple[StatementRecord, ...]:
    """Raises ``RecordError``."""
    return _read(path, StatementRecord)


def read_passages(path: Path) -> tuple[PassageRecord, ...]:
    """Raises ``RecordError``."""
    return _read(path, PassageRecord)


def read_queries(path: Path) -> tuple[QueryRecord, ...]:
    """Raises ``RecordError``."""
    return _read(path, QueryRecord)


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Relevance by query and passage: a header, then ``query-id<TAB>corpus-id<TAB>score``. Raises ``RecordError``."""
    qrels: dict[str, dict[str, int]] = {}
    for number, line in _lines(path):
        fields = line.split("\t")
        if number == 1 and fields[0] == "query-id":
            continue
        if len(fields) != 3 or not fields[2].lstrip("-").isdigit():
            raise RecordError(f"{path}:{number}: not query-id<TAB>corpus-id<TAB>score, the score a whole number")
        qrels.setdefault(fields[0], {})[fields[1]] = int(fields[2])
    return qrels


def write_ranking(path: Path, rankings: Sequence[tuple[str, Sequence[tuple[str, float]]]]) -> None:
    """``qid<TAB>docid<TAB>rank<TAB>score`` a line, rank 1 first; of each query its passages with scores, best first."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for query, hits in rankings:
            file.writelines(f"{query}\t{id_}\t{rank}\t{score:.9g}\n" for rank, (id_, score) in enumerate(hits, start=1))


def _read(path: Path, form: type[Record]) -> tuple[Record, ...]:
    seen: dict[str, int] = {}
    records = []
    for number, line in _lines(path):
        try:
            record = form.model_validate_json(line)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(map(str, problem["loc"]))
            raise RecordError(f"{path}:{number}: {where}{': ' if where else ''}{problem['msg']}") from error
        if record.id in seen:
            raise RecordError(f"{path}:{number}: the id {record.id!r} is taken in line {seen[record.id]}")
        seen[record.id] = number
        records.append(record)
    if not records:
        raise RecordError(f"{path}: holds no records")
    return tuple(records)


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines that aren't blank, with their numbers."""
    number = 0
    try:
        with path.open(encoding="utf-8-sig") as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise RecordError(f"{path}:{number + 1}: not UTF-8") from error
    except OSError as error:
        raise RecordError(f"{path}: can't be read ({error.strerror})") from error
