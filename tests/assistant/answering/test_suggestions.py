"""What a visitor is offered next: never what was asked or answered, and topics that weren't touched."""

from __future__ import annotations

import pytest

from assistant.answering.suggestions import ASKED, STARTERS, SUGGESTIONS, Talk, starters, topic_questions
from assistant.service import Assistant
from assistant.types import Status, Turn
from corpus.lexicon import Lexicon

QUESTION = "How many EMs should a Director manage?"
ROUNDS = 7


def test_whoever_follows_the_suggestions_is_never_asked_the_same_again(shipped_assistant: Assistant) -> None:
    history: list[Turn] = []
    asked: list[str] = []
    question = QUESTION
    for _ in range(ROUNDS):
        answer = shipped_assistant.respond(question, history=history).answer
        asked.append(question)
        history += [Turn("user", question), Turn("assistant", answer.text)]
        assert set(answer.suggestions).isdisjoint(asked)
        assert answer.suggestions
        question = answer.suggestions[0]
    assert len(set(asked)) == ROUNDS


def test_a_question_whose_answer_was_just_given_is_not_suggested(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond(QUESTION, history=()).answer
    assert answer.citations[0].section.endswith("How many EMs report to a Director of Engineering?")
    assert "How many EMs report to a Director of Engineering?" not in answer.suggestions
    assert len(answer.suggestions) == SUGGESTIONS


def test_a_topic_that_was_not_touched_is_offered_and_one_that_was_is_not(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond(QUESTION, history=()).answer
    topics = {question for _, question in topic_questions(shipped_assistant.guide("director-of-engineering").guide)}
    assert topics & set(answer.suggestions)
    pay = "What does a Director of Engineering earn?"
    after = shipped_assistant.respond("And what about Europe?", history=[Turn("user", pay), Turn("assistant", "")])
    assert pay not in after.answer.suggestions


def test_a_refusal_suggests_nothing_that_was_asked(shipped_assistant: Assistant) -> None:
    first = shipped_assistant.respond("What does a Director of Engineering earn in Berlin?", history=()).answer
    history = [Turn("user", one) for one in first.suggestions]
    again = shipped_assistant.respond("What does a Director of Engineering earn in Berlin?", history=history).answer
    assert set(again.suggestions).isdisjoint(first.suggestions)


def test_where_one_guide_is_asked_only_what_it_answers_is_suggested(shipped_assistant: Assistant) -> None:
    question = "Does a Director of Engineering still write code?"
    refused = shipped_assistant.respond(question, history=(), guides=["cto"]).answer
    assert refused.status is Status.NO_ANSWER
    assert refused.citations[0].guide == "director-of-engineering"
    assert refused.suggestions
    for suggested in refused.suggestions:
        answer = shipped_assistant.respond(suggested, history=(), guides=["cto"]).answer
        assert answer.status in (Status.ANSWERED, Status.PARTIAL), suggested


def test_every_question_about_a_topic_is_answered_by_its_guide(shipped_assistant: Assistant) -> None:
    wrong = []
    for entry in shipped_assistant.guides():
        for topic, question in topic_questions(entry.guide):
            answer = shipped_assistant.respond(question, history=(), guides=[entry.guide.slug]).answer
            if answer.status is not Status.ANSWERED or answer.citations[0].guide != entry.guide.slug:
                wrong.append((entry.guide.slug, topic, question, answer.status))
    assert wrong == []


def test_starters_are_few_different_and_the_guide_s_own(shipped_assistant: Assistant) -> None:
    for entry in shipped_assistant.guides():
        questions = starters(entry.guide)
        assert len(set(questions)) == len(questions) == STARTERS
        headings = {section.heading for section in entry.guide.sections}
        made = {question for _, question in topic_questions(entry.guide)}
        assert set(questions) <= headings | made


@pytest.mark.parametrize("written", ["how many EMs?", "How many  EMs", "HOW MANY EMS?!"])
def test_how_a_question_was_written_makes_no_other_of_it(lexicon: Lexicon, written: str) -> None:
    assert Talk.of([Turn("user", written)], "", lexicon).has_asked("How many EMs?")


@pytest.mark.parametrize(
    "asked", ["CTO vs VP", "How does a VP of Engineering differ from a CTO?", "is a VPE the same as a CTO"]
)
def test_how_two_roles_differ_is_one_question_in_whatever_words(lexicon: Lexicon, asked: str) -> None:
    said = Talk.of((), asked, lexicon)
    assert said.has_asked("What is the difference between a CTO and a VP of Engineering?")
    assert not said.has_asked("What is the difference between a CTO and a Tech Lead?")
    assert not said.has_asked("How does the pay of a CTO and a VP of Engineering differ?")
    assert not said.has_asked("How does one become a CTO?")


def test_topics_are_the_lexicon_s(shipped_assistant: Assistant) -> None:
    assert set(ASKED) <= set(shipped_assistant.topics())


def test_a_refusal_about_a_role_offers_what_its_guide_answers(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond("How do CTOs sleep on trains?", history=()).answer
    assert answer.status is Status.NO_ANSWER
    assert len(answer.suggestions) == SUGGESTIONS
    assert answer.related
