"""A comparison that names both of its sides asks nothing of what was said before."""

from __future__ import annotations

import pytest

from assistant.conversation.history import Conversation
from assistant.conversation.slots import focus
from assistant.conversation.standalone import stand_alone
from assistant.types import Turn
from corpus.lexicon import Lexicon

EARLIER = (
    Turn("user", "How many EMs should a Director manage?"),
    Turn("assistant", "The most common range for a Director of Engineering is three to six EMs. [1]"),
    Turn("user", "and in Europe?"),
    Turn("assistant", "The guides don't say."),
)


@pytest.mark.parametrize(
    "message",
    ["Compare a Director with a VP on pay", "compare the pay of a CTO and a VP", "Please contrast a VP and a CTO."],
)
def test_it_stands_alone(lexicon: Lexicon, message: str) -> None:
    assert stand_alone(message, Conversation(EARLIER, lexicon)).question == message


@pytest.mark.parametrize("message", ["Compare that with a VP", "compare it for a Director and a VP", "and for a VP?"])
def test_what_points_back_or_names_one_side_does_not(lexicon: Lexicon, message: str) -> None:
    assert stand_alone(message, Conversation(EARLIER, lexicon)).question != message


def after(question: str, message: str, lexicon: Lexicon) -> str:
    return stand_alone(message, Conversation((Turn("user", question),), lexicon)).question


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("which is more stressful", "Which is more stressful, a tech lead or an EM?"),
        ("and who handles the hiring out of the two?", "Who handles the hiring out of the two, a tech lead or an EM?"),
        ("do they get on", "Do the tech lead and the EM get on"),
        ("does the second one code?", "Does an EM code?"),
        ("how do I get from the first to the other", "How do I get from a tech lead to an EM"),
    ],
)
def test_in_a_conversation_about_two_roles_a_message_is_asked_of_both_or_of_the_one_that_it_points_at(
    lexicon: Lexicon, message: str, asked: str
) -> None:
    assert after("tech lead or EM, who is in charge?", message, lexicon) == asked


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ("Does a Director get on with the VP?", "what do they earn"),
        ("tech lead or EM, who is in charge?", "and a VP?"),
        ("tech lead or EM, who is in charge?", "why is that"),
        ("tech lead or EM, who is in charge?", "my former boss says it is a trap"),
    ],
)
def test_roles_that_arent_side_by_side_and_messages_that_name_or_point_at_another_thing_are_read_as_ever(
    lexicon: Lexicon, question: str, message: str
) -> None:
    assert " or an EM?" not in after(question, message, lexicon)


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("do directors have to have been an EM first?", "directors"),
        ("how many EMs can one director look after", "director"),
        ("who does a VP report to, the CTO?", "VP"),
        ("how do I get from EM to a director role?", "director"),
    ],
)
def test_a_question_is_about_its_subject(lexicon: Lexicon, question: str, role: str) -> None:
    assert focus(question, lexicon) == role


def test_three_roles_that_are_side_by_side_are_all_asked_about(lexicon: Lexicon) -> None:
    question = "CTO vs a VP of Engineering vs a Director, which is which?"
    assert after(question, "so which one pays most?", lexicon) == (
        "Which one pays most, a CTO or a VP of Engineering or a Director?"
    )
