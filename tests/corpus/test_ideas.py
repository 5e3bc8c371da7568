"""What belongs together is one passage; what acts as a heading, or says nothing, is none."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from corpus.readers.pieces import Piece, table_text
from corpus.split import split
from corpus.types import BlockKind, Passage
from tests.corpus.test_split import anything_fits, fits, guide_of, heading, item, paragraph

TALK = "They talk about the work. They talk about the pay."
LONG = "It says quite a lot about one thing, and then it says some more of it, until the line is rather long."


def passages(*pieces: Piece, short: bool = False) -> tuple[Passage, ...]:
    return split(guide_of(pieces), fits if short else anything_fits)


def shown(found: Sequence[Passage]) -> list[tuple[str, str]]:
    return [(passage.section, passage.text) for passage in found]


def code(text: str) -> Piece:
    return Piece(BlockKind.CODE, text)


def table(*rows: tuple[str, ...]) -> Piece:
    return Piece(BlockKind.TABLE, table_text(rows))


@pytest.mark.parametrize("label", ["The first meeting", "M5", "Setup steps:", "7 May, a Friday in spring"])
def test_a_label_belongs_to_the_paragraph_that_it_names(label: str) -> None:
    assert shown(passages(paragraph(label), paragraph(TALK), paragraph(TALK))) == [
        ("", f"{label}\n\n{TALK}"),
        ("", TALK),
    ]


def test_labels_in_a_row_all_belong_to_what_follows() -> None:
    assert shown(passages(paragraph("Part one"), paragraph("The first meeting"), item("a talk"))) == [
        ("", "Part one\n\nThe first meeting\n\n- a talk")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "org chart",
        "Lead",
        "# lead",
        "12 May 2024",
        "2024-05-12",
        "Thursday, May 12th, 2024",
        "Last reviewed on 3 May 2024.",
        "Last updated: 2024-05-12",
        "Back to top",
        "← Back to the index",
        "Edit this page on GitHub",
        ", , .",
        "TBD",
    ],
)
def test_what_says_nothing_is_no_passage(text: str) -> None:
    assert shown(passages(paragraph(TALK), paragraph(text))) == [("", TALK)]
    assert shown(passages(heading("Pay"), paragraph(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Contact: the harbour office",
        "Room 12",
        "crew@example.org",
        "The boat belongs to the crew",
        "See the org chart.",
    ],
)
def test_a_line_that_tells_something_is_a_passage_even_alone(text: str) -> None:
    assert shown(passages(heading("Pay"), paragraph(text))) == [("Pay", text)]


def test_an_aside_is_in_no_passage_and_parts_what_is_around_it() -> None:
    aside = Piece(BlockKind.PARAGRAPH, "A menu that stands everywhere.", aside=True)
    assert shown(passages(paragraph("How many?"), aside, paragraph(TALK))) == [("", "How many?"), ("", TALK)]


def test_a_paragraph_that_ends_with_a_colon_belongs_to_the_paragraph_after_it() -> None:
    opening = "There are two ways. Most people take the first of them:"
    assert shown(passages(paragraph(opening), paragraph(TALK))) == [("", f"{opening}\n\n{TALK}")]


def test_a_short_introduction_stands_above_items_that_are_passages_of_their_own() -> None:
    found = passages(heading("Pay"), paragraph("Check these first:"), item(f"A {LONG * 2}"), item(f"B {LONG * 2}"))
    assert shown(found) == [
        ("Pay › Check these first", f"- A {LONG * 2}"),
        ("Pay › Check these first", f"- B {LONG * 2}"),
    ]
    assert found[0].context == "Lead › Pay › Check these first"


def test_a_long_introduction_stays_with_the_first_of_such_items() -> None:
    opening = f"{LONG} {LONG} These are:"
    found = passages(paragraph(opening), item(f"A {LONG * 2}"), item(f"B {LONG * 2}"))
    assert shown(found) == [("", f"{opening}\n\n- A {LONG * 2}"), ("", f"- B {LONG * 2}")]


def test_a_list_that_does_not_fit_is_cut_between_outer_items_below_its_introduction() -> None:
    items = [
        item(f"{place} brings a rope and a lamp along and keeps the watch") for place in ("Ann", "Ben", "Cy", "Di")
    ]
    found = passages(paragraph("Who does what:"), *items, item("and nothing else", 1), short=True)
    assert [passage.section for passage in found] == ["Who does what"] * 2
    assert [passage.text.count("\n") for passage in found] == [2, 1]
    assert found[1].text.endswith("watch\n  - and nothing else")


def test_children_never_lose_the_item_that_introduces_them() -> None:
    children = [
        item(f"{place} brings a rope and a lamp along and keeps the watch", 1) for place in ("Ann", "Ben", "Cy", "Di")
    ]
    found = passages(paragraph("Who does what:"), item("On the bridge:"), *children, item("In the galley"), short=True)
    assert {passage.section for passage in found[:2]} == {"Who does what › On the bridge"}
    assert shown(found[2:]) == [("Who does what", "- In the galley")]


def test_code_belongs_to_what_stands_before_it_and_offers_no_sentence() -> None:
    (found,) = passages(paragraph(TALK), code("a = 1\n\nb = 2"))
    assert found.text == f"{TALK}\n\na = 1\n\nb = 2"
    assert [found.text[a:b] for a, b in found.sentences] == TALK.replace(". ", ".|").split("|")
    assert found.kind is BlockKind.PARAGRAPH
    assert passages(heading("Pay"), code("a = 1"), paragraph(TALK))[0].text == TALK


def test_steps_with_code_between_them_are_one_list() -> None:
    (found,) = passages(paragraph("Do this:"), item("open it"), code("open"), item("close it"))
    assert (found.kind, len(found.sentences)) == (BlockKind.ITEM, 3)


def test_a_row_is_one_sentence_and_a_table_below_an_introduction_is_a_table() -> None:
    rows = table(("Level", "Span"), ("Lead", "Six people. Or eight."), ("Head", "Many."))
    (found,) = passages(paragraph("What each level has. It differs:"), rows)
    assert found.kind is BlockKind.TABLE
    assert [found.text[a - found.start : b - found.start] for a, b in found.sentences][2:] == [
        "Level | Span",
        "Lead | Six people. Or eight.",
        "Head | Many.",
    ]


def test_a_long_table_is_cut_between_rows_and_its_header_stands_above_the_later_ones() -> None:
    rows = table(("Level", "What it is"), *((f"Level {n}", "A step. Then another one.") for n in range(12)))
    found = passages(heading("Pay"), paragraph("All levels:"), rows, short=True)
    assert found[0].text.startswith("All levels:\n\nLevel | What it is\nLevel 0 | A step.")
    assert {passage.section for passage in found[1:]} == {"Pay › Level | What it is"}
    lines = [line for passage in found for line in passage.text.split("\n") if line.startswith("Level ")]
    assert lines == rows.text.split("\n")
    assert {passage.kind for passage in found} == {BlockKind.TABLE}


def test_a_list_goes_on_behind_a_picture() -> None:
    picture = Piece(BlockKind.PARAGRAPH, "screenshot", aside=True)
    (found,) = passages(paragraph("Do this:"), item("open it"), picture, item("close it"))
    assert [found.text[a:b] for a, b in found.sentences] == ["Do this:", "- open it", "- close it"]
