"""A shared answer as its page shows it: what was asked, what is said, where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from assistant.storage.records import Shared
from assistant.types import Answer, Citation

_MARK = re.compile(r"(?:(?<!\s)\s++)?\[(\d+)\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class SharedLine:
    """Something that the answer says, the numbers of its sources, and what the section is called that it stands in."""

    text: str
    sources: tuple[int, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What is said from one guide, under its title."""

    title: str
    lines: tuple[SharedLine, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """What each group says on a topic, whose name is empty where they speak of different ones."""

    topic: str
    cells: tuple[tuple[SharedLine, ...], ...]


@dataclass(frozen=True, slots=True)
class SharedSource:
    """A quote: where it stands, the page that shows it there, and whether the guide is another one since."""

    n: int
    place: str
    quote: str
    page: str
    changed: bool


@dataclass(frozen=True, slots=True)
class SharedView:
    """All that the page shows. ``rows`` are those of a comparison; ``listed`` says how the groups are laid out else."""

    question: str
    groups: tuple[Group, ...]
    notes: tuple[SharedLine, ...]
    sources: tuple[SharedSource, ...]
    when: datetime
    rows: tuple[Row, ...]
    listed: bool


def view(shared: Shared, versions: Mapping[str, str]) -> SharedView:
    """``shared`` for its page; ``versions`` are those of the guides that are here, by slug."""
    answer = shared.answer
    groups = _groups(answer)
    return SharedView(
        question=answer.standalone_question,
        groups=groups,
        notes=_notes(answer),
        sources=tuple(_source(one, versions) for one in answer.citations),
        when=shared.when,
        rows=_rows(groups) if len(answer.sides) > 1 else (),
        listed=bool(re.search(r"^- ", answer.text, re.MULTILINE)) and len(answer.statements) > 1,
    )


def _groups(answer: Answer) -> tuple[Group, ...]:
    cited = {one.n: one for one in answer.citations}
    groups: list[Group] = []
    for statement in answer.statements:
        place = cited.get(next(iter(statement.citations), 0))
        title, section = (place.title, place.section) if place is not None else ("", "")
        line = SharedLine(statement.text, statement.citations, section.split(" › ")[0])
        if not groups or groups[-1].title != title:
            groups.append(Group(title, ()))
        groups[-1] = Group(title, (*groups[-1].lines, line))
    return tuple(groups)


def _rows(groups: Sequence[Group]) -> tuple[Row, ...]:
    """A row a topic where all groups speak of the same topics, as in the chat; else one row of all."""
    topics = tuple(dict.fromkeys(line.topic for group in groups for line in group.lines))
    if len(topics) < 2 or not all(topics) or any({line.topic for line in one.lines} != {*topics} for one in groups):
        return (Row("", tuple(group.lines for group in groups)),)
    return tuple(
        Row(topic, tuple(tuple(line for line in group.lines if line.topic == topic) for group in groups))
        for topic in topics
    )


def _notes(answer: Answer) -> tuple[SharedLine, ...]:
    """What the answer says beyond its statements: all of it where it has none."""
    paragraphs = [part for part in answer.text.split("\n\n") if not (answer.statements and _MARK.search(part))]
    return tuple(
        SharedLine(_BOLD.sub(r"\1", _MARK.sub("", part)).strip(), tuple(int(n) for n in _MARK.findall(part)))
        for part in paragraphs
    )


def _source(citation: Citation, versions: Mapping[str, str]) -> SharedSource:
    return SharedSource(
        n=citation.n,
        place=" › ".join(filter(None, (citation.title, citation.section))),
        quote=citation.quote,
        page=citation.page,
        changed=versions.get(citation.guide) != citation.version,
    )
