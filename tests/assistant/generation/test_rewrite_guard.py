"""Which rewritings of a follow-up are trusted."""

from __future__ import annotations

import pytest

from assistant.generation.rewrite_guard import guarded
from corpus.lexicon import Lexicon

SAID = ["What does a Director of Engineering earn in the UK?", "Directors earn £120,000 to £160,000 in the UK. [1]"]
OFFLINE = "What does a Director of Engineering earn in Europe?"


@pytest.mark.parametrize(
    ("message", "rewritten"),
    [
        ("and in Europe?", "What does a Director of Engineering earn in Europe?"),
        ("And in Europe?", "How much does a DoE earn in Europe?"),
        ("ok, and what do they not earn in Europe?", "What does a Director of Engineering not earn in Europe?"),
    ],
)
def test_what_only_fills_in_is_trusted(lexicon: Lexicon, message: str, rewritten: str) -> None:
    assert guarded(rewritten, message, SAID, OFFLINE, lexicon) == ""


@pytest.mark.parametrize(
    ("rewritten", "why"),
    [
        ("", "not one question"),
        ("Europe.\nWhat does a Director earn in Europe?", "not one question"),
        ("Directors earn more in Europe [1].", "not one question"),
        ("What does a Director of Engineering earn " + "in Europe " * 60, "not one question"),
        ("What does a Director of Engineering earn?", "lost "),
        ("What does one earn in Europe?", "lost the role Director of Engineering"),
        ("What does a VP of Engineering or a Director of Engineering earn in Europe?", "invented the role VP"),
        ("What does a Director of Engineering earn in Europe or the US?", "invented the place"),
        ("Does a Director of Engineering earn 140,000 in Europe?", "invented a figure"),
        ("What does a Director of Engineering not earn in Europe?", "changed a negation"),
        ("What equity does a Director of Engineering earn in Europe?", "invented equiti"),
    ],
)
def test_what_loses_or_adds_something_is_not(lexicon: Lexicon, rewritten: str, why: str) -> None:
    assert guarded(rewritten, "and in Europe?", SAID, OFFLINE, lexicon).startswith(why)
