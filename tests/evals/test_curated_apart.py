"""The curated questions of the shipped guides are no test questions, or they would measure themselves."""

from __future__ import annotations

import re

from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.answers.cases import load_cases, of_part
from evals.labelled import ROLE, load_matches, load_phrasings
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


def test_no_phrasing_that_matching_is_fitted_on_is_measured() -> None:
    lexicon = load_lexicon()
    names = [name for role, aliases in lexicon.roles.items() for name in (role, *aliases)]
    phrasings = {folded(one.ask.replace(ROLE, name)) for one in load_phrasings() for name in names}
    measured = {folded(case.ask) for case in of_part(load_cases(), "test")} | {
        folded(one.ask) for one in load_matches()
    }
    assert len(load_phrasings()) > 4000
    assert sorted(phrasings & measured) == []


def test_every_phrasing_is_of_an_entry_that_guides_share() -> None:
    corpus = read_corpus(next(source for source in SOURCES if source.name == "shipped").corpus, load_lexicon())
    entries = {question.id for question in corpus.questions}
    assert {one.entry for one in load_phrasings()} <= entries


def test_every_shipped_guide_has_sixty_curated_questions_with_three_phrasings() -> None:
    shipped = next(source for source in SOURCES if source.name == "shipped")
    corpus = read_corpus(shipped.corpus, load_lexicon())
    for guide in corpus.guides:
        own = [question for question in corpus.questions if question.guide == guide.slug]
        assert len(own) >= 60, guide.slug
        few = [question.id for question in own if len(question.ask) < 3]
        assert few == [], guide.slug
