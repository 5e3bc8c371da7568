"""Pieces to a canonical text with exact blocks, and blocks to sections."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.lexicon import Lexicon, load_lexicon
from corpus.readers.assemble import heading_text, lay_out, same_words, sections_of
from corpus.readers.decode import clean
from corpus.readers.pieces import Body, Piece, table_text
from corpus.types import Block, BlockKind

H, P, IT, C, T = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CODE, BlockKind.TABLE

LEXICON = load_lexicon()
PIECES = st.lists(
    st.builds(
        Piece,
        st.sampled_from(list(BlockKind)),
        st.text(max_size=40) | st.text(st.sampled_from("ab \n\t-|\u0301\xa0.")),
        st.integers(0, 6),
        st.integers(0, 99),
    ),
    max_size=12,
)


def shown(body: Body) -> list[str]:
    return [body.text[block.start : block.end] for block in body.blocks]


def test_layout() -> None:
    body = lay_out(
        [
            Piece(H, "Tech Lead", 1, 1),
            Piece(P, "A  tech\tlead.\n Second line.", line=3),
            Piece(IT, "- one", 0, 5),
            Piece(IT, "- inner\nmore", 1, 6),
            Piece(IT, "- two", 0, 7),
            Piece(C, "\n    def f():\n\n        return  1  \n", line=9),
            Piece(P, " \n "),
            Piece(T, "a | b\n1 | 2", line=14),
        ]
    )
    assert body.text == (
        "Tech Lead\n\nA tech lead.\nSecond line.\n\n- one\n  - inner\n    more\n- two\n\n"
        "    def f():\n\n        return  1\n\na | b\n1 | 2"
    )
    assert shown(body) == [
        "Tech Lead",
        "A tech lead.\nSecond line.",
        "- one",
        "- inner\n    more",
        "- two",
        "def f():\n\n        return  1",
        "a | b\n1 | 2",
    ]
    assert [(block.kind, block.level, block.line) for block in body.blocks] == [
        (H, 1, 1),
        (P, 0, 3),
        (IT, 0, 5),
        (IT, 1, 6),
        (IT, 0, 7),
        (C, 0, 9),
        (T, 0, 14),
    ]


@settings(deadline=None)
@given(PIECES)
def test_blocks_are_exact_ordered_and_cover_everything(pieces: list[Piece]) -> None:
    body = lay_out(pieces)
    position = 0
    for block in body.blocks:
        assert not body.text[position : block.start].strip()
        text = body.text[block.start : block.end]
        assert text
        assert text == text.strip()
        position = block.end
    assert not body.text[position:].strip()
    assert unicodedata.is_normalized("NFC", body.text)
    letters = "".join("".join(clean(piece.text).split()) for piece in pieces)
    assert clean("".join(body.text.split())) == clean(letters)
    assert lay_out(pieces) == body


@settings(deadline=None)
@given(PIECES)
def test_sections_divide_the_blocks(pieces: list[Piece]) -> None:
    body = lay_out(pieces)
    sections = sections_of(body, "ab", LEXICON)
    inside = [
        block
        for section in sections
        for block in body.blocks
        if section.start <= block.start and block.end <= section.end
    ]
    assert inside == list(body.blocks)
    headed = [section for section in sections if section.heading]
    assert len(headed) == sum(block.kind is H for block in body.blocks)
    assert all(section.path[-1:] in ((), (section.heading,)) for section in sections)


def outline(lexicon: Lexicon, title: str, *headings: tuple[int, str]) -> list[tuple[tuple[str, ...], str]]:
    pieces = [piece for level, text in headings for piece in (Piece(H, text, level), Piece(P, "Body."))]
    return [(section.path, section.topic) for section in sections_of(lay_out(pieces), title, lexicon)]


def test_paths_start_below_the_title_and_topics_are_inherited(lexicon: Lexicon) -> None:
    assert outline(
        lexicon,
        "Tech Lead",
        (1, "Tech lead:"),
        (2, "The hiring process"),
        (3, "What it takes"),
        (4, "Deeper"),
        (3, "How much do they earn?"),
        (2, "FAQ"),
        (3, "Is it worth it?"),
        (3, "What is the salary?"),
        (2, "Something else"),
    ) == [
        ((), ""),
        (("The hiring process",), "hiring"),
        (("The hiring process", "What it takes"), "hiring"),
        (("The hiring process", "What it takes", "Deeper"), "hiring"),
        (("The hiring process", "How much do they earn?"), "pay"),
        (("FAQ",), "faq"),
        (("FAQ", "Is it worth it?"), "faq"),
        (("FAQ", "What is the salary?"), "pay"),
        (("Something else",), ""),
    ]


def test_another_first_level_heading_is_part_of_the_path(lexicon: Lexicon) -> None:
    assert outline(lexicon, "Guide", (1, "Pay"), (3, "Base"), (1, "Guide"), (2, "More")) == [
        (("Pay",), "pay"),
        (("Pay", "Base"), "pay"),
        ((), ""),
        (("More",), ""),
    ]


def test_text_before_the_first_heading_is_a_section_of_its_own(lexicon: Lexicon) -> None:
    body = lay_out([Piece(P, "Opening."), Piece(H, "1. Pay:", 2), Piece(P, "It depends."), Piece(H, "Empty", 2)])
    spans = [(s.heading, s.path, body.text[s.start : s.end]) for s in sections_of(body, "x", lexicon)]
    assert spans == [
        ("", (), "Opening."),
        ("Pay", ("Pay",), "1. Pay:\n\nIt depends."),
        ("Empty", ("Empty",), "Empty"),
    ]


def test_names_of_headings() -> None:
    assert heading_text("2.1 Pay and\nlevel:") == "Pay and level"
    assert heading_text("90 days in") == "90 days in"
    assert heading_text("3)") == "3)"
    assert same_words("Director of  Engineering:", "director of engineering")
    assert not same_words("Director", "Directors")


def test_table_text() -> None:
    assert table_text([["Level", " Base\npay "], ["", ""], ["L5", "$1"]]) == "Level | Base pay\nL5 | $1"


def test_no_pieces_no_text() -> None:
    assert lay_out([]) == Body("", ())
    assert lay_out([Piece(P, "x")]) == Body("x", (Block(P, 0, 1),))
