"""A comparison that names both of its sides asks nothing of what was said before."""

from __future__ import annotations

import pytest

from assistant.conversation.standalone import Conversation, stand_alone
from assistant.types import Turn
from corpus.lexicon import Lexicon

EARLIER = (
    Turn("user", "How many EMs should a Director manage?"),
    Turn("assistant", "The most common range for a Director of Engineering is three to six EMs. [1]"),
    Turn("user", "and in Europe?"),
    Turn("assistant", "The guides don't say."),
)


@pytest.mark.parametrize(
    "message",
    ["Compare a Director with a VP on pay", "compare the pay of a CTO and a VP", "Please contrast a VP and a CTO."],
)
def test_it_stands_alone(lexicon: Lexicon, message: str) -> None:
    assert stand_alone(message, Conversation(EARLIER, lexicon)).question == message


@pytest.mark.parametrize("message", ["Compare that with a VP", "compare it for a Director and a VP", "and for a VP?"])
def test_what_points_back_or_names_one_side_does_not(lexicon: Lexicon, message: str) -> None:
    assert stand_alone(message, Conversation(EARLIER, lexicon)).question != message
