"""Plain text to blocks: headings told apart by the look of their lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers.decode import clean
from corpus.readers.plaintext import is_markdown, plain_body

Shown = tuple[str, str]
NAMES = {"heading": "h", "paragraph": "p", "item": "i"}


def is_faq(line: str) -> bool:
    return line.casefold() in ("faq", "questions")


def is_title(line: str) -> bool:
    return "guide" in line.casefold()


def blocks(text: str) -> list[Shown]:
    """Kind and level in one ("h2", "i0", "p"), and the text."""
    body = plain_body(text, is_faq, is_title)
    shown = []
    for block in body.blocks:
        name = NAMES[block.kind.value]
        shown.append((name if name == "p" else f"{name}{block.level}", body.text[block.start : block.end]))
    return shown


def outline(text: str) -> list[Shown]:
    return [(name, shown) for name, shown in blocks(text) if name.startswith("h")]


SITE = """\
Release manager is the role that decides what ships — and the one that is asked when it breaks.
What the work splits into
Release planning. You own the calendar.
Incident review. You run it on the day after.
The bottleneck at each level
New release managers are held back by access.
Red flags and green flags
Red flags: No staging environment. A freeze that never ends.
Green flags: A written rota. One calendar.
Frequently asked questions
Do release managers write code? Rarely, and then it is tooling.
How many releases a week are usual? Two to five.
Related resources
- Remote QA lead jobs — the role beside it
- Remote SRE jobs — the role after it"""


def test_a_guide_of_the_site_with_a_paragraph_a_line() -> None:
    lines = SITE.split("\n")
    kinds = ["p", "h2", "p", "p", "h2", "p", "h2", "p", "p", "h2", "p", "p", "h2", "i0", "i0"]
    assert blocks(SITE) == list(zip(kinds, lines, strict=True))
    assert plain_body(SITE, is_faq, is_title).text == SITE


def test_blank_lines_between_the_paragraphs_change_nothing() -> None:
    assert blocks(SITE.replace("\n", "\n\n")) == blocks(SITE)


def test_hard_wrapped_paragraphs_and_items_are_whole() -> None:
    text = """\
Guide to the tech lead

A tech lead is the engineer who is responsible for the technical
direction of one team. The role is a hat rather than a rank, and most
companies hand it to a senior engineer.

What the work is
Design. The tech lead sees to it that every significant change has a
design.

1. Ask whether there is a stipend for the time that you wear the hat and
   what happens to it afterwards.
2. Ask who decides.

Pay
There is seldom a band of its own."""
    assert blocks(text) == [
        ("h1", "Guide to the tech lead"),
        (
            "p",
            "A tech lead is the engineer who is responsible for the technical\n"
            "direction of one team. The role is a hat rather than a rank, and most\n"
            "companies hand it to a senior engineer.",
        ),
        ("h2", "What the work is"),
        ("p", "Design. The tech lead sees to it that every significant change has a\ndesign."),
        (
            "i0",
            "1. Ask whether there is a stipend for the time that you wear the hat and\n"
            "   what happens to it afterwards.",
        ),
        ("i0", "2. Ask who decides."),
        ("h2", "Pay"),
        ("p", "There is seldom a band of its own."),
    ]


def test_underlined_and_capital_headings_and_rules() -> None:
    text = "Guide\n=====\n\nOpening text.\n\nPay\n---\nIt depends.\n\n* * *\n\nHOW THEY HIRE.\n\nIn rounds."
    body = plain_body(text, is_faq, is_title)
    assert blocks(text) == [
        ("h1", "Guide"),
        ("p", "Opening text."),
        ("h2", "Pay"),
        ("p", "It depends."),
        ("h2", "HOW THEY HIRE."),
        ("p", "In rounds."),
    ]
    assert body.text == "Guide\n\n\nOpening text.\n\nPay\n\nIt depends.\n\n\n\nHOW THEY HIRE.\n\nIn rounds."
    assert [block.line for block in body.blocks] == [1, 4, 6, 8, 12, 14]


def test_questions_below_a_heading_are_of_the_third_level() -> None:
    text = "FAQ\nA few words first.\nIs it hard?\nYes.\nDoes it pay?\nIt does.\nNext\nMore text."
    assert outline(text) == [("h2", "FAQ"), ("h3", "Is it hard?"), ("h3", "Does it pay?"), ("h2", "Next")]
    directly = "Things to ask\nIs it new?\nAsk why.\nWho left?\nAsk when.\nPay\nIt depends."
    assert outline(directly) == [("h2", "Things to ask"), ("h3", "Is it new?"), ("h3", "Who left?"), ("h2", "Pay")]


def test_questions_as_sections_are_of_the_second_level() -> None:
    text = "What is it?\nA role.\nDoes it pay?\nIt does."
    assert outline(text) == [("h2", "What is it?"), ("h2", "Does it pay?")]


def test_answers_as_short_as_a_word_are_no_headings() -> None:
    text = "FAQ\nIs it hard?\nYes\nDoes it pay?\nNo\nNext\nMore text."
    assert outline(text) == [("h2", "FAQ"), ("h3", "Is it hard?"), ("h3", "Does it pay?"), ("h2", "Next")]


@pytest.mark.parametrize(
    "line",
    [
        "It ends with a full stop.",
        "“It ends with one within quotes.”",
        "Updated 3 May 2026",
        "by Somebody Else",
        "The panel usually includes:",
        "begins in lower case",
        "| a | b |",
        "2026",
        "A line that goes on and on for so long that nobody would take it for the heading of anything at all",
    ],
)
def test_short_lines_that_are_no_headings(line: str) -> None:
    assert outline(f"Opening text.\n\n{line}\n\nMore text, long enough to stand below a heading.") == []


def test_short_lines_at_the_end_are_a_list_below_a_heading() -> None:
    text = "Opening text.\nRelated roles\nEngineering manager\nHead of engineering"
    assert outline(text) == [("h2", "Related roles")]
    assert outline("Opening text.\nThe end") == []


def test_a_line_with_a_colon_is_a_heading_only_if_it_introduces_nothing() -> None:
    text = "Opening text.\nRequirements:\n- patience\nThe panel includes the following people:\n- an EM"
    assert blocks(text) == [
        ("p", "Opening text."),
        ("h2", "Requirements:"),
        ("i0", "- patience"),
        ("p", "The panel includes the following people:"),
        ("i0", "- an EM"),
    ]


def test_numbers_before_headings_and_before_items() -> None:
    text = "1. The work\nYou plan releases all day long.\n2. The pay\nIt depends.\n\n1. first\n2. second\n3. third"
    assert blocks(text) == [
        ("h2", "1. The work"),
        ("p", "You plan releases all day long."),
        ("h2", "2. The pay"),
        ("p", "It depends."),
        ("i0", "1. first"),
        ("i0", "2. second"),
        ("i0", "3. third"),
    ]


def test_bullets_become_dashes_and_nest_by_their_indent() -> None:
    text = "Opening text.\n\n  • one\n      * inner\n      * inner too\n  • two\n\n- apart"
    assert blocks(text)[1:] == [
        ("i0", "- one"),
        ("i1", "- inner"),
        ("i1", "- inner too"),
        ("i0", "- two"),
        ("i0", "- apart"),
    ]


def test_a_first_line_is_the_title_only_where_it_can_be_one() -> None:
    assert outline("A guide\nPay\nIt depends.") == [("h1", "A guide"), ("h2", "Pay")]
    assert outline("Pay\nIt depends.\nMore\nText.") == [("h2", "Pay"), ("h2", "More")]


def test_text_with_number_signs_is_markdown() -> None:
    assert is_markdown("# Guide\n\nText.\n\n## Pay\n")
    assert not is_markdown("# 1 in the charts\n\n#hashtag\n")


LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["", "Pay", "FAQ", "Why?", "===", "---", "- a", "  * b", "1. c", "A sentence.", "ends low", "(x"]
        ),
        st.text(st.sampled_from("ab .?-•*1:\t"), max_size=30),
        st.text(st.sampled_from("Ab "), min_size=60, max_size=130),
    ),
    max_size=25,
)


@given(LINES)
def test_every_line_is_kept_and_stands_in_exactly_one_block(lines: list[str]) -> None:
    text = clean("\n".join(lines))
    body = plain_body(text, is_faq, is_title)
    position = 0
    for block in body.blocks:
        assert not body.text[position : block.start].strip()
        shown = body.text[block.start : block.end]
        assert shown
        assert shown == shown.strip()
        assert body.text.count("\n", 0, block.start) + 1 == block.line
        position = block.end
    assert not body.text[position:].strip()
    assert body.text.count("\n") == text.rstrip().count("\n")
    drawn = str.maketrans("", "", "-*•=_~# \t\n")  # what rules, underlines and bullets are drawn with
    assert body.text.translate(drawn) == text.translate(drawn)
