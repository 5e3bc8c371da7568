"""Who reports to whom, who manages whom, what comes next: said in the guides' own words, for any trade."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import build_index, open_assistant
from assistant.service import Assistant
from assistant.settings import load_settings
from assistant.types import Answer
from evals.questions import TRADES


@pytest.fixture(scope="module")
def trades(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Iterator[Assistant]:
    index = tmp_path_factory.mktemp("trades")
    (index / "encoders").symlink_to(encoders)
    settings = load_settings(corpus=TRADES, index=index, database_url="sqlite://")
    build_index(settings)
    with open_assistant(settings) as assistant:
        yield assistant


def ask(assistant: Assistant, question: str) -> Answer:
    return assistant.respond(question, history=[]).answer


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who does a director report to?", "one below the VP of Engineering"),
        ("Who would be my boss as a director?", "one below the VP of Engineering"),
        ("who is an EM's boss?", "below the Director of Engineering"),
        ("Who manages a CTO?", "answerable to the CEO and the board"),
        ("What comes after staff engineer?", "Principal is the"),
        ("What's above a director?", "one below the VP of Engineering"),
        ("Who does an EM manage?", "above the tech lead"),
        ("Who reports to a director?", "below the Director of Engineering"),
        ("who's above an EM?", "below the Director of Engineering"),
    ],
)
def test_a_question_about_the_reporting_line_is_answered_with_the_sentence_that_says_it(
    shipped_assistant: Assistant, question: str, said: str
) -> None:
    answer = ask(shipped_assistant, question)
    assert said in answer.citations[0].quote


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("who is a head chef's boss?", "the head chef reports to"),
        ("who reports to the head chef?", "the sous-chef, the pastry chef and the head porter"),
        ("who works under a sous-chef?", "the chefs de partie and the commis chefs"),
        ("who does a pastry chef report to?", "reports to the head chef"),
        ("who does a chief mate manage?", "take their orders from the chief mate"),
        ("what comes after chief mate?", "the ship's captain"),
        ("who does a ship's captain report to?", "a marine superintendent"),
        ("who does a herd manager report to?", "You report to the farm manager"),
        ("who does a fashion buyer report to?", "I report to the head of buying"),
    ],
)
def test_the_reporting_line_is_found_in_any_trade(trades: Assistant, question: str, said: str) -> None:
    answer = ask(trades, question)
    cited = answer.citations[0]
    assert said in cited.quote
    assert trades.guide(cited.guide).guide.text[cited.start : cited.end] == cited.quote


def test_how_many_people_report_to_a_role_is_no_question_about_who_does(shipped_assistant: Assistant) -> None:
    answer = ask(shipped_assistant, "How many EMs report to a director?")
    assert "three to six" in answer.text


def test_of_a_page_with_one_guide_the_question_may_leave_the_role_out(shipped_assistant: Assistant) -> None:
    answer = shipped_assistant.respond("Who does this role report to?", history=[], guides=["cto"]).answer
    assert "answerable to the CEO and the board" in answer.text
