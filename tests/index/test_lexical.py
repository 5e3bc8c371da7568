"""BM25: shares of what can be attained; empty corpora and unknown words are no trouble."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import bm25s
import numpy as np
import pytest
import Stemmer
from bm25s.stopwords import STOPWORDS_EN
from hypothesis import given
from hypothesis import strategies as st

from corpus.english import english
from index.lexical import LexicalIndex, Postings, words_of

TEXTS = ["Directors manage managers.", "Pay is mostly equity.", "", "Managers pay attention to managers."]
QUESTIONS = ["manager", "pay equity", "quantum", "", "?", "🙂", "the of a", "pay quantum"]


def built_of(texts: Sequence[str]) -> LexicalIndex:
    return LexicalIndex(Postings.of(dict(enumerate(texts)), len(texts)))


@pytest.mark.parametrize("texts", [[], [""], ["the of a", "?"]])
def test_an_empty_vocabulary_matches_nothing(tmp_path: Path, texts: list[str]) -> None:
    built = built_of(texts)
    built.postings.save(tmp_path / "words")
    for index in (built, LexicalIndex(Postings.load(tmp_path / "words"))):
        scores = index.scores("the pay?")
        assert scores.shape == (len(texts),)
        assert not scores.any()


@pytest.mark.parametrize("question", QUESTIONS)
def test_scores_are_shares_and_survive_saving(tmp_path: Path, question: str) -> None:
    built = built_of(TEXTS)
    built.postings.save(tmp_path / "words")
    scores = built.scores(question)
    assert scores.shape == (len(TEXTS),)
    assert scores.min() >= 0
    assert scores.max() <= 1
    np.testing.assert_array_equal(LexicalIndex(Postings.load(tmp_path / "words")).scores(question), scores)


def test_stems_match_and_more_of_a_word_is_more() -> None:
    texts = ["The director manages well.", "Pay is mostly equity.", "A manager manages managers."]
    scores = built_of(texts).scores("managing")
    assert list(np.flatnonzero(scores)) == [0, 2]
    assert scores[2] > scores[0]


def test_words_that_no_passage_holds_make_a_match_worth_less() -> None:
    index = built_of(TEXTS)
    known, half = index.scores("pay"), index.scores("pay quantum")
    assert known.argmax() == half.argmax()
    assert 0 < half.max() < known.max() / 2


def test_stop_words_are_those_of_bm25s() -> None:
    assert english().stop_words == set(STOPWORDS_EN)


def test_unknown_words_score_nothing() -> None:
    assert not built_of(TEXTS).scores("quantum zebra").any()


@given(st.text() | st.text("aeistn '’-?.0é", max_size=200))
def test_a_question_has_the_words_that_the_index_was_built_of(text: str) -> None:
    built = bm25s.tokenize([text], "en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False)
    assert words_of(text, Stemmer.Stemmer("english")) == [word for word in built[0] if word]


def test_scores_are_those_of_bm25s() -> None:
    theirs = bm25s.BM25()
    tokens = bm25s.tokenize(TEXTS, "en", stemmer=Stemmer.Stemmer("english"), return_ids=False, show_progress=False)
    theirs.index(tokens, show_progress=False)
    ours = built_of(TEXTS).postings
    for place, word in enumerate(ours.words):
        part = slice(ours.bounds[place], ours.bounds[place + 1])
        found = np.zeros(len(TEXTS), dtype=np.float32)
        found[ours.rows[part]] = ours.scores()[part]
        np.testing.assert_array_equal(found, theirs.get_scores([word]))


@given(
    st.lists(st.sampled_from([*TEXTS, "Pay the pay.", "zebra"]), max_size=8),
    st.lists(st.sampled_from([*TEXTS, "Zebras pay zebras."]), max_size=3),
    st.randoms(use_true_random=False),
)
def test_what_is_carried_over_is_as_if_it_were_counted_anew(old: list[str], new: list[str], random: Random) -> None:
    mixed = [(row, text) for row, text in enumerate(old) if random.random() < 0.7] + [(-1, text) for text in new]
    random.shuffle(mixed)
    fresh = Postings.of({row: text for row, (origin, text) in enumerate(mixed) if origin < 0}, len(mixed))
    origins = np.array([origin for origin, _ in mixed], dtype=np.int64)
    moved = Postings.of(dict(enumerate(old)), len(old)).moved(origins, fresh)
    anew = Postings.of(dict(enumerate(text for _, text in mixed)), len(mixed))
    assert moved.words == anew.words
    for name in ("bounds", "rows", "counts", "lengths"):
        np.testing.assert_array_equal(getattr(moved, name), getattr(anew, name))
        assert getattr(moved, name).dtype == getattr(anew, name).dtype
