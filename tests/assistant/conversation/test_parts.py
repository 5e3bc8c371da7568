"""Two questions in one message: cut, answered each by itself, joined."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.conversation.parts import joined, parts_of, without_alternative
from assistant.service import Assistant
from assistant.types import Answer, Status
from corpus.lexicon import load_lexicon

LEXICON = load_lexicon()


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "What does a Director earn, and who sits on the panel?",
            ("What does a Director earn?", "Who sits on the panel for a Director?"),
        ),
        (
            "How long is the loop? And who approves it?",
            ("How long is the loop?", "Who approves it? (How long is the loop)"),
        ),
        (
            "As an EM, is the headcount mine, and am I meant to go through every pull request?",
            ("As an EM, is the headcount mine?", "Am I meant to go through every pull request for an EM?"),
        ),
        (
            "Who runs the loop for an EM? And is there a technical test in it?",
            ("Who runs the loop for an EM?", "Is there a technical test in it? (Who runs the loop for an EM)"),
        ),
        (
            "How do you become an EM and what comes after that?",
            ("How do you become an EM?", "What comes after that for an EM?"),
        ),
    ],
)
def test_a_message_with_two_questions_is_cut_and_the_role_of_the_one_holds_for_the_other(
    question: str, parts: tuple[str, ...]
) -> None:
    assert parts_of(question, LEXICON) == parts


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Can an EM work from home or is that career suicide?", "Can an EM work from home?"),
        ("do i still get to code, or is it finally over", "do i still get to code?"),
        ("Is it hard or is it fun?", "Is it hard?"),
        ("Is it or is it not?", "Is it or is it not?"),
        ("Should I be an EM or stay a tech lead?", "Should I be an EM or stay a tech lead?"),
        (
            "Should I become an EM, or is it better to stay a tech lead?",
            "Should I become an EM, or is it better to stay a tech lead?",
        ),
        ("Is the pay good in Spain or is it better in Italy?", "Is the pay good in Spain or is it better in Italy?"),
        ("Does an EM hire, or does HR?", "Does an EM hire, or does HR?"),
    ],
)
def test_what_a_question_offers_for_a_no_is_not_asked(question: str, asked: str) -> None:
    assert without_alternative(question, LEXICON) == asked


@pytest.mark.parametrize(
    "question",
    [
        "What do salary and equity of a Director depend on?",
        "Does an EM hire and fire?",
        "What do pay and bonus of an EM depend on?",
        "When does a CTO count as having failed, and when a VPE?",
        "Director and VP, what is the difference?",
        "I lead six EMs. Is that too many?",
        "Can an EM work from home or is that career suicide?",
        "Does a Director get paged at night, or is it finally over?",
        "What becomes of engineers who never go for staff? Is that failing?",
    ],
)
def test_nouns_joined_by_and_and_a_question_that_only_names_another_role_are_one_question(question: str) -> None:
    assert parts_of(question, LEXICON) == (question,)


def test_both_questions_are_answered_a_paragraph_each_with_citations_numbered_through(
    shipped_assistant: Assistant,
) -> None:
    answer = shipped_assistant.respond(
        "Who interviews a CTO in the end, and where do these searches start?", history=[]
    ).answer
    assert answer.status is Status.ANSWERED
    assert "\n\n" in answer.text
    assert "real interviewer" in answer.text
    assert [one.n for one in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert {n for one in answer.statements for n in one.citations} == {one.n for one in answer.citations}


def test_a_part_that_no_guide_answers_is_named_and_the_answer_is_partial(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond(
        "How many EMs does a Director manage, and which company car do they get?", history=[]
    ).answer
    assert answer.status is Status.PARTIAL
    assert "three to six" in answer.text
    assert answer.text.endswith("The guides don't answer “Which company car do they get for a Director?”.")


def test_a_part_that_points_back_at_something_that_no_guide_knows_is_not_answered(shipped_assistant: Assistant) -> None:
    question = "does Monzo have a head of engineering and who is it?"
    assert shipped_assistant.respond(question, history=[]).answer.status is Status.NO_ANSWER


def test_a_sentence_that_could_be_cut_at_very_many_places_is_not_cut() -> None:
    question = " and ".join(["what does a Director earn"] * 14) + "?"
    assert parts_of(question, LEXICON) == (question,)


def test_where_a_person_said_of_one_question_that_the_guides_dont_say_each_is_said_to_be_left_open() -> None:
    open_ = Answer(Status.NO_ANSWER, "The guide doesn't say whether it is remote.", "Remote?", 0.1, curated="remote")
    unsaid = Answer(Status.NO_ANSWER, "The guides don't say.", "Company car?", 0.0)
    answer = joined("Remote, and a company car?", ("Remote?", "Company car?"), (open_, unsaid))
    assert answer is not None
    assert answer.text == "The guide doesn't say whether it is remote.\n\nThe guides don't answer “Company car?”."
    assert joined("Company car twice?", ("Company car?", "Car?"), (unsaid, unsaid)) is None


def test_what_one_part_has_said_the_next_doesnt_say_again(shipped_assistant: Assistant) -> None:
    one = shipped_assistant.respond("Who interviews a CTO in the end?", history=[]).answer
    other = shipped_assistant.respond("Where do searches for a CTO start?", history=[]).answer
    both = replace(
        other,
        text=f"{other.text} {one.text}",
        statements=(*other.statements, *(replace(each, citations=(1,)) for each in one.statements)),
    )
    answer = joined("Who, and where?", ("Who?", "Where?"), (one, both))
    assert answer is not None
    said = [each.text for each in answer.statements]
    assert len(said) == len(set(said))
    assert all(answer.text.count(text) == 1 for text in said)
    same = joined("Who, and who?", ("Who?", "Who then?"), (one, one))
    assert same is not None
    assert same.text == one.text
    assert same.citations == one.citations
