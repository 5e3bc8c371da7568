"""A question that several guides answer differently gets the question back which role is meant."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.answering.clarify import Openness, Regression, choices
from assistant.service import Assistant
from assistant.types import Status, Turn
from corpus.identity import article
from corpus.lexicon import Lexicon
from corpus.types import BlockKind, Guide, Passage
from index.types import Hit, Question, Scores, Vectors

LEVELS = {"CTO": 7, "Tech Lead": 3, "VP of Engineering": 6, "Engineering Manager": 4}
ORDER = ("Tech Lead", "Engineering Manager", "VP of Engineering", "CTO")
VAGUE = [
    "what's the salary?",
    "What are the red flags?",
    "what's the interview process like?",
    "Does this role still write code?",
    "who will I report to?",
    "How does one become one?",
    "salary",
    "is it stressful",
    "whats the worst part",
    "money?",
    "how you fire someone",
    "do i still get to code or is that over",
]


def hit(role: str, level: int | None, dense: float = 0.5, title: str = "", text: str = "Pay varies.") -> Hit:
    guide = Guide(role.casefold(), title or role, role, text, (), (), "1", level=level)
    passage = Passage(
        id=role,
        guide=guide.slug,
        title=role,
        role=role,
        heading_path=("Pay",),
        topic="pay",
        kind=BlockKind.PARAGRAPH,
        start=0,
        end=len(text),
        text=text,
        sentences=((0, len(text)),),
    )
    return Hit(passage, guide, 1.0, Scores(dense, 0.5, 0.5))


HITS = [hit(role, level) for role, level in LEVELS.items()]


def test_choices_are_in_order_of_seniority(lexicon: Lexicon) -> None:
    assert choices(HITS, lexicon) == ORDER
    assert choices([*HITS[::-1], *HITS], lexicon) == ORDER


def test_choices_need_several_guides_of_known_roles(lexicon: Lexicon) -> None:
    assert choices([], lexicon) == ()
    assert choices(HITS[:1] * 5, lexicon) == ()
    assert choices([hit("Beekeeper", 1), hit("Miller", 2), hit("Ferryman", 3), hit("Cook", 4)], lexicon) == ()


def test_a_guide_without_a_level_is_a_choice_too(lexicon: Lexicon) -> None:
    found = choices([*HITS, hit("Head of Engineering", None)], lexicon)
    assert "Head of Engineering" in found
    assert [title for title in found if title in LEVELS] == list(ORDER)


def test_roles_are_offered_and_not_what_their_guides_are_called(lexicon: Lexicon) -> None:
    found = choices([*HITS, hit("Head of Engineering", 5, title="A letter to my heir")], lexicon)
    assert found == ("Tech Lead", "Engineering Manager", "Head of Engineering", "VP of Engineering", "CTO")


def asked(text: str, pooled: Vectors) -> Question:
    none, nowhere = np.zeros(0, dtype=np.float32), np.zeros((0, 2), dtype=np.int32)
    return Question(text, pooled, pooled, none.reshape(0, 4), none, nowhere, frozenset(), frozenset(), (0, 0))


def test_the_vector_of_another_encoder_tells_nothing() -> None:
    weights = Regression(np.array([0, 0, -1, 0, 1], dtype=np.float32), np.ones(4, dtype=np.float32), {}, 0.5)
    openness = Openness(best=0, ahead=0, words=2, rarity=0, points=1)
    other, own = asked("Hard?", np.zeros(3, dtype=np.float32)), asked("Hard?", np.full(4, 0.5, dtype=np.float32))
    assert weights.probability(openness, other) == pytest.approx(1 / (1 + np.exp(0.5)))
    assert weights.probability(openness, own) == pytest.approx(1 / (1 + np.exp(-1.5)))


def test_everyday_words_tell_what_is_lacking() -> None:
    nothing = np.zeros(5, dtype=np.float32)
    weights = Regression(nothing, np.zeros(4, dtype=np.float32), {"which of": 2.0, "these": 1.0, "job": -9.0}, 0.0)
    openness, pooled = Openness(best=0, ahead=0, words=2, rarity=0, points=0), np.zeros(4, dtype=np.float32)
    likely = weights.probability(openness, asked("Which of these, and of these, pays best?", pooled))
    assert likely == pytest.approx(1 / (1 + np.exp(-3)))


@pytest.mark.parametrize(
    "question",
    [
        "what's the salary of a CTO?",
        "What are the red flags for VPs?",
        "what does a product manager earn?",
        "Who said that the borders between teams produce quarrels and departures?",
        "What are the staff archetypes?",
        "asdfghjkl",
        "will it rain in Manchester tomorrow",
    ],
)
def test_a_clear_question_is_not_asked_back(shipped_assistant: Assistant, question: str) -> None:
    assert shipped_assistant.respond(question, history=()).answer.choices == ()


@pytest.mark.parametrize("question", VAGUE)
def test_the_visitor_is_asked_which_role(shipped_assistant: Assistant, question: str) -> None:
    answer = shipped_assistant.respond(question, history=()).answer
    assert answer.status is Status.CLARIFY
    guides = {entry.guide.title: entry.guide for entry in shipped_assistant.guides()}
    assert len(answer.choices) >= 3
    assert len(set(answer.choices)) == len(answer.choices)
    levels = [guides[title].level or 0 for title in answer.choices]
    assert levels == sorted(levels)
    assert answer.text.endswith("?")
    assert answer.statements == ()
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("question", "slug"), [*((question, "tech-lead") for question in VAGUE[:4]), ("who will I report to?", "cto")]
)
def test_a_pinned_guide_says_which(shipped_assistant: Assistant, question: str, slug: str) -> None:
    answer = shipped_assistant.respond(question, history=(), guides=[slug]).answer
    assert answer.status is Status.ANSWERED
    assert {citation.guide for citation in answer.citations} == {slug}
    assert answer.choices == ()


@pytest.mark.parametrize("question", ["what's the salary?", "What are the red flags?", "and the interviews?"])
def test_the_conversation_says_which(shipped_assistant: Assistant, question: str) -> None:
    history = [Turn("user", "What does a CTO do?"), Turn("assistant", "A CTO owns the technology strategy. [1]")]
    answer = shipped_assistant.respond(question, history=history).answer
    assert answer.status is Status.ANSWERED
    assert {citation.guide for citation in answer.citations} == {"cto"}
    assert "CTO" in answer.standalone_question


@pytest.mark.parametrize("form", ["{}", "for a {}"])
@pytest.mark.parametrize("role", ["Tech Lead", "CTO", "VP of Engineering"])
def test_a_choice_answers_the_question(shipped_assistant: Assistant, role: str, form: str) -> None:
    asked = shipped_assistant.respond("What are the red flags?")
    assert role in asked.answer.choices
    answer = shipped_assistant.respond(form.format(role), conversation_id=asked.conversation_id).answer
    assert answer.status is Status.ANSWERED
    assert {citation.title for citation in answer.citations} == {role}
    assert "red flags" in answer.standalone_question.casefold()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *(("SRE", "an"), ("EM", "an"), ("user", "a"), ("hour", "an"), ("CTO", "a"), ("UX designer", "a")),
        *(("engineer", "an"), ("unit head", "a"), ("usher", "an"), ("Director", "a"), ("umpire", "an")),
    ],
)
def test_the_article_before_a_role_goes_by_its_sound(name: str, expected: str) -> None:
    assert article(name) == expected
