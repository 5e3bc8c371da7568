"""Search over the shipped guides: what is counted is what is shown, and every span is exact."""

from __future__ import annotations

import pytest

from assistant.desk.facets import FACETS, Facet, FacetChoice, FacetValue, counted
from assistant.desk.search import FoundPassage, PassageSearch, SearchResults, Sort, Wanted, around
from assistant.service import Assistant
from assistant.settings import Settings
from assistant.types import InvalidRequest, UnknownGuide
from corpus.english import stem_of
from index.live import LiveIndex
from index.vectors import VectorStores

QUERIES = ("interview panel", "pay", "red flags", "salary in Europe", "mentoring")


@pytest.fixture(scope="module")
def searched(shipped_assistant: Assistant) -> dict[str, SearchResults]:
    return {query: shipped_assistant.desk.passages.search(Wanted(query)) for query in (*QUERIES, "")}


def of(facets: tuple[Facet, ...], key: str) -> dict[str, FacetValue]:
    return {value.value: value for facet in facets if facet.key == key for value in facet.values}


def text(found: FoundPassage, span: tuple[int, int]) -> str:
    return found.guide.text[slice(*span)]


@pytest.mark.parametrize("query", QUERIES)
def test_hits_come_best_first_and_their_parts_add_up_to_the_score(
    searched: dict[str, SearchResults], query: str
) -> None:
    hits = searched[query].hits
    assert hits
    scores = [hit.score or 0.0 for hit in hits]
    assert scores == sorted(scores, reverse=True)
    for hit in hits:
        assert sum(part.adds for part in hit.why) == pytest.approx(hit.score)
        assert all(part.adds == part.value * part.weight for part in hit.why)
        assert hit.passage.text == text(hit, (hit.passage.start, hit.passage.end))


def test_a_panel_is_found_in_every_guide_that_speaks_of_one(searched: dict[str, SearchResults]) -> None:
    every = {hit.guide.slug for hit in searched[""].hits if "panel" in hit.passage.text.casefold()}
    assert every <= {hit.guide.slug for hit in searched["interview panel"].hits}


def test_what_no_guide_speaks_of_finds_nothing(shipped_assistant: Assistant) -> None:
    for query in ("how to cook pasta", "zebra stripes", "?!"):
        found = shipped_assistant.desk.passages.search(Wanted(query))
        assert (found.hits, found.passages, found.guides, found.facets) == ((), 0, 0, ())


@pytest.mark.parametrize("query", QUERIES)
def test_found_words_are_exact_spans_of_whole_words_in_order(searched: dict[str, SearchResults], query: str) -> None:
    marked = 0
    for hit in searched[query].hits:
        last = hit.passage.start
        for start, end in hit.words:
            assert last <= start < end <= hit.passage.end
            assert text(hit, (start, end)) == text(hit, (start, end)).strip()
            before, after = hit.guide.text[max(start - 1, 0) : start], hit.guide.text[end : end + 1]
            assert not before.isalnum()
            assert not after.isalnum()
            last, marked = end, marked + 1
        assert hit.nearest is None or hit.nearest in hit.passage.sentences
    assert marked


def test_words_are_marked_in_any_form_and_roles_by_any_name(shipped_assistant: Assistant) -> None:
    search = shipped_assistant.desk.passages
    forms = {text(hit, span) for hit in search.search(Wanted("interviewing")).hits for span in hit.words}
    assert {"interview", "interviews"} <= {form.casefold() for form in forms}
    assert {stem_of(word) for form in forms for word in form.casefold().split()} == {"interview"}
    roles = {text(hit, span) for hit in search.search(Wanted("EM")).hits for span in hit.words}
    assert any(role.startswith("Engineering Manager") for role in roles)


@pytest.mark.parametrize("query", ["", "interview panel"])
def test_each_count_is_what_choosing_that_value_shows(shipped_assistant: Assistant, query: str) -> None:
    search = shipped_assistant.desk.passages
    for facet in search.search(Wanted(query)).facets:
        for value in facet.values:
            chosen = search.search(Wanted(query, (FacetChoice(facet.key, value.value),)))
            shown = (chosen.passages, chosen.guides)
            assert shown == (value.passages, value.guides), (facet.key, value.value)
            assert of(chosen.facets, facet.key)[value.value].selected


def test_values_of_one_facet_widen_and_those_of_two_narrow(shipped_assistant: Assistant) -> None:
    search = shipped_assistant.desk.passages
    pay, hiring, cto = FacetChoice("topic", "pay"), FacetChoice("topic", "hiring"), FacetChoice("role", "CTO")
    both = search.search(Wanted("", (pay, hiring)))
    assert both.passages == search.search(Wanted("", (pay,))).passages + search.search(Wanted("", (hiring,))).passages
    narrow = search.search(Wanted("", (pay, cto)))
    assert {(hit.passage.topic, hit.guide.role) for hit in narrow.hits} == {("pay", "CTO")}
    # Of the facet itself the other values are still offered, counted among what the other facet leaves.
    assert of(narrow.facets, "topic")["hiring"].passages == len(search.search(Wanted("", (hiring, cto))).hits)
    assert not of(narrow.facets, "topic")["hiring"].selected


@pytest.mark.parametrize("value", ["true", "--1", "-", "2026-99", "9" * 400, "\u0663", "a"])
def test_whatever_is_chosen_of_a_facet_is_counted(value: str) -> None:
    facets = counted((), [FacetChoice(key, chosen) for key in FACETS for chosen in (value, "2026-01", "1")])
    assert [of(facets, key)[value] for key in FACETS] == [FacetValue(value, 0, 0, True)] * len(FACETS)


def test_every_facet_of_the_front_matter_is_counted(searched: dict[str, SearchResults]) -> None:
    keys = [facet.key for facet in searched[""].facets]
    assert keys == [key for key in FACETS if key != "collection"], "the shipped guides are in no folder"
    levels = [value.value for facet in searched[""].facets if facet.key == "level" for value in facet.values]
    assert levels == sorted(levels, key=int)


def test_a_chosen_value_that_nothing_has_is_kept_to_be_taken_back(shipped_assistant: Assistant) -> None:
    gone = shipped_assistant.desk.passages.search(Wanted("pay", (FacetChoice("role", "Chief Wizard"),)))
    assert (gone.passages, gone.hits) == (0, ())
    assert of(gone.facets, "role")["Chief Wizard"] == FacetValue("Chief Wizard", 0, 0, True)


def test_hits_are_ordered_as_asked(shipped_assistant: Assistant) -> None:
    search = shipped_assistant.desk.passages
    by_guide = [(hit.guide.title, hit.passage.start) for hit in search.search(Wanted("pay", sort=Sort.GUIDE)).hits]
    assert by_guide == sorted(by_guide)
    dates = [hit.guide.updated for hit in search.search(Wanted("pay", sort=Sort.UPDATED)).hits]
    assert dates == sorted(dates, reverse=True)


def test_a_part_of_the_hits_is_the_same_part_of_all(
    shipped_assistant: Assistant, searched: dict[str, SearchResults]
) -> None:
    part = shipped_assistant.desk.passages.search(Wanted("pay", skip=3, limit=4))
    assert part.hits == searched["pay"].hits[3:7]
    assert (part.passages, part.facets) == (searched["pay"].passages, searched["pay"].facets)


def test_a_misspelt_query_is_mended_and_that_is_said(shipped_assistant: Assistant) -> None:
    found = shipped_assistant.desk.passages.search(Wanted("interveiw"))
    assert found.searched == "interview"
    assert found.hits


def test_around_a_passage_stands_what_the_guide_says_before_and_after(searched: dict[str, SearchResults]) -> None:
    for hit in searched["pay"].hits:
        near = around(hit.guide, hit.passage.start, hit.passage.end)
        assert near.before[1] == hit.passage.start
        assert near.after[0] == hit.passage.end
        assert near.before[0] in {hit.passage.start, *(block.start for block in hit.guide.blocks)}
        assert near.after[1] in {hit.passage.end, *(block.end for block in hit.guide.blocks)}
        assert near.before[1] - near.before[0] >= 300 or near.before[0] == 0


def test_around_what_no_guide_has_there_is_nothing(shipped_assistant: Assistant) -> None:
    search = shipped_assistant.desk.passages
    with pytest.raises(UnknownGuide):
        search.around("chief-wizard", 0, 1)
    for start, end in ((0, 10**9), (5, 5), (-1, 4)):
        with pytest.raises(InvalidRequest, match="no such span"):
            search.around("cto", start, end)


def test_where_the_best_of_all_hide_what_is_chosen_it_is_looked_for_by_itself(shipped: Settings) -> None:
    chosen = (FacetChoice("role", "Tech Lead"),)
    live = LiveIndex(shipped.index, shipped.encoder, VectorStores(None))
    live.refresh()
    whole = PassageSearch(live).search(Wanted("director", chosen))
    search = PassageSearch(live, most=20)
    few = search.search(Wanted("director"))
    assert (few.passages, few.more) == (20, True)
    deeper = search.search(Wanted("director", chosen))
    assert [hit.passage.id for hit in deeper.hits] == [hit.passage.id for hit in whole.hits[:20]]
    live.close()
