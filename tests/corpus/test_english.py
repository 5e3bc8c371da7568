"""The lists of English words are whole, tidy and read once."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from corpus.english import ENGLISH, English, english, read_english, stem_of


def test_every_list_holds_words_in_lower_case_without_curly_apostrophes() -> None:
    for field in fields(English):
        lists = getattr(english(), field.name)
        if field.name == "strength":
            lists = frozenset().union(*lists.values())
        words = [word for group in lists for word in ([group] if isinstance(group, str) else group)]
        assert words, field.name
        assert [word for word in words if word != word.casefold() or "’" in word] == [], field.name


def test_every_list_says_what_it_is_for_or_is_a_part_of_speech() -> None:
    lines = ENGLISH.read_text(encoding="utf-8").splitlines()
    bare = {line.split(":")[0] for before, line in pairwise(lines) if line[:1].isalpha() and not before.startswith("#")}
    assert bare == {"determiners", "auxiliaries", "question_words", "negators", "superlatives"}


def test_the_shipped_lists_are_read_once() -> None:
    assert english() is english()


def test_a_list_that_is_missing_or_unknown_is_named(tmp_path: Path) -> None:
    wrong = tmp_path / "english.yaml"
    wrong.write_text(ENGLISH.read_text(encoding="utf-8").replace("\nweak_words:", "\nstrong_words:"), encoding="utf-8")
    with pytest.raises(ValueError, match="strong_words, weak_words"):
        read_english(wrong)


@pytest.mark.parametrize(("word", "stem"), [("directors", "director"), ("managing", "manag")])
def test_words_are_stemmed(word: str, stem: str) -> None:
    assert stem_of(word) == stem
