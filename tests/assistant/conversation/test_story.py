"""The question at the end of a story, and what it leans on there."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from assistant.conversation.story import question_told
from assistant.service import Assistant
from assistant.types import Citation, Statement, Status
from corpus.lexicon import load_lexicon

NOISY = "I work at Acme in Leeds as an architect. My uncle is a pilot in Tokyo. How many EMs should a director have?"
LEXICON = load_lexicon()
DESCRIBED = frozenset({"Director of Engineering", "Engineering Manager", "Head of Engineering", "CTO"})


@dataclass
class Hearing:
    """What a listener was told of an answer."""

    statements: list[Statement]

    def named(self, conversation_id: str, message_id: str) -> None: ...

    def opened(self, status: Status, standalone_question: str, confidence: float) -> None: ...

    def stated(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
        self.statements.append(statement)


def told(message: str) -> str | None:
    return question_told(message, DESCRIBED, LEXICON)


def test_of_a_story_with_a_clear_question_only_the_question_is_searched() -> None:
    message = "I work at Acme in Leeds. My uncle is a pilot and likes it. How many EMs should a director have?"
    assert told(message) == "How many EMs should a director have?"


@pytest.mark.parametrize(
    "message", ["How many EMs should a director have?", "I lead six EMs. Is that too many?", "I am. You are. We are."]
)
def test_a_short_message_and_one_that_asks_nothing_tell_no_story(message: str) -> None:
    assert told(message) is None


def test_a_question_of_the_asker_is_about_the_role_that_the_story_speaks_of() -> None:
    message = "I'm an EM in Cork. My sister lives in Leeds. What should I ask first about headcount?"
    assert told(message) == "What should I ask first about headcount for an EM?"


def test_the_askers_own_role_comes_before_one_that_is_named_later() -> None:
    message = "I'm the CTO. We are 40 people. Now they want to bring in an EM. What happens to me?"
    assert told(message) == "What happens to me for a CTO?"


def test_a_question_about_somebody_else_gets_no_role_of_the_story() -> None:
    message = "I'm a CTO in Ulm. My daughter is mad about teeth. How many years does a dental nurse learn?"
    assert told(message) == "How many years does a dental nurse learn?"


def test_a_question_that_points_back_gets_the_role_of_the_story() -> None:
    message = "Priya offered me an EM job in Bristol. Fifteen people would report to me. Is that load normal?"
    assert told(message) == "Is that load normal for an EM?"


@pytest.mark.parametrize(
    "message",
    [
        "I'm fifty-eight. Am I over the hill for a CTO's chair?",
        "Am I over the hill for a CTO's chair? I'm fifty-eight.",
    ],
)
def test_a_remark_beside_a_question_that_names_a_role_is_told(message: str) -> None:
    assert told(message) == "Am I over the hill for a CTO's chair?"


def test_two_questions_at_the_end_of_a_story_are_both_kept() -> None:
    message = "I live in Leeds. My uncle flies. What does a director earn? And who hires a director?"
    assert told(message) == "What does a director earn? And who hires a director?"


def test_a_city_a_firm_and_a_relatives_job_in_a_story_refuse_nothing(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond(NOISY, history=[]).answer
    assert answer.status is Status.ANSWERED
    assert "three to six" in answer.text


def test_whoever_listens_hears_what_the_question_alone_is_answered_and_nothing_else(
    shipped_assistant: Assistant,
) -> None:
    hearing = Hearing([])
    answer = shipped_assistant.respond(NOISY, history=[], listener=hearing).answer
    assert hearing.statements == list(answer.statements)
