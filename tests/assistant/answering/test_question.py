"""What a question asks for is read off its wording."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from assistant.answering.question import AnswerForm, demand, question_kind
from corpus.english import english


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What are the red flags?", AnswerForm.LIST),
        ("green flags of a tech lead role", AnswerForm.LIST),
        ("list the related roles of a tech lead", AnswerForm.LIST),
        ("Who hires Directors of Engineering?", AnswerForm.LIST),
        ("Which companies employ staff engineers?", AnswerForm.LIST),
        ("what should I check before applying?", AnswerForm.LIST),
        ("What are the responsibilities of a CTO?", AnswerForm.LIST),
        ("How many EMs report to a Director?", AnswerForm.NUMBER),
        ("how long is the hiring process", AnswerForm.NUMBER),
        ("How many red flags are there?", AnswerForm.NUMBER),
        ("What does a Director earn in Europe?", AnswerForm.NUMBER),
        ("what's the salary?", AnswerForm.NUMBER),
        ("What is a CTO?", AnswerForm.DEFINITION),
        ("so what's a tech lead", AnswerForm.DEFINITION),
        ("Define Principal Engineer", AnswerForm.DEFINITION),
        ("What does EM stand for?", AnswerForm.DEFINITION),
        ("who is a Staff Software Engineer?", AnswerForm.DEFINITION),
        ("Should a director still code?", AnswerForm.OTHER),
        ("Why do Directors fail?", AnswerForm.OTHER),
        ("How does one become a CTO?", AnswerForm.OTHER),
        ("", AnswerForm.OTHER),
        ("?", AnswerForm.OTHER),
        ("🙂", AnswerForm.OTHER),
    ],
)
def test_kinds(question: str, kind: AnswerForm) -> None:
    assert question_kind(question) is kind


def focus(question: str) -> list[str]:
    return [question[start:end] for start, end in demand(question).focus]


def names(question: str) -> list[str]:
    return [question[start:end] for start, end in demand(question).names]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Which certification should I get?", ["certification"]),
        ("Is there a signing bonus for a Director?", ["signing", "bonus"]),
        ("How many holidays does a head of engineering get?", ["holidays"]),
        ("Do I need an MBA to become a CTO?", ["MBA"]),
        ("What kinds of companies are there?", ["companies"]),
        ("What percentage of CTOs are women?", ["women"]),
        ("What is the dress code?", ["dress", "code"]),
        ("Why do Directors fail?", []),
        ("What is the difference?", []),
        ("Which one?", []),
        ("pay", []),
        ("", []),
    ],
)
def test_the_noun_that_is_asked_about(question: str, words: list[str]) -> None:
    assert focus(question) == words


@pytest.mark.parametrize(
    ("question", "amount"),
    [
        ("How many EMs report to a Director?", True),
        ("how long does a VP stay", True),
        ("What percentage of CTOs are women?", True),
        ("how old is the average CTO", True),
        ("When did the role appear?", True),
        ("What are the odds of a promotion?", True),
        ("How does one become a CTO?", False),
        ("What do Directors do when a team fails?", False),
        ("Who separates the roles?", False),
        ("", False),
    ],
)
def test_whether_a_figure_is_asked_for(question: str, amount: bool) -> None:
    assert demand(question).amount is amount


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What does Netflix pay a staff engineer?", ["Netflix"]),
        ("can i get a green card in the US", ["US"]),
        ("Jira or Linear?", ["Linear"]),
        ("Thanks. What do they earn?", []),
        ("What is pay like?", []),
        ("", []),
    ],
)
def test_names_are_capitalised_words_inside_the_question(question: str, words: list[str]) -> None:
    assert names(question) == words


@given(st.text(max_size=300))
@example("which " * 700)
@example("how many " * 500)
@example("what is a " + "aaaa-" * 800)
@example("What percentage of " + "x " * 2000)
@example("A " * 2000)
@example("which companies İİİİ ßßß")
def test_any_text_is_read_and_spans_lie_in_it(text: str) -> None:
    assert question_kind(text) in AnswerForm
    asked = demand(text)
    for start, end in (*asked.focus, *asked.names):
        assert 0 <= start < end <= len(text)
        assert text[start:end].strip() == text[start:end]
    assert not {text[start:end].casefold() for start, end in asked.focus} & english().function_words
    assert list(asked.focus) == sorted(asked.focus)
