"""The curated questions of the shipped guides are no test questions, or they would measure themselves."""

from __future__ import annotations

import re

from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.answers.cases import load_cases, of_part
from evals.questions import SOURCES


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def test_no_phrasing_of_a_curated_question_is_a_test_question() -> None:
    shipped = next(source for source in SOURCES if source.name == "shipped")
    corpus = read_corpus(shipped.corpus, load_lexicon())
    phrasings = {folded(phrasing): question.id for question in corpus.questions for phrasing in question.ask}
    tested = {folded(case.ask) for case in of_part(load_cases(), "test")}
    assert len(phrasings) > 1000
    assert sorted(tested & phrasings.keys()) == []


def test_every_shipped_guide_has_sixty_curated_questions_with_three_phrasings() -> None:
    shipped = next(source for source in SOURCES if source.name == "shipped")
    corpus = read_corpus(shipped.corpus, load_lexicon())
    for guide in corpus.guides:
        own = [question for question in corpus.questions if question.guide == guide.slug]
        assert len(own) >= 60, guide.slug
        few = [question.id for question in own if len(question.ask) < 3]
        assert few == [], guide.slug
