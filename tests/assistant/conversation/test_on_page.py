"""A first message on a guide's page is about the guide's role, which people leave out there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conversation.history import Conversation
from assistant.conversation.standalone import stand_alone
from assistant.service import Assistant
from assistant.types import Status, Turn
from corpus.lexicon import load_lexicon

LEXICON = load_lexicon()


def asked(message: str, role: str, *turns: Turn) -> str:
    return stand_alone(message, Conversation(turns, LEXICON, page=role)).question


@pytest.mark.parametrize(
    ("message", "role", "question"),
    [
        ("money?", "CTO", "money for a CTO?"),
        ("is it stressful", "Tech Lead", "is the Tech Lead role stressful"),
        ("do they manage anyone", "Tech Lead", "do Tech Leads manage anyone"),
        ("does his boss decide", "Tech Lead", "does the Tech Lead's boss decide"),
        ("who's my boss in this job", "CTO", "who's my boss in the CTO job"),
        ("what would a normal day be", "VP of Engineering", "what would a normal day be for a VP of Engineering?"),
    ],
)
def test_a_message_without_a_role_is_about_that_of_the_page(message: str, role: str, question: str) -> None:
    assert asked(message, role) == question


@pytest.mark.parametrize(
    ("message", "role", "question"),
    [
        ("is this just a director with a nicer title", "CTO", "is a CTO just a director with a nicer title"),
        ("does it pay a lot more than an EM's job", "CTO", "does a CTO pay a lot more than an EM's job"),
        ("versus a CTO, who is the boss", "Tech Lead", "a Tech Lead versus a CTO, who is the boss"),
        ("do VPs earn more?", "Tech Lead", "do VPs earn more?"),
        ("EM says, that is a lie", "Tech Lead", "EM says, that is a lie"),
        ("is this job better than an EM's", "Tech Lead", "is the Tech Lead job better than an EM's"),
    ],
)
def test_one_that_names_another_role_is_beside_that_of_the_page(message: str, role: str, question: str) -> None:
    assert asked(message, role) == question


def test_without_a_page_a_first_message_stays_as_it_is() -> None:
    assert stand_alone("is it stressful", Conversation((), LEXICON)).question == "is it stressful"


@given(
    st.lists(
        st.sampled_from(
            [
                "is",
                "this",
                "just",
                "a",
                "VP",
                "of",
                "that",
                ",",
                "it",
                "they",
                "job",
                "than",
                "his",
                "versus",
                "earn",
                "EM",
            ]
        ),
        max_size=9,
    )
)
def test_any_words_are_read_on_a_page(words: list[str]) -> None:
    assert asked(" ".join(words), "Tech Lead") or not words


def test_noise_stays_noise() -> None:
    def rarity(_word: str) -> float:
        return 1.0

    assert stand_alone("asdf lkj", Conversation((), LEXICON, rarity, "CTO")).question == "asdf lkj"


def test_a_conversation_on_a_page_goes_on_about_its_role_until_it_names_another() -> None:
    paid = Turn("user", "what do I get paid?")
    assert asked("and in Europe?", "CTO", paid) == "What do I get paid for a CTO in Europe?"
    other = Turn("user", "what does a Tech Lead get paid?")
    assert "Tech Lead" in asked("is that negotiable?", "CTO", other)


@pytest.mark.parametrize(
    ("message", "guide"),
    [
        ("How many people would normally sit under me, directly and in total?", "director-of-engineering"),
        ("whats the job like realy", "engineering-manager"),
        ("How much should I still be coding, half my time? less?", "tech-lead"),
    ],
)
def test_the_page_is_answered_without_its_role_being_said(
    shipped_assistant: Assistant, message: str, guide: str
) -> None:
    answer = shipped_assistant.respond(message, guides=[guide]).answer
    assert answer.status is Status.ANSWERED
    assert {cited.guide for cited in answer.citations} == {guide}
