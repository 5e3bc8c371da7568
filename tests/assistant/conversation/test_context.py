"""What the conversation was about counts beside a follow-up, and not where a message stands alone."""

from __future__ import annotations

import pytest

from assistant.conversation.context import amid, shipped
from assistant.conversation.history import Conversation
from assistant.conversation.standalone import stand_alone
from assistant.types import Turn
from corpus.lexicon import load_lexicon
from corpus.types import BlockKind, Guide, Passage
from index.types import Hit, Scores

GUIDE = Guide(slug="mate", title="", role="", text="", blocks=(), sections=(), version="")


def hit(name: str, score: float) -> Hit:
    passage = Passage(name, "mate", "", "", (), "", BlockKind.PARAGRAPH, ord(name), ord(name) + 1, name, ())
    return Hit(passage, GUIDE, score, Scores(0, 0, 0))


def named(hits: tuple[Hit, ...]) -> str:
    return "".join(one.passage.id for one in hits)


def test_a_passage_near_to_the_conversation_goes_before_one_that_is_as_near_to_the_question() -> None:
    hits, around = [hit("a", 0.51), hit("b", 0.5)], [hit("b", 0.9), hit("c", 0.4)]
    assert named(amid(hits, around, 0.3)) == "ba"
    assert named(amid(hits, around, 0.0)) == "ab"


def test_the_passage_nearest_to_the_conversation_keeps_its_score_and_none_gains() -> None:
    hits, around = [hit("a", 0.5), hit("b", 0.4)], [hit("a", 0.9), hit("b", 0.6)]
    assert [one.score for one in amid(hits, around, 0.5)] == pytest.approx([0.5, 0.25])


def test_without_anything_said_before_the_hits_stay() -> None:
    hits = (hit("a", 0.5), hit("b", 0.4))
    assert amid(hits, (), 0.5) == hits
    assert stand_alone("what is it paid?", Conversation((), load_lexicon())).context == ""


def test_a_question_that_a_rule_made_whole_takes_no_context() -> None:
    asked = [Turn("user", "What is a Tech Lead paid?"), Turn("assistant", "A lot. [1]")]
    assert stand_alone("and a CTO?", Conversation(tuple(asked), load_lexicon())).context == ""
    assert (
        stand_alone("do they get leave?", Conversation(tuple(asked), load_lexicon())).context
        == "What is a Tech Lead paid?"
    )


def test_the_share_is_read_from_the_parameters() -> None:
    assert 0 < shipped().share < 1
