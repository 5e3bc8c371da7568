"""A shared answer as its page shows it: what was asked, what is said, where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from api import present
from assistant.storage.records import Shared
from assistant.types import Answer, Citation

_MARK = re.compile(r"(?:(?<!\s)\s++)?\[(\d+)\]")
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class SharedLine:
    """Something that the answer says, and the numbers of its sources."""

    text: str
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """What is said from one guide, under its title."""

    title: str
    lines: tuple[SharedLine, ...]


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
    """All that the page shows. ``side_by_side`` and ``listed`` say how the groups are laid out."""

    question: str
    groups: tuple[Group, ...]
    notes: tuple[SharedLine, ...]
    sources: tuple[SharedSource, ...]
    when: datetime
    side_by_side: bool
    listed: bool


def view(shared: Shared, versions: Mapping[str, str]) -> SharedView:
    """``shared`` for its page; ``versions`` are those of the guides that are here, by slug."""
    answer = shared.answer
    return SharedView(
        question=answer.standalone_question,
        groups=_groups(answer),
        notes=_notes(answer),
        sources=tuple(_source(one, versions) for one in answer.citations),
        when=shared.when,
        side_by_side=len(answer.sides) > 1,
        listed=bool(re.search(r"^- ", answer.text, re.MULTILINE)) and len(answer.statements) > 1,
    )


def _groups(answer: Answer) -> tuple[Group, ...]:
    titles = {one.n: one.title for one in answer.citations}
    said = groupby(answer.statements, key=lambda one: titles.get(one.citations[0], "") if one.citations else "")
    return tuple(Group(title, tuple(SharedLine(one.text, one.citations) for one in found)) for title, found in said)


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
        page=present.citation_out(citation).page,
        changed=versions.get(citation.guide) != citation.version,
    )
