"""Follow-ups are joined to what they lean on; everything else stands alone."""

from __future__ import annotations

import pytest

from assistant.standalone import Standalone, stand_alone
from assistant.types import Turn
from corpus.lexicon import Lexicon

ASKED = "How much can a Director of Engineering earn in the US?"
LIST = "- Turnover in the seat. It says much. [1]\n- No budget. [2]\n- A vague charter. [3]"


def history(*messages: str) -> list[Turn]:
    return [Turn("user" if n % 2 == 0 else "assistant", message) for n, message in enumerate(messages)]


@pytest.mark.parametrize(
    "message",
    [
        "How many Engineering Managers should a Director manage?",
        "What are the red flags in a hiring process?",
        "Which kinds of companies employ Principal Engineers?",
    ],
)
def test_a_new_question_drops_the_history(lexicon: Lexicon, message: str) -> None:
    assert stand_alone(message, history(ASKED, "A lot. [1]"), lexicon) == Standalone(message, False)


@pytest.mark.parametrize("message", ["and in Europe?", "why?", "What about it?", "", "pay", "the second one"])
def test_without_history_a_message_stays_as_it_is(lexicon: Lexicon, message: str) -> None:
    assert stand_alone(message, [], lexicon) == Standalone(message, False)
    assert stand_alone(message, [Turn("assistant", "Hello!")], lexicon) == Standalone(message, False)


@pytest.mark.parametrize(
    ("message", "there", "not_there"),
    [
        ("and in Europe?", ["Director of Engineering earn", "Europe"], ["in the US"]),
        ("What about a VP of Engineering?", ["vp of engineering", "earn"], ["director"]),
        ("why?", ["Director of Engineering earn", "why"], []),
        ("And the equity?", ["Director of Engineering", "equity"], []),
    ],
)
def test_a_follow_up_is_joined_to_the_last_question(
    lexicon: Lexicon, message: str, there: list[str], not_there: list[str]
) -> None:
    found = stand_alone(message, history(ASKED, "A lot. [1]"), lexicon)
    assert found.follow_up
    for words in there:
        assert words.casefold() in found.question.casefold()
    for words in not_there:
        assert words.casefold() not in found.question.casefold()


def test_does_is_no_role(lexicon: Lexicon) -> None:
    assert lexicon.roles_of("What does a CTO earn?") == ("CTO",)
    asked = history("What does a Tech Lead earn?", "A lot. [1]")
    assert stand_alone("What about a CTO?", asked, lexicon).question.casefold() == "what does a cto earn?"


def test_a_follow_up_to_a_follow_up_reaches_the_question(lexicon: Lexicon) -> None:
    turns = history(ASKED, "A lot. [1]", "What about a CTO?", "More. [1]")
    question = stand_alone("and in Europe?", turns, lexicon).question.casefold()
    assert "cto" in question
    assert "earn" in question
    assert "europe" in question
    assert "director" not in question


@pytest.mark.parametrize(
    ("message", "item"),
    [
        ("Tell me more about the second one", "No budget."),
        ("What about the first?", "Turnover in the seat."),
        ("Explain the last one", "A vague charter."),
        ("Why number 3?", "A vague charter."),
    ],
)
def test_an_ordinal_points_at_an_item_of_the_answer(lexicon: Lexicon, message: str, item: str) -> None:
    found = stand_alone(message, history("What are the red flags?", LIST), lexicon)
    assert found.follow_up
    assert found.question.endswith(f": {item}")


def test_an_ordinal_beyond_the_list_points_at_nothing(lexicon: Lexicon) -> None:
    found = stand_alone("What about the sixth one?", history("What are the red flags?", LIST), lexicon)
    assert found.follow_up
    assert "red flags" in found.question


@pytest.mark.parametrize("message", ["?", "🙂", "...", "\n"])
def test_messages_without_a_word_are_no_trouble(lexicon: Lexicon, message: str) -> None:
    assert "Director of Engineering" in stand_alone(message, history(ASKED, "A lot."), lexicon).question
