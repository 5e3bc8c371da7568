"""Whom a follow-up of a conversation about a role is about: the role, somebody else, or nobody."""

from __future__ import annotations

import pytest

from assistant.answering.subject import stranger
from assistant.conversation.dialogue_acts import Act
from assistant.conversation.history import Conversation
from assistant.conversation.standalone import stand_alone
from assistant.conversation.story import question_told
from assistant.dialogue import Utterance, utterance_of
from assistant.service import Assistant
from assistant.types import Turn
from corpus.asking import asks
from corpus.lexicon import load_lexicon

LEXICON = load_lexicon()


def after(*messages: str) -> str:
    """The last of ``messages`` as it stands alone after the others."""
    *before, message = messages
    turns = tuple(turn for text in before for turn in (Turn("user", text), Turn("assistant", "Much. [1]")))
    return stand_alone(message, Conversation(turns, LEXICON)).question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("is it lonely?", "Is it lonely for a CTO?"),
        ("do i need a degree for it", "Do i need a degree for it for a CTO?"),
        ("how long does it take to get there", "How long does it take to become a CTO"),
        ("why is that so hard?", "What does a CTO do — why is that so hard?"),
        ("is it more than a VP does?", "What does a CTO do — is it more than a VP does?"),
        ("this CTO, he codes a lot?", "this CTO, he codes a lot?"),
        ("we're 5 people, it's a booking app", "What does a CTO do — we're 5 people, it's a booking app?"),
        ("like a Director?", "What does a CTO do — like a Director?"),
        ("a Director instead?", "What does a Director do?"),
        ("does the same apply to a Director", "What does a Director do?"),
        ("after a few years in the job?", "What does a CTO do — after a few years in the job?"),
    ],
)
def test_it_is_the_role_and_that_is_what_was_asked(message: str, question: str) -> None:
    assert after("What does a CTO do?", message) == question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("can i fire him?", "Can i fire him for an EM?"),
        ("what will they ask me", "What will they ask me for an EM?"),
        ("they said it is urgent", "They said it is urgent for an EM?"),
        ("does he code?", "Does the EM code?"),
        ("i mean what do they do all day", "What do EMs do all day"),
    ],
)
def test_who_does_something_to_or_with_the_asker_is_not_the_asker(message: str, question: str) -> None:
    assert after("I got an EM job", message) == question


def test_who_hires_asks_about_those_hired() -> None:
    assert after("Should I hire a VP?", "what should I ask them") == "What should I ask VPs"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("what if the EM I inherit is bad", "As a director, what if the EM I inherit is bad"),
        ("should I tell my VP?", "As a director, should I tell my VP?"),
        ("does a VP above me decide that", "As a director, does a VP above me decide that"),
        ("how is my Director interview judged", "How is my Director interview judged"),
        ("is a VP paid more", "is a VP paid more"),
        ("what do they ask in VP interviews", "what do they ask in VP interviews"),
    ],
)
def test_who_has_to_do_with_another_role_keeps_the_own(message: str, question: str) -> None:
    assert after("What does a director do?", message).casefold() == question.casefold()


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("and a manager?", "What does an Engineering Manager earn?"),
        ("what about managers?", "What does an Engineering Manager earn?"),
        ("and the head?", "What does a Head of Engineering earn?"),
        ("and my manager?", "My manager for a director?"),
        ("and a cook?", "A cook for a director?"),
    ],
)
def test_a_head_alone_is_the_role_of_the_same_field(message: str, question: str) -> None:
    assert after("What does a director earn?", message).casefold() == question.casefold()


def test_somebody_elses_role_changes_no_role() -> None:
    said = ("What does a director do?", "what if the EM I inherit is bad?")
    assert after(*said, "and pay in europe?") == "Pay in europe for a director?"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("ok. back to the CTO: does he code?", "does the cto code?"),
        ("back to CTO, and the pay", "and the pay for a cto?"),
        ("how do I get back to CTO", "How do I get back to CTO"),
    ],
)
def test_a_message_may_go_back_to_a_role(message: str, question: str) -> None:
    assert after("What does a CTO do?", "and a VP?", message).casefold() == question.casefold()


def test_where_one_gets_from_is_no_place_to_get_to() -> None:
    assert after("What does a CTO do?", "how do I get there from VP?") == "How do I become a CTO from VP?"


def test_a_role_that_was_led_to_is_no_place() -> None:
    said = ("Is Director a stepping stone to VP?", "how do I get there?")
    assert after(*said) == "Is Director a stepping stone to VP — how do I get there?"


def test_a_role_stays_for_a_whole_conversation() -> None:
    said = ("What does a Tech Lead do?", "is that hard?", "and remotely?", "and the pay?", "and the hours?")
    assert after(*said, "is it lonely?") == "Is it lonely for a Tech Lead?"


def test_what_others_said_changes_no_role() -> None:
    assert after("What does an EM earn?", "they said there is no VP yet", "is it lonely?") == "Is it lonely for an EM?"


def test_who_has_directors_is_no_director() -> None:
    assert after("The VP has 4 directors, is that many?", "does she code?") == "Does the VP code?"


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (("Does a Tech Lead code?", "and an EM?", "which of the two earns more"), "a Tech Lead or an EM?"),
        (("tech lead or EM, who is in charge?", "why do firms mix up titles?"), "why do firms mix up titles?"),
    ],
)
def test_the_two_are_those_named_last_and_a_reason_is_asked_of_neither(said: tuple[str, ...], question: str) -> None:
    assert after(*said).endswith(question)
    assert question.startswith("a Tech") or after(*said) == question


def test_the_last_one_who_left_is_no_item_of_the_answer() -> None:
    listed = (Turn("user", "What should an EM check?"), Turn("assistant", "- The budget. [1]\n- The team. [2]"))
    assert "team" not in stand_alone("the last one left, is it bad?", Conversation(listed, LEXICON)).question


def test_and_is_written_n(shipped_assistant: Assistant) -> None:
    assert shipped_assistant.searcher().mend("n in usa?") == "and in usa?"
    assert shipped_assistant.searcher().mend("wich one?") == "which one?"


@pytest.mark.parametrize(
    ("message", "asking"),
    [
        ("20 hours of meetings?? is there more money in it", "is there more money in it"),
        ("Interview for staff engineer tomorrow!! what will they ask?", None),
    ],
)
def test_surprise_before_a_question_is_not_asked(
    shipped_assistant: Assistant, message: str, asking: str | None
) -> None:
    assert utterance_of(message, shipped_assistant.searcher()) == Utterance(Act.ASKS, asking or message)


@pytest.mark.parametrize("sentence", ["wouldn’t it be faster", "who'd be good at it", "and what's the pay"])
def test_a_question_may_open_with_a_contraction(sentence: str) -> None:
    assert asks(sentence)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("replace or coach?", None),
        ("can you coach me?", None),
        ("coach him or wait?", None),
        ("what does a coach do?", "coach"),
        ("nurse or doctor?", "nurse"),
    ],
)
def test_a_verb_is_no_trade(shipped_assistant: Assistant, message: str, name: str | None) -> None:
    assert stranger(message, (), shipped_assistant.searcher()) == name


def test_a_question_without_a_verb_is_asked_with_its_story() -> None:
    message = "They offered me a CTO job in Rome. The firm has six people. Legit or just a fancy title?"
    assert question_told(message, {"CTO"}, LEXICON) is None


def test_a_story_in_a_conversation_is_about_its_role(shipped_assistant: Assistant) -> None:
    turns = (Turn("user", "What does an EM do?"), Turn("assistant", "Much."))
    message = "I live in Rome. My firm has six people. Is that a bad thing?"
    assert shipped_assistant.respond(message, history=turns).answer.standalone_question.endswith("for an EM?")
