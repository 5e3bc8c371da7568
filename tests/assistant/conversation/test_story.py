"""The question at the end of a story, and what it leans on there."""

from __future__ import annotations

import pytest

from assistant.conversation.story import question_told
from assistant.service import Assistant
from assistant.types import Status
from corpus.lexicon import load_lexicon

LEXICON = load_lexicon()
DESCRIBED = frozenset({"Director of Engineering", "Engineering Manager", "Head of Engineering", "CTO"})
KNOWN = frozenset({"ems", "fifteen", "people", "report", "lead"})


def told(message: str) -> str | None:
    return question_told(message, DESCRIBED, LEXICON, lambda word: 0.5 if word in KNOWN else 1.0)


def test_of_a_story_with_a_clear_question_only_the_question_is_searched() -> None:
    message = "I work at Acme in Leeds. My uncle is a pilot and likes it. How many EMs should a director have?"
    assert told(message) == "How many EMs should a director have?"


@pytest.mark.parametrize(
    "message", ["How many EMs should a director have?", "I lead six EMs. Is that too many?", "I am. You are. We are."]
)
def test_a_short_message_and_one_that_asks_nothing_tell_no_story(message: str) -> None:
    assert told(message) is None


def test_a_question_of_the_asker_is_about_the_role_that_the_story_says_is_theirs() -> None:
    message = "I'm an EM in Cork. My sister is a CTO at Acme. What should I ask first about headcount?"
    assert told(message) == "What should I ask first about headcount as an EM?"


def test_the_role_that_somebody_is_offered_is_the_storys_and_not_one_that_is_told_of() -> None:
    message = "Ana got an offer to be CTO in Ghent. The founders are kind. They also look for an EM. Is that normal?"
    assert (told(message) or "").startswith("Is that normal for a CTO?")


def test_a_question_about_somebody_else_gets_no_role_of_the_story() -> None:
    message = "I'm a CTO in Ulm. My daughter is mad about teeth. How many years does a dental nurse learn?"
    assert told(message) == "How many years does a dental nurse learn?"


def test_a_question_that_points_back_keeps_the_sentence_that_it_points_at_without_its_names() -> None:
    message = (
        "Priya from Tallowmere offered me an EM job in Bristol. She said that fifteen people would report to me at "
        "Tallowmere. My partner says take the money. Is that load normal for an EM?"
    )
    assert told(message) == "Is that load normal for an EM? (she said that fifteen people would report to me at)"


def test_two_questions_at_the_end_of_a_story_are_both_kept() -> None:
    message = "I live in Leeds. My uncle flies. What does a director earn? And who hires a director?"
    assert told(message) == "What does a director earn? And who hires a director?"


def test_a_city_a_firm_and_a_relatives_job_in_a_story_refuse_nothing(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond(
        "I work at Acme in Leeds as an architect. My uncle is a pilot in Tokyo. How many EMs should a director have?",
        history=[],
    ).answer
    assert answer.status is Status.ANSWERED
    assert "three to six" in answer.text
