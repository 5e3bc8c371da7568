"""Addresses that open a guide at the quote, and the marks of an answer's Markdown."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.citations import cite, markdown, quote_url, text_fragment
from assistant.quotes import Quote
from assistant.types import Citation, Statement
from corpus.types import BlockKind, Guide, Passage
from index.types import Hit, Scores

PREFIX = "#:~:text="


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("Three to six", "Three%20to%20six"),
        ("day-to-day", "day%2Dto%2Dday"),
        ("pay, equity & bonus", "pay%2C%20equity%20%26%20bonus"),
        ("50% of “it” #1", "50%25%20of%20%E2%80%9Cit%E2%80%9D%20%231"),
        ("one\ntwo three", "one,two%20three"),
        ("- Ask for a name.\n2. Ask for a date.", "Ask%20for%20a%20name.,Ask%20for%20a%20date."),
        ("Owns | one team of people | delivery", "one%20team%20of%20people"),
        ("| Owns |", "Owns"),
        ("Question | EM\nOwns | one team", "Question,one%20team"),
        ("", ""),
    ],
)
def test_fragment(text: str, fragment: str) -> None:
    assert text_fragment(text) == PREFIX + fragment


def test_a_long_quote_is_named_by_its_ends() -> None:
    text = " ".join(f"word-{n}" for n in range(50))
    start, end = text_fragment(text).removeprefix(PREFIX).split(",")
    assert unquote(start).split() == text.split()[:5]
    assert unquote(end).split() == text.split()[-5:]


@given(st.lists(st.text("abc-", min_size=15, max_size=30), min_size=1, max_size=20))
def test_the_end_never_overlaps_the_start(words: list[str]) -> None:
    parts = text_fragment(" ".join(words)).removeprefix(PREFIX).split(",")
    named = " ".join(unquote(part) for part in parts).split()
    assert named == words or (len(parts) == 2 and words[: len(named) // 2] + words[-len(named) // 2 :] == named)


@given(st.text(max_size=300))
def test_a_fragment_holds_nothing_that_has_a_meaning_of_its_own(text: str) -> None:
    fragment = text_fragment(text).removeprefix(PREFIX)
    parts = fragment.split(",")
    assert len(parts) in (1, 2)
    for part in parts:
        assert part.isascii()
        assert not set(part) & set('-&#, \n<>"')


@pytest.mark.parametrize(("url", "base"), [("https://example.com/d", "https://example.com/d"), ("", "/guides/d")])
def test_a_guide_without_an_address_has_this_services(url: str, base: str) -> None:
    guide = Guide("d", "D", "D", "Pay.", (), (), "1", url=url)
    assert quote_url(guide, "Pay.") == f"{base}#:~:text=Pay."


def citation(n: int, guide: str = "d") -> Citation:
    return Citation(n, guide, guide.upper(), "Pay", "One\n thing.", 0, 11, "/guides/d", "p", "1")


def test_markdown_is_a_paragraph_or_a_list() -> None:
    statements = [Statement("One\n thing.", (1,)), Statement("Another.", (2, 3))]
    citations = [citation(n) for n in (1, 2, 3)]
    assert markdown(statements, citations, as_list=False) == "One thing. [1] Another. [2][3]"
    assert markdown(statements, citations, as_list=True) == "- One thing. [1]\n- Another. [2][3]"


def test_several_guides_are_named_each_before_its_own_statements() -> None:
    statements = [Statement("One.", (1,)), Statement("Two.", (2,)), Statement("Three.", (3,))]
    citations = [citation(1, "d"), citation(2, "e"), citation(3, "d")]
    assert markdown(statements, citations, as_list=False) == "**D:** One. [1] Three. [3]\n\n**E:** Two. [2]"
    assert markdown(statements, citations, as_list=True) == "**D:**\n- One. [1]\n- Three. [3]\n\n**E:**\n- Two. [2]"


GUIDE = Guide("d", "Director", "Director", "Pay\n- Base pay.\n- Equity. Bonus.", (), (), "7", url="https://e.org/d")


def quote(start: int, end: int) -> Quote:
    passage = Passage(
        id="p",
        guide="d",
        title="Director",
        role="Director",
        heading_path=("Pay", "Parts"),
        topic="pay",
        kind=BlockKind.ITEM,
        start=4,
        end=len(GUIDE.text),
        text=GUIDE.text[4:],
        sentences=((4, 15), (16, 25), (26, 32)),
    )
    return Quote(Hit(passage, GUIDE, 1.0, Scores(1.0, 1.0, 1.0)), start, end, item=True)


def test_every_quote_is_one_statement_with_one_exact_citation() -> None:
    statements, citations = cite([quote(6, 15), quote(18, 25), quote(26, 32)])
    assert [statement.text for statement in statements] == ["Base pay.", "Equity.", "Bonus."]
    assert [statement.citations for statement in statements] == [(1,), (2,), (3,)]
    for n, made in enumerate(citations, 1):
        assert made.n == n
        assert made.quote == GUIDE.text[made.start : made.end] == statements[n - 1].text
        assert (made.guide, made.title, made.section) == ("d", "Director", "Pay › Parts")
        assert (made.version, made.passage_id) == ("7", "p")
        assert made.url == quote_url(GUIDE, made.quote)
    assert cite([]) == ((), ())
