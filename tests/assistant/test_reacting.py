"""What a visitor says to an answer instead of asking: real parts throughout."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import build_index, open_assistant
from assistant.conversation.dialogue_acts import Act, act_of
from assistant.dialogue import Utterance, utterance_of
from assistant.service import Assistant
from assistant.settings import SHIPPED_GUIDES, load_settings
from assistant.types import Answer, Citation, Statement, Status, Turn

WORK = "What does a Tech Lead do day to day?"
FLAGS = "What are the red flags in a CTO job offer?"
UNANSWERED = "Does a tech lead get a parking space?"
TO_THE_ANSWER = (
    "are you sure?",
    "where does it say that?",
    "go on",
    "shorter please",
    "can you give me an example?",
    "I don't get it, in plain English please",
    "that's not what I asked",
)


@pytest.fixture(scope="module")
def of_tech_leads(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Iterator[Assistant]:
    """Over one shipped guide and its curated questions."""
    folder = tmp_path_factory.mktemp("tech-leads")
    for name in ("tech-lead.md", "tech-lead.questions.yaml", "family.questions.yaml"):
        (folder / "guides").mkdir(exist_ok=True)
        shutil.copy(SHIPPED_GUIDES / name, folder / "guides")
    (folder / "index").mkdir()
    (folder / "index" / "encoders").symlink_to(encoders)
    settings = load_settings(corpus=folder / "guides", index=folder / "index", database_url="sqlite://")
    build_index(settings)
    with open_assistant(settings) as assistant:
        yield assistant


def after(assistant: Assistant, *messages: str) -> list[Answer]:
    """The answers to ``messages`` in one conversation."""
    turns: tuple[Turn, ...] = ()
    answers = []
    for message in messages:
        answers.append(assistant.respond(message, history=turns).answer)
        turns = (*turns, Turn("user", message), Turn("assistant", answers[-1].text))
    return answers


def quotes(answer: Answer) -> list[str]:
    return [one.quote for one in answer.citations]


@pytest.mark.parametrize("message", TO_THE_ANSWER)
@pytest.mark.parametrize("question", [WORK, FLAGS, UNANSWERED])
def test_every_statement_of_a_reply_to_an_answer_is_exact(
    shipped_assistant: Assistant, question: str, message: str
) -> None:
    reply = after(shipped_assistant, question, message)[-1]
    for one in reply.citations:
        assert one.quote == shipped_assistant.guide(one.guide).guide.text[one.start : one.end]
    assert all(statement.text in quotes(reply) for statement in reply.statements)


def test_what_is_asked_for_its_source_is_shown_again_with_its_section(shipped_assistant: Assistant) -> None:
    first, reply = after(shipped_assistant, WORK, "where does it say that?")
    assert "".join(quotes(reply)) in "".join(quotes(first)) or set(quotes(reply)) <= set(quotes(first))
    assert reply.text.startswith(f"That stands in the Tech Lead guide, under “{reply.citations[0].section}”")
    assert reply.standalone_question == first.standalone_question


@pytest.mark.parametrize("message", ["where does it say that?", "are you sure?"])
def test_a_list_of_questions_is_shown_again_as_it_was(of_tech_leads: Assistant, message: str) -> None:
    first, reply = after(of_tech_leads, "What should I check before applying for a tech lead job?", message)
    assert first.curated
    assert len(first.citations) > 1
    assert quotes(reply) == quotes(first)
    assert reply.text.endswith(first.text)


def test_the_section_that_is_named_is_that_of_what_was_read_last(shipped_assistant: Assistant) -> None:
    *_, more, reply = after(
        shipped_assistant, "What does an Engineering Manager do all day?", "go on", "where does it say that?"
    )
    assert quotes(reply) == quotes(more)
    assert all(f"“{one.section}”" in reply.text.partition("\n")[0] for one in more.citations)


def test_what_is_doubted_is_said_again_and_nothing_else(shipped_assistant: Assistant) -> None:
    first, reply = after(shipped_assistant, WORK, "hm, are you sure about that?")
    assert reply.status is Status.ANSWERED
    assert all(any(quote in whole for whole in quotes(first)) for quote in quotes(reply))


def test_one_sentence_of_the_answer_is_its_short_form(shipped_assistant: Assistant) -> None:
    first, reply = after(shipped_assistant, WORK, "shorter please")
    assert len(reply.statements) == 1
    assert any(quotes(reply)[0] in whole for whole in quotes(first))


def test_what_was_shortened_is_all_that_is_shown_again(shipped_assistant: Assistant) -> None:
    *_, short, reply = after(shipped_assistant, WORK, "shorter please", "where does it say that?")
    assert quotes(reply) == quotes(short)


def test_more_is_nothing_that_was_said_before_until_there_is_no_more(shipped_assistant: Assistant) -> None:
    answers = after(shipped_assistant, "What does an Engineering Manager do all day?", *["go on"] * 6)
    every = [quote for answer in answers for quote in quotes(answer)]
    assert len(answers[1].statements) > 0
    assert len(set(every)) == len(every)
    assert answers[-1].text == "That is all that the guides say about it."
    assert answers[-1].status is Status.CHITCHAT


def test_what_asks_something_of_its_own_is_no_wish_for_more(shipped_assistant: Assistant) -> None:
    first, reply = after(shipped_assistant, "How do you become a principal engineer?", "is there anything above it")
    assert reply.standalone_question == "Is there anything above it for a principal engineer?"
    assert reply.statements
    assert not set(quotes(first)) & set(quotes(reply))


def test_behind_a_list_that_was_shown_whole_comes_no_other_list(shipped_assistant: Assistant) -> None:
    reply = after(shipped_assistant, FLAGS, "any others?")[-1]
    assert not reply.statements


def test_what_is_explained_stands_beside_what_was_shown(shipped_assistant: Assistant) -> None:
    first, reply = after(shipped_assistant, "What is a Principal Engineer?", "explain that like I'm five")
    assert reply.citations
    assert {one.passage_id for one in reply.citations} <= {one.passage_id for one in first.citations}
    assert not set(quotes(reply)) & set(quotes(first))


def test_of_what_no_guide_says_there_is_no_passage_to_show(shipped_assistant: Assistant) -> None:
    first, reply = after(shipped_assistant, UNANSWERED, "where did you get that from?")
    assert first.status is Status.NO_ANSWER
    assert not reply.statements
    assert reply.text == "There is no passage to show, because no guide says it." or reply.text == first.text


def test_a_question_about_the_role_is_asked_back_again_where_it_is_doubted(shipped_assistant: Assistant) -> None:
    first, reply = after(shipped_assistant, "how much do they earn?", "what do you mean?")
    assert first.status is Status.CLARIFY
    assert reply.choices == first.choices


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("ugh, that is so depressing", Status.CHITCHAT),
        ("wish me luck :)", Status.CHITCHAT),
        ("can you write a cover letter for me", Status.NO_ANSWER),
        ("¿me lo puedes explicar en español, por favor?", Status.NO_ANSWER),
    ],
)
def test_what_needs_no_guide_gets_a_line(shipped_assistant: Assistant, message: str, status: Status) -> None:
    reply = after(shipped_assistant, WORK, message)[-1]
    assert reply.status is status
    assert not reply.statements
    assert "The guides don't say" not in reply.text


def test_what_asks_beside_is_all_that_is_read(shipped_assistant: Assistant) -> None:
    reply = after(shipped_assistant, WORK, "haha that sounds like my life. who does a tech lead report to?")[-1]
    assert "haha" not in reply.standalone_question
    assert reply.standalone_question == "who does a tech lead report to?"


def test_thanks_and_laughter_are_no_part_of_what_comes_later(shipped_assistant: Assistant) -> None:
    plain = after(shipped_assistant, WORK, "and the pay?")[-1]
    amid = after(shipped_assistant, WORK, "wow, that is a lot", "are you sure?", "and the pay?")[-1]
    assert amid.standalone_question == plain.standalone_question


def test_a_question_that_lacks_its_role_is_about_that_of_the_conversation(shipped_assistant: Assistant) -> None:
    reply = after(shipped_assistant, "I want to become a CTO, what should I learn?", "what about travel")[-1]
    assert reply.status is not Status.CLARIFY
    assert "CTO" in reply.standalone_question


def test_who_only_tells_of_a_recruiter_is_not_asking_about_recruiters(shipped_assistant: Assistant) -> None:
    told = "Hi, I'm a recruiter. I write an ad for a Staff Engineer. What should be in it?"
    reply = after(shipped_assistant, told, "and what do they earn?")[-1]
    assert "taff" in reply.standalone_question


def test_a_vector_of_another_encoder_tells_nothing(shipped_assistant: Assistant) -> None:
    assert act_of("are you sure?", shipped_assistant.searcher().encode("are you sure?").pooled[:7]) is Act.ASKS


def test_a_message_of_many_sentences_is_read_whole(shipped_assistant: Assistant) -> None:
    story = "I am sad. I am tired. I am cold. I am old. I am done."
    assert utterance_of(story, shipped_assistant.searcher()) == Utterance(Act.ASKS, story)


@pytest.mark.parametrize(
    ("message", "act"),
    [
        ("won't i be too rusty tho", Act.ASKS),
        ("what a circus", Act.FEELS),
        ("how would i prove the technical part", Act.ASKS),
        ("can you write me a cover letter", Act.TASK),
    ],
)
def test_what_has_the_form_of_a_question_is_no_sigh(shipped_assistant: Assistant, message: str, act: Act) -> None:
    assert act_of(message, shipped_assistant.searcher().encode(message).pooled, refused=True) is act


def test_what_is_asked_again_is_no_question_about_the_assistant(shipped_assistant: Assistant) -> None:
    message = "no, i asked about money. would i earn more than now"
    assert utterance_of(message, shipped_assistant.searcher()) == Utterance(Act.ASKS, message)


class Heard:
    """Who listens to an answer."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def named(self, conversation_id: str, message_id: str) -> None: ...

    def opened(self, status: Status, standalone_question: str, confidence: float) -> None: ...

    def stated(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
        self.said.append(statement.text)


@pytest.mark.parametrize("message", ["my cousin did it at 26 but it was his own company so", "the pay of a tech lead"])
def test_a_remark_that_would_be_answered_in_doubt_gets_a_line_and_who_listens_hears_what_is_answered(
    shipped_assistant: Assistant, message: str
) -> None:
    heard = Heard()
    answer = shipped_assistant.respond(message, history=(Turn("user", WORK), Turn("assistant", "x")), listener=heard)
    assert heard.said == [one.text for one in answer.answer.statements]
    assert (answer.answer.status is Status.CHITCHAT) == message.startswith("my cousin")


def test_a_task_that_names_a_role_tells_what_the_conversation_is_about(shipped_assistant: Assistant) -> None:
    task = "write me a cover letter for head of engineering"
    reply = after(shipped_assistant, task, "i led 3 teams in fintech", "what points do they want to see")[-1]
    assert "head" in reply.standalone_question.casefold()


@pytest.mark.parametrize("before", [(), (Turn("user", WORK), Turn("assistant", "x"))])
def test_keys_hit_at_random_are_no_thanks(shipped_assistant: Assistant, before: tuple[Turn, ...]) -> None:
    answer = shipped_assistant.respond("asdfgh", history=before).answer
    assert answer.status is Status.NO_ANSWER
    assert "Good." not in answer.text
