"""Curated questions in a generation: embedded once, published with it, found by what they are like."""

from __future__ import annotations

import numpy as np
import pytest

from index.curated import NONE, CuratedIndex
from index.errors import StoreError
from index.generation import kept
from tests.index.conftest import Workshop

PAY = "- id: pay\n  ask:\n    - How is a Director paid?\n    - What makes up a DoE's package?\n  unanswered: true\n"
TEAMS = (
    "- id: teams\n  ask:\n    - How many EMs report to a Director?\n"
    "  answer:\n    - Three to six Engineering Managers report to a Director.\n"
)
ROUNDS = "- id: rounds\n  ask:\n    - Which rounds does a Tech Lead go through?\n  unanswered: true\n"


def found(workshop: Workshop, question: str, guides: tuple[str, ...] = ()) -> list[str]:
    searcher = workshop.searcher()
    return [
        match.question.id for match in searcher.generation.curated.nearest(searcher.encode(question).pooled, guides)
    ]


@pytest.fixture
def asked(workshop: Workshop) -> Workshop:
    workshop.write("director.questions.yaml", PAY + TEAMS)
    workshop.write("lead.questions.yaml", ROUNDS)
    workshop.sync()
    return workshop


def test_the_nearest_phrasing_comes_first_and_each_comes_once(asked: Workshop) -> None:
    assert found(asked, "how many EMs does a director manage")[0] == "teams"
    phrasings = [text for question in asked.searcher().generation.curated.questions for text in question.ask]
    near = asked.searcher().generation.curated.nearest(asked.searcher().encode("What is a Director's package?").pooled)
    assert sorted(match.phrasing for match in near) == sorted(phrasings)
    assert found(asked, "What is a Director's package made up of?")[0] == "pay"


def test_a_match_names_its_nearest_phrasing_and_a_phrasing_is_wholly_like_itself(asked: Workshop) -> None:
    searcher = asked.searcher()
    for phrasing in ("What makes up a DoE's package?", "How many EMs report to a Director?"):
        match = next(searcher.generation.curated.nearest(searcher.encode(phrasing).pooled))
        assert match.phrasing == phrasing
        assert match.score == pytest.approx(1, abs=1e-4)
        assert match.score <= 1


def test_only_pinned_guides_are_looked_at(asked: Workshop) -> None:
    assert found(asked, "How many EMs report to a Director?", ("lead",)) == ["rounds"]


def test_what_is_less_alike_than_wanted_is_left_out(asked: Workshop) -> None:
    searcher = asked.searcher()
    pooled = searcher.encode("How many EMs report to a Director?").pooled
    assert [match.question.id for match in searcher.generation.curated.nearest(pooled, least=0.99)] == ["teams"]


def test_a_changed_file_publishes_a_generation_and_embeds_what_is_new(asked: Workshop) -> None:
    asked.write("lead.questions.yaml", ROUNDS.replace("    - Which", "    - How is a Tech Lead tested?\n    - Which"))
    report = asked.sync()
    assert report.published
    assert report.embedded == 0
    assert asked.encoder.texts == ["How is a Tech Lead tested?"]
    assert found(asked, "How is a Tech Lead tested?")[0] == "rounds"
    assert not asked.sync().published


def test_a_changed_answer_publishes_a_generation_and_embeds_nothing(asked: Workshop) -> None:
    asked.write(
        "director.questions.yaml", PAY.replace("unanswered: true", "unanswered: true\n  say: Ask them.") + TEAMS
    )
    assert asked.sync().published
    assert asked.encoder.texts == []
    assert {one.say for one in asked.generation().curated.questions} == {"", "Ask them."}


def test_a_corpus_without_curated_questions_is_indexed_as_before(workshop: Workshop) -> None:
    workshop.sync()
    assert workshop.generation().curated.questions == ()
    assert found(workshop, "How many EMs report to a Director?") == []


def test_files_of_curated_questions_are_checked_like_the_rest(asked: Workshop) -> None:
    (name,) = kept(asked.index)
    np.save(asked.live_folder() / "curated" / "vectors.npy", NONE.vectors)
    with pytest.raises(StoreError, match=r"vectors\.npy"):
        asked.demand_whole(name)
    with pytest.raises(StoreError, match="counts differ"):
        CuratedIndex.load(asked.live_folder() / "curated")
    assert asked.sync().published
    assert found(asked, "How many EMs report to a Director?")[0] == "teams"
