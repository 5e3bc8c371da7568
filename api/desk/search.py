"""The desk's search: an address to what is wanted, and what was found to a view with an address for every step on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from api.desk.search_view import (
    AroundOut,
    FacetOut,
    FacetValueOut,
    FoundOut,
    LinksOut,
    SearchView,
    SortOut,
    SpanOut,
    TextOut,
)
from api.desk.words import FACET_LABELS, PART_LABELS, SORT_LABELS, value_label
from api.schemas.fields import MAX_MESSAGE, Name, TurnText, attributes_of
from assistant.citations import quote_url
from assistant.desk.desk import Desk
from assistant.desk.facets import FACETS, Facet, FacetChoice
from assistant.desk.search import FoundPassage, SearchResults, Sort, Surroundings, Wanted
from assistant.types import guide_page
from corpus.sentences import Span

PAGE, JSON, CSV = "/coach/search", "/v1/coach/search", "/v1/coach/search.csv"
EACH = 20
"""Hits on a page."""
MOST_VALUES = 50

Values = Annotated[list[Name], Field(max_length=MOST_VALUES)]


class SearchAddress(BaseModel):
    """What an address of the search holds. ``index`` is the version that it was made with."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[TurnText, StringConstraints(max_length=MAX_MESSAGE)] = Field(
        default="", description="What to look for; all passages where empty."
    )
    role: Values = []
    family: Values = []
    collection: Values = []
    topic: Values = []
    level: Values = []
    updated: Values = []
    sort: Literal["relevance", "guide", "updated"] = "relevance"
    page: int = Field(default=1, ge=1, le=100_000)
    index: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="The version of the index that the address was made with; the live one is searched."
    )
    around: Annotated[str, StringConstraints(max_length=200)] = Field(
        default="", description="Id of a passage whose surroundings are wanted too."
    )

    @property
    def choices(self) -> tuple[FacetChoice, ...]:
        """The chosen values of all facets."""
        return tuple(FacetChoice(facet, value) for facet in FACETS for value in getattr(self, facet))

    def wanted(self, *, whole: bool = False) -> Wanted:
        """What is wanted of the search: a page of it, or the whole."""
        part = (0, None) if whole else ((self.page - 1) * EACH, EACH)
        return Wanted(self.q, self.choices, Sort(self.sort), *part)

    def toggled(self, facet: str, value: str) -> SearchAddress:
        """The same with a value chosen that isn't, or the other way round; from the first page."""
        chosen: list[str] = getattr(self, facet)
        values = [one for one in chosen if one != value] if value in chosen else [*chosen, value]
        return self.model_copy(update={facet: values, "page": 1, "around": ""})

    def at(self, base: str, **changes: object) -> str:
        """The address below ``base``, without what goes without saying."""
        one = self.model_copy(update=changes)
        default = SearchAddress()
        pairs = [
            (name, value)
            for name in type(self).model_fields
            if (given := getattr(one, name)) != getattr(default, name)
            for value in (given if isinstance(given, list) else [given])
        ]
        return f"{base}?{urlencode(pairs)}" if pairs else base


def search(desk: Desk, address: SearchAddress, base: str, *, whole: bool = False) -> SearchView:
    """The view of an address, its own addresses below ``base``. Raises ``NotReady``."""
    results = desk.passages.search(address.wanted(whole=whole))
    made = address.model_copy(update={"index": results.generation})
    skipped = 0 if whole else (address.page - 1) * EACH
    hits = [_found(made, base, rank, hit) for rank, hit in enumerate(results.hits, skipped + 1)]
    for place, hit in enumerate(results.hits):
        if address.around == hit.passage.id:
            near = desk.passages.around(hit.guide.slug, hit.passage.start, hit.passage.end)
            hits[place] = hits[place].model_copy(update={"around": around_out(near)})
    return _view(address, made, base, results, hits)


def around_out(near: Surroundings) -> AroundOut:
    """What stands around a span, with its text."""

    def told(span: Span) -> TextOut:
        return TextOut(start=span[0], end=span[1], text=near.guide.text[slice(*span)])

    return AroundOut(
        guide=near.guide.slug, version=near.guide.version, before=told(near.before), after=told(near.after)
    )


def rows(view: SearchView) -> Iterator[tuple[str | int | float | None, ...]]:
    """What was found as rows of a table, ``HEADER`` above them."""
    for one in view.results:
        adds = {part.part: part.adds for part in one.why}
        yield (
            *(one.rank, one.guide, one.title, one.role, one.section, one.topic, one.updated, one.text),
            *(one.start, one.end, one.version, one.url, one.passage_id, one.score),
            *(adds.get(part) for part in PART_LABELS),
        )


HEADER = (
    *("rank", "guide", "title", "role", "section", "topic", "updated", "text"),
    *("start", "end", "version", "url", "passage_id", "score"),
    *(f"score_{part}" for part in PART_LABELS),
)


def _view(
    address: SearchAddress, made: SearchAddress, base: str, results: SearchResults, hits: list[FoundOut]
) -> SearchView:
    pages = max(-(-results.passages // EACH), 1)
    here = made.page
    return SearchView(
        query=address.q,
        searched=results.searched,
        sort=address.sort,
        page=here,
        pages=pages,
        passages=results.passages,
        guides=results.guides,
        more=results.more,
        index=results.generation,
        index_asked=address.index,
        sorts=[_sort(made, base, key) for key in SORT_LABELS],
        facets=[_facet(made, base, facet) for facet in results.facets],
        results=hits,
        links=LinksOut(
            page=made.at(PAGE),
            json_=made.at(JSON),
            csv=made.at(CSV, page=1, around=""),
            cleared=SearchAddress(q=address.q, sort=address.sort, index=made.index).at(base),
            next=made.at(base, page=here + 1, around="") if here < pages else None,
            previous=made.at(base, page=min(here - 1, pages), around="") if here > 1 else None,
        ),
    )


def _sort(address: SearchAddress, base: str, key: str) -> SortOut:
    ordered = address.at(base, sort=key, page=1, around="")
    return SortOut(sort=key, label=SORT_LABELS[key], selected=key == address.sort, address=ordered)


def _facet(address: SearchAddress, base: str, facet: Facet) -> FacetOut:
    values = [
        FacetValueOut(
            **attributes_of(one),
            label=value_label(facet.key, one.value),
            address=address.toggled(facet.key, one.value).at(base),
        )
        for one in facet.values
    ]
    return FacetOut(facet=facet.key, label=FACET_LABELS[facet.key], values=values)


def _found(address: SearchAddress, base: str, rank: int, hit: FoundPassage) -> FoundOut:
    passage, guide = hit.passage, hit.guide
    found = {
        "rank": rank,
        "passage_id": passage.id,
        "guide": guide.slug,
        "section": passage.section,
        "updated": guide.updated,
        "version": guide.version,
        "url": quote_url(guide, passage.text),
        "page": guide_page(guide.slug, passage.start, passage.end, guide.version),
        "score": hit.score,
        "why": [attributes_of(one) | {"part": one.name, "about": PART_LABELS[one.name]} for one in hit.why],
        "highlights": [_span(span) for span in hit.words],
        "nearest": _span(hit.nearest) if hit.nearest else None,
        "around_address": address.at(base, around="" if address.around == passage.id else passage.id),
    }
    return FoundOut.model_validate(attributes_of(passage) | {"title": guide.title, "role": guide.role} | found)


def _span(span: Span) -> SpanOut:
    return SpanOut(start=span[0], end=span[1])
