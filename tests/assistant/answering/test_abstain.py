"""Signals that speak for an answer or against it, and what is said to be lacking."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answering.abstain import Signals, answerable, signals_of
from assistant.answering.bounds import bounds
from assistant.answering.evidence import gather
from assistant.answering.gaps import lacking
from assistant.answering.refusals import shipped_calibration
from assistant.service import Assistant
from assistant.settings import Settings
from corpus.lexicon import Lexicon
from index.live import LiveIndex
from index.search import Searcher
from index.vectors import VectorStores

MATCHING = 120
"""More numbers than the trees look at."""
NAMES = [part.name for part in fields(Signals) if part.name != "matching"]
SIGNALS = st.builds(
    Signals, *(st.floats(-1, 1) for _ in NAMES), st.tuples(*(st.floats(-1, 1) for _ in range(MATCHING)))
)


@pytest.fixture(scope="module")
def searcher(shipped: Settings, lexicon: Lexicon) -> Searcher:
    live = LiveIndex(shipped.index, shipped.encoder, VectorStores())
    live.refresh()
    assert live.searcher is not None
    return live.searcher


def read(searcher: Searcher, question: str) -> Signals:
    asked = searcher.encode(question)
    hits = searcher.rank(asked, 8)
    signals = signals_of(asked, hits, gather(asked, hits, searcher), searcher)
    assert signals is not None
    return signals


def missing(searcher: Searcher, question: str) -> str | None:
    asked = searcher.encode(question)
    return lacking(asked, searcher.rank(asked, 8), searcher)


def test_a_message_that_tells_something_beside_its_question_needs_more(searcher: Searcher) -> None:
    plain, telling = (
        searcher.encode(text) for text in ("How are they hired?", "My boss left in May. How are they hired?")
    )
    assert (plain.tells, telling.tells) == (False, True)
    assert telling.asking == "How are they hired?"
    calibration = shipped_calibration()
    assert calibration.least(telling) == calibration.telling > calibration.least(plain) == calibration.threshold
    between = (calibration.even + calibration.telling_even) / 2
    assert calibration.doubts(telling, between)
    assert not calibration.doubts(plain, between)


@given(SIGNALS)
def test_what_is_given_is_a_probability(signals: Signals) -> None:
    assert 0 <= answerable(signals) < 1
    assert (answerable(signals) == 0) == (signals.subject < bounds().far)


@given(SIGNALS, st.sampled_from(NAMES), st.floats(0, 1))
def test_more_of_a_signal_never_speaks_against_an_answer(signals: Signals, name: str, more: float) -> None:
    assert answerable(replace(signals, **{name: getattr(signals, name) + more})) >= answerable(signals)


def test_without_signals_nothing_is_answered() -> None:
    assert answerable(None) == 0


def test_without_hits_there_are_no_signals(searcher: Searcher) -> None:
    asked = searcher.encode("What is a CTO?")
    assert signals_of(asked, [], gather(asked, [], searcher), searcher) is None


@pytest.mark.parametrize(
    "question", ["What does a Director of Engineering do?", "", "?", "🙂", "pay " * 300, "the of a"]
)
def test_signals_are_within_their_bounds(searcher: Searcher, question: str) -> None:
    signals = read(searcher, question)
    assert all(-1.001 <= getattr(signals, name) <= 3.001 for name in NAMES)
    assert np.isfinite(signals.matching).all()
    assert {signals.figure, signals.focus_held, signals.names} <= {0.0, 1.0}
    assert 0 <= signals.lexical <= 1
    assert signals.focus <= 1.001


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("What does Netflix pay a Director?", 0),
        ("Which books does Camille Fournier recommend to Directors?", 0),
        ("What does Will Larson say about Directors?", 1),
        ("What does a Director in the US earn?", 1),
        ("How does a CTO speak to the CEO?", 1),
        ("what does a director do", 1),
    ],
)
def test_names_that_the_guides_do_not_know(searcher: Searcher, question: str, held: int) -> None:
    assert read(searcher, question).names == held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("How many EMs report to a Director of Engineering?", 1),
        ("What percentage of CTOs are women?", 0),
        ("How many unicorns does a tech lead feed?", 0),
        ("How does one become a Director of Engineering?", 1),
    ],
)
def test_a_figure_must_count_what_is_counted(searcher: Searcher, question: str, held: int) -> None:
    assert read(searcher, question).figure == held


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Which references weigh most for a Director?", 1),
        ("Which zebras weigh most for a Director?", 0),
        ("Is there a parking space for a Director?", 0),
        ("Why do Directors fail?", 1),
    ],
)
def test_the_noun_that_is_asked_about_must_be_held(searcher: Searcher, question: str, held: int) -> None:
    assert read(searcher, question).focus_held == held


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What does Netflix pay a staff engineer?", "Netflix"),
        ("Which ticket tool do tech leads use, Jira or Bugzilla?", "Bugzilla"),
        ("which certification should I get to become an engineering manager?", "certification"),
        ("Is there a dress code for a Director?", "dress"),
        ("Do Directors get a parking space?", "parking"),
        ("How does one become a Director?", None),
        ("Why do Directors fail?", None),
        ("", None),
    ],
)
def test_what_is_lacking_is_named_in_the_questions_words(searcher: Searcher, question: str, named: str | None) -> None:
    found = missing(searcher, question)
    if named is None:
        assert found is None
    else:
        assert found is not None
        assert found in question
        assert named in found or found in "Jira or Bugzilla"


@pytest.mark.parametrize(
    ("near", "far"),
    [
        ("What does a Director of Engineering earn in the US?", "How much sugar does a jam need?"),
        ("How does one become a CTO?", "How does one become a bride?"),
        ("How much code does a tech lead write?", "How much flour does a loaf need?"),
        ("What is a VP of Engineering?", "What is a black hole?"),
    ],
)
def test_what_the_guides_say_is_likelier_by_far(searcher: Searcher, near: str, far: str) -> None:
    assert answerable(read(searcher, near)) > shipped_calibration().threshold > answerable(read(searcher, far))
    assert read(searcher, near).subject > read(searcher, far).subject


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Is there a signing bonus for directors?", "The guides don't say anything about a signing bonus."),
        ("How much paternity leave do directors get?", "The guides don't say anything about paternity leave."),
        ("Which degree does a director need?", "The guides don't say."),
    ],
)
def test_what_is_missing_is_named_as_a_noun_phrase_or_not_at_all(
    shipped_assistant: Assistant, question: str, opening: str
) -> None:
    assert shipped_assistant.respond(question, history=[]).answer.text.startswith(opening)
