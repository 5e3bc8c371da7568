"""Questions that a reader labelled with the curated entries that answer them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from evals.answers.cases import CaseError
from evals.labelled import load_matches
from evals.questions import SOURCES


def test_every_labelled_match_names_entries_that_its_guide_has() -> None:
    shipped = next(source for source in SOURCES if source.name == "shipped")
    corpus = read_corpus(shipped.corpus, load_lexicon())
    entries = {(question.guide, question.id) for question in corpus.questions}
    matches = load_matches()
    unknown = [(one.id, entry) for one in matches for entry in one.entries if (one.guide, entry) not in entries]
    assert unknown == []
    assert len({one.id for one in matches}) == len(matches)
    visitors = [one for one in matches if one.id.startswith("visitors-")]
    assert len(visitors) == 222
    assert set(Counter(one.guide for one in matches if one not in visitors).values()) == {110}


def test_a_file_that_is_none_of_matches_is_named(tmp_path: Path) -> None:
    (tmp_path / "cook.yaml").write_text("- id: cook-1\n  ask: What?\n", encoding="utf-8")
    with pytest.raises(CaseError, match=r"cook\.yaml"):
        load_matches(tmp_path)
