"""Comparisons of roles as every face says them: a request, a table of cells, rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.desk.search import PAGE as SEARCH_PAGE
from api.desk.search import SearchAddress
from api.schemas.chat import CitationOut, StatementOut
from api.schemas.fields import Name, Strict, attributes_of
from assistant.citations import guide_url
from assistant.desk.compare import FEWEST_ROLES, MOST_ROLES, MOST_TOPICS, Cell, Table
from assistant.desk.desk import Desk
from assistant.desk.sides import RoleSide, Topic

PAGE, JSON, CSV = "/coach/compare", "/v1/compare", "/v1/compare.csv"

MOST_VALUES = 50
"""Values of one name that an address may hold; how many can be compared is for the desk to say."""

Words = Annotated[str, StringConstraints(max_length=200)]


class CompareRequest(Strict):
    """What to compare."""

    roles: Annotated[list[Name], Field(min_length=FEWEST_ROLES, max_length=MOST_ROLES)] = Field(
        description="Two to four of them: a guide's slug, a role, or any name that the lexicon has for one.",
        examples=[["director", "vp"]],
    )
    topics: Annotated[list[Name], Field(min_length=1, max_length=MOST_TOPICS)] = Field(
        description="Topics of the guides' sections, or words of your own.", examples=[["pay", "hiring"]]
    )


class CompareAddress(BaseModel):
    """The same as an address. Empty topics don't count, so that a form may send them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Annotated[list[Name], Field(max_length=MOST_VALUES)] = []
    topic: Annotated[list[Words], Field(max_length=MOST_VALUES)] = []
    index: Words = Field(
        default="", description="The version of the index that the address was made with; the live one is compared."
    )

    @property
    def roles(self) -> list[str]:
        """The roles, each once."""
        return list(dict.fromkeys(self.role))

    @property
    def topics(self) -> list[str]:
        """The topics, each once; one field may hold several with commas between."""
        parts = (part.strip() for field in self.topic for part in field.split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def at(self, base: str, generation: str) -> str:
        """The address below ``base``."""
        pairs = [("role", one) for one in self.roles] + [("topic", one) for one in self.topics]
        return f"{base}?{urlencode([*pairs, ('index', generation)])}"


class SideGuideOut(BaseModel):
    """A guide of a role."""

    slug: str
    title: str
    collection: str
    version: str
    updated: str
    url: str


class SideOut(BaseModel):
    """A column: a role and its guides."""

    role: str
    guides: list[SideGuideOut]


class TopicOut(BaseModel):
    """A row: a topic as it was asked for, and which of the guides' topics it is; empty for words to look for."""

    topic: str
    known: str


class SearchedOut(BaseModel):
    """What was looked for, and in how many passages of which guides."""

    question: str
    passages: int
    guides: list[str]


class CellOut(BaseModel):
    """``conflicts`` are pairs of numbers of citations that can't both hold; ``nearest`` is there where nothing is
    said."""

    role: str
    topic: str
    state: Literal["quoted", "not_said", "conflicting"]
    statements: list[StatementOut]
    citations: list[CitationOut]
    conflicts: list[tuple[int, int]]
    searched: SearchedOut
    nearest: CitationOut | None
    passages: str = Field(description="The desk's search for all passages of that role and topic.")


class RowOut(BaseModel):
    """A topic with a cell for each role, in the order of the roles."""

    topic: str
    cells: list[CellOut]


class CompareView(BaseModel):
    """Roles over topics. ``index`` is the version that was read."""

    index: str
    roles: list[SideOut]
    topics: list[TopicOut]
    rows: list[RowOut]


def compare(desk: Desk, roles: list[str], topics: list[str]) -> CompareView:
    """The table. Raises ``InvalidRequest`` or ``NotReady``."""
    return _view(desk.roles.compare(roles, topics))


HEADER = (
    *("topic", "role", "state", "statement", "guide", "title", "section", "quote", "start", "end", "version", "url"),
    *("conflicts_with", "searched", "passages_searched", "nearest"),
)


def rows(view: CompareView) -> Iterator[tuple[str | int | None, ...]]:
    """A row for each statement, and one for each cell that has none."""
    for cell in (cell for row in view.rows for cell in row.cells):
        searched = (cell.searched.question, cell.searched.passages)
        by_number = {citation.n: citation for citation in cell.citations}
        for said in cell.statements:
            one = by_number[said.citations[0]]
            against = [by_number[b if a == one.n else a].quote for a, b in cell.conflicts if one.n in (a, b)]
            place = (one.guide, one.title, one.section, one.quote, one.start, one.end, one.version, one.url)
            yield (cell.topic, cell.role, cell.state, said.text, *place, " | ".join(against), *searched, None)
        if not cell.statements:
            nearest = cell.nearest.quote if cell.nearest else None
            yield (cell.topic, cell.role, cell.state, *([None] * 10), *searched, nearest)


def _view(table: Table) -> CompareView:
    return CompareView(
        index=table.generation,
        roles=[_side(side) for side in table.sides],
        topics=[TopicOut(topic=one.name, known=one.known) for one in table.topics],
        rows=[
            RowOut(topic=topic.name, cells=[_cell(cell, topic, table.generation) for cell in cells])
            for topic, cells in zip(table.topics, table.rows, strict=True)
        ],
    )


def _side(side: RoleSide) -> SideOut:
    guides = [SideGuideOut.model_validate(attributes_of(one) | {"url": guide_url(one)}) for one in side.guides]
    return SideOut(role=side.role, guides=guides)


def _cell(cell: Cell, topic: Topic, generation: str) -> CellOut:
    every = SearchAddress(
        q="" if topic.known else topic.name,
        role=[cell.role],
        topic=[topic.known] if topic.known else [],
        index=generation,
    )
    return CellOut.model_validate(attributes_of(cell) | {"passages": every.at(SEARCH_PAGE)}, from_attributes=True)
