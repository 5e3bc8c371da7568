"""The plain check of what a small model is let say, and which questions it is asked."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from assistant.settings import Settings
from assistant.types import Answer, Citation, Statement, Status
from corpus.lexicon import Lexicon
from evals.__main__ import app
from evals.answers.cases import load_cases
from evals.support import small_model as smallmodel
from evals.support.generate import ANSWERABLE, Figures, chosen, counting, invented, values

QUOTE = "Most Directors of Engineering lead three to six EMs and earn $180,000."


def answer(said: str) -> Answer:
    citation = Citation(1, "g", "G", "", QUOTE, 0, len(QUOTE), "", "p", "v")
    return Answer(Status.ANSWERED, said, "q", 1.0, (Statement(said, (1,)),), (citation,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("three to six", {3, 6}),
        ("3-6 of 1,200", {3, 6, 1200}),
        ("$180k, €1.5m, 2,5 %", {180_000, 1_500_000, 2.5}),
        ("a dozen, half, two hundred", {12, 0.5, 2, 100}),
        ("nobody, someone, a tent", set()),
    ],
)
def test_figures_are_read_in_digits_and_in_words(text: str, expected: set[float]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (QUOTE, []),
        ("A Director of Engineering leads 3-6 EMs and earns $180k.", []),
        ("They lead nine EMs.", ["figure 9"]),
        ("A CTO leads three EMs.", ["role CTO"]),
    ],
)
def test_what_no_citation_holds_is_found(lexicon: Lexicon, said: str, what: list[str]) -> None:
    assert [one.what for one in invented("q", answer(said), lexicon)] == what


def test_a_head_is_a_head_of_engineering(lexicon: Lexicon) -> None:
    quote = "Regular coding by a Head is a warning."
    cited = replace(answer("").citations[0], quote=quote)
    said = replace(answer("A Head of Engineering who codes is a warning."), citations=(cited,))
    assert not list(invented("q", said, lexicon))


@pytest.mark.parametrize(
    ("quote", "what"),
    [
        ("You lead three EMs.", []),
        ("The role is about three EMs.", []),
        ("Someone leads three EMs.", ["role CTO"]),
    ],
)
def test_a_guide_may_speak_of_its_role_without_its_name(lexicon: Lexicon, quote: str, what: list[str]) -> None:
    said = answer("A CTO leads three EMs.")
    said = replace(said, citations=(replace(said.citations[0], quote=quote, title="Chief Technology Officer"),))
    assert [one.what for one in invented("q", said, lexicon)] == what


def test_questions_are_spread_over_all_cases() -> None:
    cases = [case for case in load_cases() if case.kind in ANSWERABLE]
    picked = chosen(cases, 100)
    assert len({case.id for case in picked}) == 100
    assert len({case.kind for case in picked}) > 5
    assert chosen(cases, 10_000) == list(cases)


def test_what_the_writing_step_logs_is_counted() -> None:
    figures = Figures()
    told = {"outcome": "written", "reason": "silent", "kept": 2, "recited": 1, "replaced": 0, "dropped": 3, "added": 1}
    told["repeated"] = 2
    with counting(figures):
        logging.getLogger("assistant.generation.writer").info("answer", extra={"answer": told})
        logging.getLogger("assistant.generation.writer").info("something else")
    logging.getLogger("assistant.generation.writer").warning("answer", extra={"answer": told})
    assert (figures.asked, figures.outcomes, figures.reasons) == (1, {"written": 1}, {"silent": 1})
    assert dict(figures.fates) == {"kept": 2, "recited": 1, "replaced": 0, "dropped": 3, "added": 1, "repeated": 2}
    assert ("statements dropped", "3") in figures.rows


def test_a_missing_small_model_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, shipped: Settings) -> None:
    monkeypatch.setattr(smallmodel, "find_spec", lambda _: None)
    result = CliRunner().invoke(app, ["generate", "--index", str(shipped.index)])
    assert result.exit_code == 2
    assert "make install" in result.output
