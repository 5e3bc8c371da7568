"""BM25: shares of what can be attained; empty corpora and unknown words are no trouble."""

from __future__ import annotations

from pathlib import Path

import bm25s
import numpy as np
import pytest
import Stemmer
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import LexicalIndex, words_of

TEXTS = ["Directors manage managers.", "Pay is mostly equity.", "", "Managers pay attention to managers."]
QUESTIONS = ["manager", "pay equity", "quantum", "", "?", "🙂", "the of a", "pay quantum"]


@pytest.mark.parametrize("texts", [[], [""], ["the of a", "?"]])
def test_an_empty_vocabulary_matches_nothing(tmp_path: Path, texts: list[str]) -> None:
    built = LexicalIndex.build(texts)
    built.save(tmp_path / "words")
    for index in (built, LexicalIndex.load(tmp_path / "words", len(texts))):
        scores = index.scores("the pay?")
        assert scores.shape == (len(texts),)
        assert not scores.any()


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_shares_and_survive_saving(tmp_path: Path, question: str) -> None:
    built = LexicalIndex.build(TEXTS)
    built.save(tmp_path)
    scores = built.scores(question)
    assert scores.shape == (len(TEXTS),)
    assert scores.min() >= 0
    assert scores.max() <= 1
    np.testing.assert_array_equal(LexicalIndex.load(tmp_path, len(TEXTS)).scores(question), scores)


def test_stems_match_and_more_of_a_word_is_more() -> None:
    texts = ["The director manages well.", "Pay is mostly equity.", "A manager manages managers."]
    scores = LexicalIndex.build(texts).scores("managing")
    assert list(np.flatnonzero(scores)) == [0, 2]
    assert scores[2] > scores[0]


def test_words_that_no_passage_holds_make_a_match_worth_less() -> None:
    index = LexicalIndex.build(TEXTS)
    known, half = index.scores("pay"), index.scores("pay quantum")
    assert known.argmax() == half.argmax()
    assert 0 < half.max() < known.max() / 2


def test_unknown_words_score_nothing() -> None:
    assert not LexicalIndex.build(TEXTS).scores("quantum zebra").any()


@given(st.text() | st.text("aeistn '’-?.0é", max_size=200))
def test_a_question_has_the_words_that_the_index_was_built_of(text: str) -> None:
    built = bm25s.tokenize([text], "en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False)
    assert words_of(text, Stemmer.Stemmer("english")) == [word for word in built[0] if word]
