"""Roles come from the lexicon alone: follow-ups about trades of which the code knows nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.conversation.history import Conversation
from assistant.conversation.standalone import stand_alone
from assistant.types import Turn
from corpus.lexicon import Lexicon, load_lexicon
from corpus.read import read_corpus
from evals.questions import TRADES

ALIASES = {"Ship's Captain": ("captain", "ship captain"), "Sous-Chef": ("sous chef",)}


@pytest.fixture(scope="module")
def trades() -> Lexicon:
    """A lexicon that knows the roles of the made-up guides and no others."""
    lexicon = load_lexicon()
    roles = {guide.role: ALIASES.get(guide.role, ()) for guide in read_corpus(TRADES, lexicon).guides if guide.role}
    return replace(lexicon, roles=roles, others={})


@pytest.mark.parametrize(
    ("message", "earlier", "question"),
    [
        ("and a Pastry Chef?", "What is a Captain paid?", "What is a Pastry Chef paid?"),
        ("And a PASTRY CHEF?", "What does a ship's captain earn?", "What does a PASTRY CHEF earn?"),
        (
            "what about an electrician?",
            "How many people does a Captain lead?",
            "How many people does an electrician lead?",
        ),
        ("and for chief mates?", "How are captains paid?", "How are chief mates paid?"),
        ("And a SOUS-CHEF?", "How many people does a head chef lead?", "How many people does a SOUS-CHEF lead?"),
        ("do they get leave?", "What is a chief mate paid?", "Do chief mates get leave?"),
    ],
)
def test_the_lexicons_own_role_takes_the_place_of_the_last_one(
    trades: Lexicon, message: str, earlier: str, question: str
) -> None:
    found = stand_alone(message, Conversation((Turn("user", earlier), Turn("assistant", "A lot. [1]")), trades))
    assert (found.question, found.follow_up) == (question, True)


def test_a_note_taken_of_an_answer_is_not_what_a_message_leans_on(trades: Lexicon) -> None:
    said = [
        Turn("user", "How are charge nurses hired?"),
        Turn("assistant", "By trial shifts. [1]"),
        Turn("user", "45 minutes, ok"),
    ]
    found = stand_alone("and how many rounds?", Conversation(tuple(said), trades))
    assert "charge nurse" in found.question
    assert "45" not in found.question


def test_the_role_is_kept_over_a_question_that_names_none(trades: Lexicon) -> None:
    said = [
        Turn("user", "I'm about to take my first head chef post"),
        Turn("user", "What would they pay me to begin with?"),
    ]
    found = stand_alone("and the interview?", Conversation(tuple(said), trades))
    assert "head chef" in found.question
