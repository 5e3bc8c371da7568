"""A question that a person has answered gets that answer; one that only reads alike doesn't."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.curated import NOT_SAID, candidates, favoured, likeliest, likenesses
from assistant.answering.evidence import gather
from assistant.answering.likeness import Matching, shipped_matching
from assistant.answering.particulars import same_particulars
from assistant.bootstrap import Tuning, build_index, open_assistant
from assistant.request import Means, Request
from assistant.respond import respond
from assistant.service import Assistant
from assistant.settings import Settings, load_settings
from assistant.types import Answer, Citation, Mode, Statement, Status
from corpus.lexicon import Lexicon
from tests.assistant.scripted import Script, scripted

NEVER_SURE = replace(shipped_matching(), base=50.0, refused=1.1, help=0.05)
DIRECTOR = """---
title: Director of Engineering
role: Director of Engineering
---
# Director of Engineering

## What the work is

A Director leads several teams through their managers. Three to six Engineering Managers report to a Director.

Engineering directors write the headcount plan and defend it. They spend mornings in one-to-ones.

## Pay

Equity is the largest part of the package at public companies in Europe. Base salary moves little between levels.

## Red flags

- The last two people in the seat left within a year.
- Nobody can say what the engineering budget is.
"""
VP = """---
title: VP of Engineering
role: VP of Engineering
---
# VP of Engineering

## Hiring process

A VP meets the founders first. The board talks to a VP last.
"""
FAMILY = '- id: interview\n  ask: ["How is a {role} interviewed?", "What does the interview of a {role} look like?"]\n'
DIRECTOR_QUESTIONS = """
- id: mornings
  ask: ["What does a Director do before lunch?"]
  answer: ["They spend mornings in one-to-ones."]
- id: pay-europe
  ask: ["What makes up a Director's package in Europe?", "What is a Director paid in?"]
  answer: ["Equity is the largest part of the package at public companies in Europe."]
- id: signs
  ask: ["What should make me walk away from a Director seat?"]
  answer:
    - "Nobody can say what the engineering budget is."
    - "- The last two people in the seat left within a year."
- id: visa
  ask: ["Do companies sponsor visas for Directors?"]
  unanswered: true
  say: "The guides don't say anything about visas. Ask the recruiter early."
- id: telephone
  ask: ["Who pays for the telephone of a Director?", "Does a Director get a telephone?"]
  unanswered: true
  say: "The guide doesn't say who pays for a Director's telephone; it only names what fills the mornings."
  near: ["They spend mornings in one-to-ones."]
- id: vs-vp
  ask: ["How does a Director differ from a VP?", "What is the difference between a Director and a VP?"]
  answer: ["They spend mornings in one-to-ones."]
- id: sick-pay
  ask: ["Does a Director get sick pay?", "Is a Director paid when ill?"]
  unanswered: true
- id: interview
  answer: ["A Director leads several teams through their managers."]
"""
VP_QUESTIONS = """
- id: interview
  answer: ["A VP meets the founders first.", "The board talks to a VP last."]
- id: silent
  ask: ["May a VP keep a dog at work?"]
  unanswered: true
"""

Opened = Callable[..., Assistant]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Settings:
    folder = tmp_path_factory.mktemp("curated")
    for name, text in {
        "corpus/director.md": DIRECTOR,
        "corpus/vp.md": VP,
        "corpus/family.questions.yaml": FAMILY,
        "corpus/director.questions.yaml": DIRECTOR_QUESTIONS,
        "corpus/vp.questions.yaml": VP_QUESTIONS,
    }.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "index").mkdir()
    (folder / "index" / "encoders").symlink_to(encoders)
    made = load_settings(corpus=folder / "corpus", index=folder / "index", database_url="sqlite://")
    assert build_index(made).findings == ()
    return made


@pytest.fixture(scope="module")
def opened(settings: Settings) -> Iterator[Opened]:
    with ExitStack() as stack:
        yield lambda *tuning: stack.enter_context(open_assistant(settings, *tuning))


@pytest.fixture(scope="module")
def assistant(opened: Opened) -> Assistant:
    return opened()


def asked(assistant: Assistant, question: str, *guides: str) -> Answer:
    return assistant.respond(question, history=(), guides=guides).answer


def test_a_storys_question_that_a_person_found_unanswered_is_refused_in_the_persons_words(assistant: Assistant) -> None:
    story = (
        "We moved to the coast in spring with the children, the dog and my mother's piano, which took four men. I have "
        "built payment systems for twelve years, the last three of them leading a platform group for a bank, and my "
        "recruiter keeps ringing about a seat abroad. Do companies sponsor visas for Directors?"
    )
    answer = asked(assistant, story)
    assert (answer.status, answer.curated) == (Status.NO_ANSWER, "visa")
    assert answer.text == "The guides don't say anything about visas. Ask the recruiter early."


def test_what_the_guide_says_instead_is_cited_beside_a_persons_words(assistant: Assistant) -> None:
    answer = asked(assistant, "Does a Director get a telephone?")
    assert (answer.status, answer.curated, answer.statements) == (Status.NO_ANSWER, "telephone", ())
    assert answer.text.endswith("it only names what fills the mornings. [1]")
    assert [(one.n, one.quote) for one in answer.citations] == [(1, "They spend mornings in one-to-ones.")]


def test_two_questions_without_an_answer_are_numbered_through(assistant: Assistant) -> None:
    answer = asked(assistant, "Does a Director get a telephone? Do companies sponsor visas for Directors?")
    assert answer.status is Status.NO_ANSWER
    assert answer.text.count("[1]") == 1
    assert [one.n for one in answer.citations] == [1]


def test_a_curated_question_gets_its_quotes_in_their_order_with_citations(assistant: Assistant) -> None:
    answer = asked(assistant, "What does the interview of a VP of Engineering look like?")
    assert (answer.status, answer.curated, answer.mode) == (Status.ANSWERED, "interview", Mode.EXTRACTIVE)
    assert [said.text for said in answer.statements] == [
        "A VP meets the founders first.",
        "The board talks to a VP last.",
    ]
    assert answer.text == "A VP meets the founders first. [1] The board talks to a VP last. [2]"
    guides = assistant.searcher().guides
    for citation in answer.citations:
        guide = guides[citation.guide]
        assert citation.quote == guide.text[citation.start : citation.end]
        assert citation.version == guide.version
        assert citation.passage_id in {passage.id for passage in assistant.searcher().generation.passages}


@pytest.mark.parametrize("question", ["What does a Director do before lunch?", "How is a VP interviewed?"])
def test_a_quote_is_cited_from_the_passage_that_holds_it(assistant: Assistant, question: str) -> None:
    answer = asked(assistant, question)
    passages = {passage.id: passage for passage in assistant.searcher().generation.passages}
    assert answer.curated
    for citation in answer.citations:
        held = passages[citation.passage_id]
        assert held.start <= citation.start < citation.end <= held.end


@pytest.mark.parametrize(
    ("question", "known"),
    [
        ("director pay", False),
        ("Tell me about the pay of a Director", False),
        ("director sick pay", True),
        ("does a Director get anything when ill?", True),
    ],
)
def test_what_no_guide_answers_is_not_what_asks_for_less(assistant: Assistant, question: str, known: bool) -> None:
    encoded = assistant.searcher().encode(question)
    near = candidates(question, encoded, (), assistant.searcher(), shipped_matching().apart)
    assert ("sick-pay" in {one.match.question.id for one in near}) is known


def test_case_and_abbreviations_make_no_difference(assistant: Assistant) -> None:
    assert asked(assistant, "how is a VPE interviewed").curated == "interview"


@pytest.mark.parametrize(
    ("question", "known"),
    [("what do directors do before lunch", "mornings"), ("how are VPs interviewed?", "interview")],
)
def test_in_a_phrasings_words_a_question_is_that_one_whatever_the_model_says(
    assistant: Assistant, question: str, known: str
) -> None:
    assert respond(Request(question), Means(assistant.searcher(), matching=NEVER_SURE)).curated == known


def test_items_of_a_list_come_as_a_list_without_their_markers(assistant: Assistant) -> None:
    answer = asked(assistant, "What should make me walk away from a Director seat?")
    assert answer.text == (
        "- Nobody can say what the engineering budget is. [1]\n"
        "- The last two people in the seat left within a year. [2]"
    )


def test_an_unanswered_question_is_told_what_the_person_wrote(assistant: Assistant) -> None:
    answer = asked(assistant, "Do companies sponsor visas for directors?")
    assert (answer.status, answer.curated, answer.citations) == (Status.NO_ANSWER, "visa", ())
    assert answer.text == "The guides don't say anything about visas. Ask the recruiter early."


def test_what_one_guide_leaves_unsaid_is_not_said_of_it_where_no_role_was_asked_about(assistant: Assistant) -> None:
    assert asked(assistant, "Do companies sponsor visas?").text == NOT_SAID
    assert asked(assistant, "Do companies sponsor visas?", "director").text.endswith("Ask the recruiter early.")


def test_an_unanswered_question_without_words_of_its_own_gets_the_usual_ones(assistant: Assistant) -> None:
    answer = asked(assistant, "May a VP keep a dog at work?")
    assert (answer.text, answer.curated) == (NOT_SAID, "silent")


@pytest.mark.parametrize(
    "question",
    [
        "What does a VP do before lunch?",
        "What does a Director not do before lunch?",
        "What does a Director do after lunch?",
        "What makes up a Director's package in India?",
        "What makes up a senior Director's package in Europe?",
    ],
)
def test_another_role_place_level_figure_or_the_opposite_is_another_question(
    assistant: Assistant, question: str
) -> None:
    assert asked(assistant, question).curated is None


def test_how_two_roles_differ_is_no_answer_to_how_three_do(assistant: Assistant) -> None:
    assert asked(assistant, "How does a Director of Engineering differ from a VP?").curated == "vs-vp"
    assert asked(assistant, "How does a Director of Engineering differ from a VP and a CTO?").curated is None


def test_a_question_about_the_vp_never_gets_the_directors_answer_of_the_same_words(assistant: Assistant) -> None:
    answer = asked(assistant, "How is a VP of Engineering interviewed?", "director")
    assert answer.curated is None
    assert asked(assistant, "How is a VP of Engineering interviewed?").citations[0].guide == "vp"
    assert asked(assistant, "How is a Director of Engineering interviewed?").citations[0].guide == "director"


def test_without_a_role_nothing_is_curated_where_two_guides_are_as_near(assistant: Assistant) -> None:
    searcher = assistant.searcher()
    question = searcher.encode("How is an interview for this role?")
    assert candidates("How is an interview for this role?", question, (), searcher, apart=0.5) == ()
    found = candidates("How is an interview for this role?", question, ("vp",), searcher, apart=0.5)
    assert {one.match.question.guide for one in found} == {"vp"}


def test_what_is_asked_of_every_role_is_no_roles_where_none_is_named(assistant: Assistant) -> None:
    question = "What does the interview look like?"
    encoded = assistant.searcher().encode(question)
    assert not candidates(question, encoded, (), assistant.searcher(), apart=0.0)
    (only,) = candidates(question, encoded, ("vp",), assistant.searcher(), apart=0.0)
    assert only.match.question.id == "interview"


def test_without_a_role_the_only_near_entry_is_looked_at(assistant: Assistant) -> None:
    searcher = assistant.searcher()
    question = searcher.encode("What does one do before lunch?")
    found = candidates("What does one do before lunch?", question, (), searcher, apart=0.03)
    assert [one.match.question.id for one in found[:1]] == ["mornings"]


def test_a_phrasing_about_another_place_hides_no_other_phrasing_of_the_same_question(assistant: Assistant) -> None:
    searcher = assistant.searcher()
    text = "What makes up the package of a Director?"
    found = candidates(text, searcher.encode(text), (), searcher, apart=0.03)
    package = next(one for one in found if one.match.question.id == "pay-europe")
    assert package.match.phrasing == "What is a Director paid in?"


def test_a_curated_question_whose_quotes_the_search_finds_too_is_likelier(assistant: Assistant) -> None:
    searcher = assistant.searcher()
    text = "What do directors do in the mornings?"
    question = searcher.encode(text)
    near = candidates(text, question, (), searcher, apart=0.03)
    hits = searcher.rank(question, 8)
    evidence = gather(question, hits, searcher)
    known = likeliest(near, likenesses(near, text, hits, evidence, 0.6, searcher))
    assert known.match.question.id == "mornings"
    apart = gather(question, hits[-1:], searcher)
    without = likeliest(near, likenesses(near, text, (), apart, 0.6, searcher))
    assert without.likely < known.likely


@pytest.mark.parametrize(("confidence", "taken"), [(0.5, True), (0.95, False)])
def test_a_curated_answer_is_given_where_it_is_likelier_right_than_the_searchs_own(
    confidence: float, taken: bool
) -> None:
    matching = shipped_matching()
    assert matching.sure(0.7, answered=True, confidence=confidence, refuses=False) is taken


def test_what_a_person_said_of_a_gap_contradicts_the_search_less_readily_than_it_words_its_refusal() -> None:
    matching = shipped_matching()
    likely = (matching.unsure + max(matching.contradict, 0.6)) / 2
    assert matching.sure(likely, answered=False, confidence=0.2, refuses=True)
    assert not matching.sure(likely, answered=False, confidence=0.9, refuses=False)


@pytest.mark.parametrize("likely", [0.0, 0.3, 0.6, 0.9, 1.0])
def test_the_less_sure_the_search_is_the_readier_a_curated_answer_is_given(likely: float) -> None:
    matching = shipped_matching()
    given = [matching.sure(likely, True, confidence / 20, False) for confidence in range(21)]
    assert given == sorted(given, reverse=True)


def test_a_question_that_has_a_figure_more_than_its_curated_one_is_near_it_and_one_of_another_place_isnt(
    assistant: Assistant,
) -> None:
    searcher = assistant.searcher()

    def near(text: str) -> set[str]:
        return {one.match.question.id for one in candidates(text, searcher.encode(text), (), searcher, apart=0.03)}

    assert "pay-europe" in near("I'm 41 now: what makes up a Director's package in Europe?")
    assert "pay-europe" not in near("What makes up a Director's package in Brazil?")


def test_a_question_that_is_only_near_helps_its_passages_up(assistant: Assistant) -> None:
    searcher = assistant.searcher()
    text = "What does a Director do before lunch?"
    question = searcher.encode(text)
    known = candidates(text, question, (), searcher, apart=0.03)[0]
    hits = searcher.rank(question, 24)
    raised = favoured(hits, known, 0.2)
    (quoted,) = (quote.hit.passage.id for quote in known.quotes)

    def place(ranked: tuple[object, ...]) -> int:
        return [hit.passage.id for hit in ranked].index(quoted)  # type: ignore[attr-defined]

    assert place(raised) <= place(hits)
    assert raised[place(raised)].score > hits[place(hits)].score


def test_a_near_unanswered_question_makes_a_refusal_likelier(assistant: Assistant) -> None:
    def confidence(matching: Matching | None) -> float:
        request = Request("Do companies sponsor any visas for a Director?")
        return respond(request, Means(assistant.searcher(), matching=matching)).confidence

    assert confidence(NEVER_SURE) < confidence(None)


def test_without_curated_questions_the_answer_is_the_usual_one(opened: Opened) -> None:
    without = opened(Tuning(curated=False))
    assert asked(without, "Do companies sponsor visas for directors?").curated is None


def test_an_evaluation_that_answers_whatever_the_hits_are_has_no_refusal_either(opened: Opened) -> None:
    answer = asked(opened(Tuning(abstain=False)), "Do companies sponsor visas for directors?")
    assert answer.curated is None
    assert answer.status is not Status.NO_ANSWER


def test_a_language_model_is_not_asked_where_a_person_has_answered(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script("The board talks to a VP first [1].")
    with scripted(script) as address:
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        with open_assistant(settings.model_copy(update={"model": "openai:scripted"})) as assistant:
            answer = asked(assistant, "How is a VP of Engineering interviewed?")
    assert (answer.curated, answer.mode) == ("interview", Mode.EXTRACTIVE)
    assert script.heard == []


def test_a_listener_hears_the_statements_and_the_conversation_keeps_what_was_curated(assistant: Assistant) -> None:
    heard: list[str] = []

    class Ear:
        def named(self, conversation_id: str, message_id: str) -> None: ...

        def opened(self, status: Status, standalone_question: str, confidence: float) -> None:
            heard.append(status.value)

        def stated(self, statement: Statement, citations: tuple[Citation, ...]) -> None:
            heard.append(statement.text)

    question = "How is a VP of Engineering interviewed?"
    reply = assistant.respond(question, key="once", listener=Ear())
    assert heard == ["answered", "A VP meets the founders first.", "The board talks to a VP last."]
    stored = assistant.conversation(reply.conversation_id).turns[1].answer
    assert stored is not None
    assert stored.curated == "interview"
    assert assistant.respond(question, key="once").answer.curated == "interview"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Who reports to a Director?", "Who does a Director report to?", False),
        ("What are the red flags?", "What are the green flags?", False),
        ("Why do directors fail?", "Why do directors succeed?", False),
        ("Pay in Germany?", "Pay in France?", False),
        ("How do I get from EM to Director?", "How do I get from Director to EM?", False),
        ("Is a principal above a staff engineer?", "Is a staff engineer above a principal?", False),
        ("What is the difference between a VP and a CTO?", "What is the difference between a CTO and a VP?", True),
        ("Pay in the US?", "What is paid in the US", True),
        ("How many EMs?", "How many EMs are there?", True),
        ("Is a degree needed?", "Isn't a degree needed?", False),
    ],
)
def test_particulars_tell_questions_apart_that_read_alike(lexicon: Lexicon, one: str, other: str, same: bool) -> None:
    assert same_particulars(one, other, lexicon) is same
    assert same_particulars(other, one, lexicon) is same
