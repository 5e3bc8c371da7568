"""Curated questions in a generation: embedded once, published with it, found by what they are like."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.curated import NONE, CuratedIndex
from index.encode import open_encoder
from index.errors import StoreError
from index.generation import whole_generations
from tests.index.conftest import Counting, Workshop

PAY = "- id: pay\n  ask:\n    - How is a Director paid?\n    - What makes up a DoE's package?\n  unanswered: true\n"
TEAMS = (
    "- id: teams\n  ask:\n    - How many EMs report to a Director?\n"
    "  answer:\n    - Three to six Engineering Managers report to a Director.\n"
)
ROUNDS = "- id: rounds\n  ask:\n    - Which rounds does a Tech Lead go through?\n  unanswered: true\n"


def found(workshop: Workshop, question: str, guides: tuple[str, ...] = ()) -> list[str]:
    searcher = workshop.searcher()
    return [
        match.question.id for match in searcher.generation.curated.nearest(searcher.encode(question).pooled, 9, guides)
    ]


@pytest.fixture
def asked(workshop: Workshop) -> Workshop:
    workshop.write("director.questions.yaml", PAY + TEAMS)
    workshop.write("lead.questions.yaml", ROUNDS)
    workshop.sync()
    return workshop


def test_phrasings_are_embedded_as_questions_are(workshop: Workshop, encoders: Path) -> None:
    workshop.asking = Counting(open_encoder("", encoders, asking=True))
    workshop.write("director.questions.yaml", PAY)
    workshop.sync()
    assert len(workshop.asking.texts) == 2
    assert not set(workshop.asking.texts) & set(workshop.encoder.texts)
    searcher = workshop.searcher()
    [match] = searcher.generation.curated.nearest(searcher.encode("How is a Director paid?").pooled, 1)
    assert match.score == pytest.approx(1, abs=1e-6)


def test_the_nearest_question_comes_first_and_each_comes_once(asked: Workshop) -> None:
    assert found(asked, "how many EMs does a director manage")[0] == "teams"
    assert sorted(found(asked, "What is a Director's package?")) == ["pay", "rounds", "teams"]
    assert found(asked, "What is a Director's package made up of?")[0] == "pay"


def test_a_match_names_its_nearest_phrasing_and_a_phrasing_is_wholly_like_itself(asked: Workshop) -> None:
    searcher = asked.searcher()
    for phrasing in ("What makes up a DoE's package?", "How many EMs report to a Director?"):
        (match,) = searcher.generation.curated.nearest(searcher.encode(phrasing).pooled, 1)
        assert match.phrasing == phrasing
        assert match.score == pytest.approx(1, abs=2e-3)  # questions are encoded in 8 bits
        assert match.score <= 1


def test_what_all_phrasings_of_a_guide_share_is_left_out_of_the_centred_cosine(asked: Workshop) -> None:
    searcher = asked.searcher()
    pooled = searcher.encode("How is a Director paid?").pooled
    match = next(one for one in searcher.generation.curated.nearest(pooled, 9) if one.question.id == "pay")
    rows = searcher.generation.curated.vectors[:3]  # the Director's phrasings
    centred = [(row - rows.mean(axis=0)) / np.linalg.norm(row - rows.mean(axis=0)) for row in (*rows, pooled)]
    own = sorted(float(centred[-1] @ one) for one in centred[:2])
    assert match.centred == pytest.approx(own[-1], abs=1e-4)
    assert match.twice == pytest.approx(sum(own) / 2, abs=1e-4)


def test_only_pinned_guides_are_looked_at(asked: Workshop) -> None:
    assert found(asked, "How many EMs report to a Director?", ("lead",)) == ["rounds"]


def test_what_is_less_alike_than_wanted_is_left_out(asked: Workshop) -> None:
    searcher = asked.searcher()
    pooled = searcher.encode("How many EMs report to a Director?").pooled
    assert [match.question.id for match in searcher.generation.curated.nearest(pooled, 9, least=0.99)] == ["teams"]


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
    (name,) = whole_generations(asked.index)
    np.save(asked.live_folder() / "curated" / "vectors.npy", NONE.vectors)
    with pytest.raises(StoreError, match=r"vectors\.npy"):
        asked.demand_whole(name)
    with pytest.raises(StoreError, match="counts differ"):
        CuratedIndex.load(asked.live_folder() / "curated")
    assert asked.sync().published
    assert found(asked, "How many EMs report to a Director?")[0] == "teams"


def test_how_many_phrasings_are_embedded_is_told_and_nothing_where_none_is(asked: Workshop) -> None:
    assert ("phrasings", 0, 4) in asked.told
    assert ("phrasings", 4, 4) in asked.told
    asked.write("lead.questions.yaml", ROUNDS.replace("- id: rounds", "- id: other"))
    asked.sync()
    assert not [one for one in asked.told if one[0] == "phrasings"]
