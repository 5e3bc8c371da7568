"""A place, a role or a level that a question names and the hits don't speak of is said to be missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.gaps import gap, unspoken
from assistant.answering.subject import stranger
from assistant.service import Assistant
from assistant.types import Answer, Status, Turn
from corpus.lexicon import Lexicon, load_lexicon
from corpus.types import BlockKind, Guide, Passage
from index.types import Hit, Scores

DESCRIBED = {"Director of Engineering", "Tech Lead", "CTO"}
PAY = "A remote Director in the US earns a base salary of $180,000 to $240,000."
WORK = "A Director leads several teams through their managers."


def hit(text: str, role: str = "Director of Engineering", topic: str = "") -> Hit:
    guide = Guide(role.casefold(), role, role, text, (), (), "1")
    passage = Passage(
        id=text,
        guide=guide.slug,
        title=role,
        role=role,
        heading_path=(),
        topic=topic,
        kind=BlockKind.PARAGRAPH,
        start=0,
        end=len(text),
        text=text,
        sentences=((0, len(text)),),
    )
    return Hit(passage, guide, 1.0, Scores(0.5, 0.5, 0.5))


@pytest.mark.parametrize(
    ("question", "texts", "named"),
    [
        ("What is a Director paid in India?", [PAY], "India"),
        ("what do directors earn in Brazil", [PAY, WORK], "pay in"),
        ("Who hires Directors in Canada?", [WORK], "Canada"),
        ("what does an associate director do", [WORK], "associate"),
        ("What does a deputy CTO decide?", [WORK], "deputy"),
        ("What does a Scrum Master do?", [WORK], "Scrum Master"),
        ("My sister is a Scrum Master. What does she do all day?", [WORK], "Scrum Master"),
        ("What does a Product Manager earn?", [PAY], "pay of a Product Manager"),
        ("what do UX designers make a year", [PAY], "Designer"),
        ("I live in Brazil, what does a Director earn?", [PAY], "pay in"),
        ("I am from Spain. Who hires Directors in Canada?", [WORK], "Canada"),
    ],
)
def test_what_no_hit_speaks_of_is_named(lexicon: Lexicon, question: str, texts: list[str], named: str) -> None:
    missing = gap(question, [hit(text) for text in texts], DESCRIBED, lexicon)
    assert missing
    assert named in missing


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("What is a Director paid in the US?", [PAY]),
        ("What is a Director paid in California?", [PAY]),
        ("what do directors earn in India", [WORK, "In Chennai a Director has a salary of nine million."]),
        ("Can you tell us what a Director does?", [WORK]),
        ("what does a senior director do", ["Senior Directors of Engineering are held back."]),
        ("what does an associate EM do", ["An associate Engineering Manager shadows an EM."]),
        ("What does a Director do?", [WORK]),
        ("What does a CTO do?", [WORK]),
        ("What does a Scrum Master do?", ["The team's Scrum Master runs the stand-up."]),
        ("What does a Product Manager earn?", ["A Product Manager has a salary of $100,000."]),
        ("does the ciso report to a director", [WORK]),
        ("How are teams formed?", [WORK]),
        ("hello i am from Vietnam, can i become tech lead in a foreign company", [WORK]),
        ("How does a Director earn credibility?", [WORK]),
        ("I'm Brazilian and new to this. Can I lead a team?", [WORK]),
        ("CTO without a degree possible? i am self taught from Nigeria", [WORK]),
        ("I haven't touched code since 2016, can I still lead?", [WORK]),
        ("I come from Portugal. What is a Director paid in California?", [PAY, "In Portugal less is paid."]),
        ("", [WORK]),
        ("", []),
    ],
)
def test_what_a_hit_speaks_of_is_no_gap(lexicon: Lexicon, question: str, texts: list[str]) -> None:
    assert gap(question, [hit(text) for text in texts], DESCRIBED, lexicon) is None


def test_pay_is_told_of_the_very_role(lexicon: Lexicon) -> None:
    """A role that has a guide, and one that is spoken of beside the money: neither lends the other its pay."""
    told = [hit(PAY, topic="pay"), hit("The Product Manager speaks for what is worth building.")]
    assert "Product Manager" in (gap("What does a Product Manager earn?", told, DESCRIBED, lexicon) or "")
    assert "CTO" in (gap("What does a CTO earn?", told, DESCRIBED, lexicon) or "")
    assert gap("What does a Director earn?", told, DESCRIBED, lexicon) is None
    assert gap("What does a Product Manager do?", told, DESCRIBED, lexicon) is None


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        ("Do Directors get a pension?", WORK, "pensions"),
        ("Do Directors get a pension?", "They retire late.", ""),
        ("My pension is small. What does a Director do?", WORK, ""),
        ("how much time off do they get", "A month's leave.", ""),
        ("how much time off do they get", WORK, "holidays"),
        ("who pays for the visa", PAY, "visas"),
        ("what does a Director do", WORK, ""),
    ],
)
def test_what_may_be_asked_of_any_job_needs_a_word_for_it(
    lexicon: Lexicon, question: str, text: str, named: str
) -> None:
    assert unspoken(question, [hit(text)], lexicon) == named


LEXICON = load_lexicon()


@given(st.text(max_size=120), st.lists(st.text(max_size=60), max_size=3))
def test_any_text_is_read(question: str, texts: list[str]) -> None:
    missing = gap(question, [hit(text) for text in texts], DESCRIBED, LEXICON)
    assert missing is None or missing.strip()


def check_gap(answer: Answer, *named: str) -> None:
    """The guides don't say, what is missing is named, and nothing is stated."""
    assert answer.status is Status.NO_ANSWER
    first = answer.text.split(". ")[0]
    assert first.startswith("The guides don't say")
    for words in named:
        assert words.casefold() in first.casefold()
    assert answer.statements == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What is a Director of Engineering paid in India?", "India"),
        ("what does a CTO earn in Canada", "Canada"),
        ("how much do engineering managers make in Australia", "Australia"),
        ("what does an Associate Engineering Manager do?", "associate engineering manager"),
        ("How is a deputy CTO hired?", "deputy CTO"),
        ("What does a director of product earn?", "pay of a Head of Product"),
        ("What is a junior tech lead?", "junior tech lead"),
        ("What does Netflix pay a staff engineer?", "Netflix"),
        ("What does Camille Fournier say about tech leads?", "Camille"),
        ("Do Directors need a PMP certificate?", "PMP"),
        ("which certification should I get to become an engineering manager?", "certification"),
        ("How many vacation days does a head of engineering get?", "vacation"),
        ("Is there a dress code for a Director?", "dress"),
        ("What will a tech lead earn in 2035?", "2035"),
        ("how much did directors of engineering make in 1999", "1999"),
    ],
)
def test_the_gap_is_said(shipped_assistant: Assistant, question: str, named: str) -> None:
    check_gap(shipped_assistant.respond(question, history=()).answer, named)


@pytest.mark.parametrize("slug", ["director-of-engineering", "tech-lead"])
def test_the_gap_is_said_on_a_page_with_a_pinned_guide_too(shipped_assistant: Assistant, slug: str) -> None:
    check_gap(shipped_assistant.respond("What does the job pay in India?", history=(), guides=[slug]).answer, "India")


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("data scientist salary in the US?", "data scientists"),
        ("how much money do security engineers make", "security engineers"),
        ("What does a sales manager earn?", "sales managers"),
        ("How much does a plumber make?", "plumbers"),
        ("Does a pilot write code?", "pilots"),
        ("what does a nurse earn?", "nurses"),
        ("what does a good nurse earn?", "nurses"),
        ("is it worth being a barista", "baristas"),
        ("How is a high court judge interviewed?", "high court judges"),
    ],
)
def test_an_occupation_that_no_guide_is_about_is_refused_by_name(
    shipped_assistant: Assistant, question: str, named: str
) -> None:
    for pinned in ((), ("tech-lead",)):
        answer = shipped_assistant.respond(question, history=(), guides=pinned).answer
        assert answer.status is Status.NO_ANSWER
        assert answer.text.startswith(f"No guide here is about {named}. The nearest guides: ")
        assert answer.statements == ()
        assert answer.related


@pytest.mark.parametrize("question", ["Will AI replace product managers?", "I stutter, can I be a product manager?"])
def test_of_a_role_that_is_spoken_of_and_has_no_guide_it_is_said_that_no_guide_is_about_it(
    shipped_assistant: Assistant, question: str
) -> None:
    answer = shipped_assistant.respond(question, history=()).answer
    assert answer.text.casefold().startswith("no guide here is about product managers. the nearest guides: ")


def test_which_people_of_a_role_are_meant_makes_it_no_other_occupation(shipped_assistant: Assistant) -> None:
    searcher = shipped_assistant.searcher()
    for asked in ("Where do experienced managers spend their first months?", "What does a typical director do?"):
        assert stranger(asked, searcher.search(asked), searcher) is None


def test_an_occupation_that_no_guide_has_a_word_of_is_no_follow_up(shipped_assistant: Assistant) -> None:
    told = [Turn("user", "What does a tech lead earn?"), Turn("assistant", "No range is given.")]
    answer = shipped_assistant.respond("How much does a nurse earn?", history=told).answer
    assert answer.text.startswith("No guide here is about nurses.")


@pytest.mark.parametrize(
    "question",
    [
        "My uncle is a pilot. He says directors earn well. How many EMs report to a Director of Engineering?",
        "I'm a nurse by training. I want a change. What does a tech lead do?",
        "I want to be Head of Engineering. Which skills do companies look for more, technical or people?",
    ],
)
def test_an_occupation_that_is_only_spoken_of_is_not_the_subject(shipped_assistant: Assistant, question: str) -> None:
    assert shipped_assistant.respond(question, history=()).answer.status is Status.ANSWERED


def test_what_another_guide_says_is_said_to_be_its(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond("What does a CTO earn?", history=(), guides=["vp-of-engineering"]).answer
    assert (answer.status, answer.statements) == (Status.NO_ANSWER, ())
    (cited,) = answer.citations
    assert cited.guide == "cto"
    assert cited.quote == shipped_assistant.guide("cto").guide.text[cited.start : cited.end]
    quoted = " ".join(cited.quote.split())
    assert answer.text == f"This guide doesn't say. The CTO guide does: “{quoted}” [1]"
    assert [guide.title for guide in answer.related] == ["CTO"]


def test_a_sentence_that_speaks_of_something_else_is_not_offered(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond("How many days of parental leave does an EM get?", history=()).answer
    assert (answer.status, answer.citations) == (Status.NO_ANSWER, ())


def test_the_nearest_sentence_is_offered_and_not_stated(shipped_assistant: Assistant) -> None:
    question = "What is a Director of Engineering paid in India?"
    answer = shipped_assistant.respond(question, history=()).answer
    check_gap(answer, "India")
    assert len(answer.citations) == 1
    nearest = answer.citations[0]
    guide = shipped_assistant.guide(nearest.guide).guide
    assert nearest.guide == "director-of-engineering"
    assert nearest.quote == guide.text[nearest.start : nearest.end]
    assert f"the {guide.title} guide: “{nearest.quote}” [1]" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "What is a Director of Engineering paid in the US?",
        "What is a Director of Engineering paid in Europe?",
        "What holds senior CTOs back?",
    ],
)
def test_a_place_or_level_that_the_guides_speak_of_is_no_gap(shipped_assistant: Assistant, question: str) -> None:
    assert shipped_assistant.respond(question, history=()).answer.status is Status.ANSWERED
