"""The shipped guides, read once."""

from __future__ import annotations

import pytest

from assistant.settings import SHIPPED_GUIDES
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from corpus.types import Guide


@pytest.fixture(scope="session")
def shipped_guides() -> tuple[Guide, ...]:
    return read_corpus(SHIPPED_GUIDES, load_lexicon()).guides
