"""What many files of a collection repeat is text of each, and a passage of none."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.lexicon import Lexicon
from corpus.read import read_corpus
from corpus.split import split
from corpus.types import Guide

MENU = "- [Home](a.md)\n- [Away](b.md)"
NOTICE = "This page belongs to the whole crew, so mend it."


def guides_of(tmp_path: Path, lexicon: Lexicon, with_notice: int, without: int, folder: str = "crew") -> list[Guide]:
    for number in range(with_notice + without):
        path = tmp_path / folder / f"page-{number}.md"
        path.parent.mkdir(exist_ok=True)
        notice = f"{MENU}\n\n{NOTICE}\n\n" if number < with_notice else ""
        own = f"Page {number} tells this.\n\n- Mentors others\n- Rows boat {number}\n"
        path.write_text(f"# Page {number}\n\n{notice}{own}")
    return list(read_corpus(tmp_path, lexicon).guides)


def told(guide: Guide) -> str:
    return "\n".join(passage.text for passage in split(guide, lambda _: True))


@pytest.mark.parametrize(("with_notice", "without", "is_told"), [(5, 14, False), (5, 15, True), (4, 0, True)])
def test_what_stands_in_five_files_and_a_quarter_of_all_is_no_passage(
    tmp_path: Path, lexicon: Lexicon, with_notice: int, without: int, is_told: bool
) -> None:
    guide = guides_of(tmp_path, lexicon, with_notice, without)[0]
    assert NOTICE in guide.text
    assert "- Home\n- Away" in guide.text
    assert (NOTICE in told(guide), "Home" in told(guide)) == (is_told, is_told)
    assert "Page 0 tells this.\n\n- Mentors others\n- Rows boat 0" in told(guide)


def test_other_collections_change_nothing(tmp_path: Path, lexicon: Lexicon) -> None:
    alone = guides_of(tmp_path, lexicon, 4, 0)
    guides_of(tmp_path, lexicon, 6, 0, folder="other")
    assert [guide for guide in read_corpus(tmp_path, lexicon).guides if guide.collection == "crew"] == alone


@pytest.mark.parametrize("between", [" ", " " * 150, "\n", "\t \n"])
def test_paragraphs_are_compared_whole_whatever_is_between_their_words(
    tmp_path: Path, lexicon: Lexicon, between: str
) -> None:
    beginning = "This page belongs to the whole crew of the ship and of both her boats, so"
    for number in range(12):
        end = "mend it" if number < 6 else f"mend mistake number {number}"
        space = between if number % 2 else " "
        text = space.join(f"{beginning} {end}.".split(" "))
        (tmp_path / f"page-{number}.txt").write_text(f"Page {number}\n\nIt tells of boat {number}.\n\n{text}\n")
    guides = read_corpus(tmp_path, lexicon).guides
    repeated = {guide.slug: sum(block.repeated for block in guide.blocks) for guide in guides}
    assert repeated == {f"page-{number}": int(number < 6) for number in range(12)}
