"""A model that lies about what it is given, through the whole assistant."""

from __future__ import annotations

from assistant.settings import Settings
from evals.support.liar import AT_A_TIME, Liar, answers_of_liar, known_lies
from evals.support.pairs import SUPPORTED, LabelledPair, PairKind

ABOUT = ("A captain earns well.",)
LIES = [
    LabelledPair(
        str(number), "lies", PairKind.NEGATION_FLIPPED, "captain", f"A captain earns {number} times nothing.", q
    )
    for number, q in enumerate([ABOUT, ABOUT, ("A cook sleeps at noon.",)])
]


def prompt(*texts: str) -> str:
    return "\n".join(
        f'<passage n="{number}" guide="Captain" section="Pay">\n{text}\n</passage>'
        for number, text in enumerate(texts, start=1)
    )


def test_a_lie_is_told_of_a_passage_citing_it_once_and_another_once() -> None:
    liar = Liar(LIES)
    asked = prompt("The crew is small. A captain earns well.", "Cooks cook.")
    said = [liar.says(asked), liar.says(asked)]
    assert all(one.count("A captain earns") == 2 and "2 times" not in one for one in said)
    assert sorted(mark for mark in ("[1]", "[2]") if mark in said[0] + said[1]) == ["[1]", "[2]"]
    assert {rightly for _, rightly in liar.told} == {True, False}


def test_what_another_quote_says_is_no_lie() -> None:
    assert not {lie.kind for lie in known_lies()} & {*SUPPORTED, PairKind.WRONG_CITATION}
    assert len(known_lies()) > 500


def test_where_no_lie_is_about_the_passages_any_is_told() -> None:
    said = Liar(LIES * AT_A_TIME).says(prompt("Nobody knows."))
    assert "[1]" in said
    assert "captain" in said


def test_a_liar_gets_no_lie_shown_and_the_questions_are_answered_all_the_same(shipped: Settings) -> None:
    figures = answers_of_liar(30, index=shipped.index)
    assert figures.told.total() >= 30
    assert not figures.shown.total(), figures.rows
    assert figures.answered >= 0.9 * figures.questions, figures.rows
    assert ("lies told", str(figures.told.total())) in figures.rows
