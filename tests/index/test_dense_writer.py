"""Where few passages have changed, Chroma's files are copied and changed; where many have, they are built anew."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index import dense_writer
from index.generation import kept, open_generation
from index.vectors import VectorStores
from tests.index.conftest import Workshop

PARAGRAPHS = "\n\n".join(f"Rule {n} is that seat {n} is paid {n * 7} shells." for n in range(40))


def changes(workshop: Workshop) -> int:
    return int(json.loads((workshop.live_folder() / "vector_changes.json").read_text()))


@pytest.fixture
def large(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(dense_writer, "CONTINUED_FROM", 1)
    workshop.write("bosun.md", f"# Bosun\n\n{PARAGRAPHS}\n")
    workshop.sync()
    assert changes(workshop) == 0
    return workshop


def test_a_changed_passage_takes_the_place_of_the_one_before(large: Workshop) -> None:
    large.edit("bosun.md", "seat 7 is paid 49", "seat 7 is paid 50")
    report = large.sync()
    assert (report.changed, report.embedded) == (1, 1)
    assert changes(large) == 2
    generation = large.generation()
    ids = generation.passages.ids
    assert generation.vectors.count() == len(ids)
    stored = generation.vectors.vectors_of(ids)
    for row, id_ in enumerate(ids):
        np.testing.assert_allclose(stored[id_], generation.pooled[row], atol=2e-4)
        assert generation.vectors.nearest(generation.pooled[row], 1)[0][0] == id_
    assert "paid 50 shells" in large.searcher().search("what is seat 7 paid?", 1)[0].passage.text


def test_the_generation_before_stays_as_it_was(large: Workshop) -> None:
    (first,) = kept(large.index)
    large.edit("bosun.md", "seat 7 is paid 49", "seat 7 is paid 50")
    large.sync()
    large.demand_whole(first)
    before = open_generation(large.index, first, VectorStores())
    assert before.vectors.count() == len(before.passages)
    before.close()


def test_changes_add_up_until_all_is_built_anew(large: Workshop) -> None:
    counted = []
    for seat in range(7):
        large.edit("bosun.md", f"seat {seat} is paid {seat * 7} ", f"seat {seat} is paid {seat * 7 + 1} ")
        large.sync()
        counted.append(changes(large))
    assert counted == [2, 4, 6, 8, 10, 0, 2]


def test_room_that_chroma_has_freed_is_given_back(large: Workshop) -> None:
    path = large.live_folder() / "chroma" / "chroma.sqlite3"
    assert path.stat().st_size < 400_000
    assert not list(Path(path.parent).glob("*-wal"))
