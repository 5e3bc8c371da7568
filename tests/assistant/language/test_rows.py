"""How a table's row reads without its table."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.language.statements import row_in_words
from corpus.lexicon import load_lexicon
from corpus.readers.assemble import lay_out, sections_of
from corpus.readers.pieces import Piece, table_text
from corpus.split import split
from corpus.types import BlockKind, Guide

HEADER = ("Matter", "Cook", "Chef")


def said(rows: Sequence[Sequence[str]], row: str) -> str:
    lexicon = load_lexicon()
    pieces = (Piece(BlockKind.HEADING, "Pay", 2), Piece(BlockKind.TABLE, table_text(rows)))
    body = lay_out(pieces)
    guide = Guide("cook", "Cook", "Cook", body.text, body.blocks, sections_of(body, "Cook", lexicon), version="1")
    (passage,) = split(guide, lambda text: True)
    return row_in_words(guide.text, passage, row)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Hires | nobody | the cooks", "Hires: Cook – nobody; Chef – the cooks"),
        ("Hires |  | the cooks", "Hires: Chef – the cooks"),
        ("Matter | Cook | Chef", "Matter | Cook | Chef"),
        ("Hires | nobody", "Hires | nobody"),
    ],
)
def test_a_row_is_read_under_the_names_of_its_columns(row: str, words: str) -> None:
    assert said([HEADER, ("Hires", "nobody", "the cooks"), ("Cooks", "all day", "seldom")], row) == words


def test_a_row_of_a_table_without_a_header_stays_as_it_is() -> None:
    rows = [("2 years", "40 hours"), ("5 years", "50 hours")]
    assert said(rows, "5 years | 50 hours") == "5 years | 50 hours"
