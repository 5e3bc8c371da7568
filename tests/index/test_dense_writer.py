"""Where few passages have changed, files of the generation before are shared; where more have, Chroma's are copied and
changed; where many have, all is built anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import earlier
from index.base import Base
from index.generation import open_generation, whole_generations
from index.vectors import VectorStores
from tests.index.conftest import Workshop

PARAGRAPHS = "\n\n".join(f"Rule {n} is that seat {n} is paid {n * 7} shells." for n in range(40))
SHARED = ("tokens/blocks.bin", "pooled.npy", "chroma/chroma.sqlite3")
QUESTIONS = ("what is seat 7 paid?", "which seat is paid 50 shells?", "Who reports to a Director?", "rule 12")


@pytest.fixture
def large(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setattr(earlier, "SHARED_FROM", 1)
    workshop.write("bosun.md", f"# Bosun\n\n{PARAGRAPHS}\n")
    workshop.sync()
    return workshop


def raise_pay(workshop: Workshop, seat: int) -> None:
    workshop.edit("bosun.md", f"seat {seat} is paid {seat * 7} ", f"seat {seat} is paid {seat * 7 + 1} ")


def shared_files(workshop: Workshop, before: Path) -> list[str]:
    """Which of ``SHARED`` are the same file in the live generation as in ``before``."""
    return [name for name in SHARED if (before / name).samefile(workshop.live_folder() / name)]


def test_a_changed_passage_takes_the_place_of_the_one_before(large: Workshop) -> None:
    first = large.live_folder()
    raise_pay(large, 7)
    report = large.sync()
    assert (report.changed, report.embedded) == (1, 1)
    assert shared_files(large, first) == list(SHARED)
    generation = large.generation()
    assert (generation.base.gone, len(generation.base.tail)) == (1, 1)
    encoded = large.encoder.encoder.encode([passage.embedded for passage in generation.passages])
    np.testing.assert_allclose(generation.pooled, encoded.pooled, atol=2e-4)
    for row in range(len(generation.passages)):
        near = generation.nearest(generation.pooled[row], 1)
        assert max(near, key=lambda one: near[one]) == row
    assert "paid 50 shells" in large.searcher().search("what is seat 7 paid?", 1)[0].passage.text


def test_what_is_shared_is_searched_as_if_all_were_built_anew(large: Workshop) -> None:
    raise_pay(large, 7)
    large.edit("bosun.md", "Rule 3 is that seat 3 is paid 21 shells.\n\n", "")
    large.write("bosun.md", (large.corpus / "bosun.md").read_text() + "\n\nRule 99 is that nobody whistles.\n")
    large.sync()
    found = [large.searcher().search(question, 12) for question in QUESTIONS]
    assert large.generation().base.gone
    large.index = large.index.with_name("anew")
    large.index.mkdir()
    (large.index / "encoders").symlink_to(large.index.with_name("index") / "encoders")
    large.sync()
    for question, hits in zip(QUESTIONS, found, strict=True):
        anew = large.searcher().search(question, 12)
        assert [hit.passage for hit in hits] == [hit.passage for hit in anew]
        np.testing.assert_allclose([hit.score for hit in hits], [hit.score for hit in anew], atol=2e-3)


def test_the_generation_before_stays_as_it_was_and_can_go(large: Workshop) -> None:
    (first,) = whole_generations(large.index)
    raise_pay(large, 7)
    large.sync()
    large.demand_whole(first)
    before = open_generation(large.index, first, VectorStores())
    assert before.vectors.count() == len(before.passages)
    before.close()
    raise_pay(large, 8)
    last = large.sync(keep=1)
    assert whole_generations(large.index) == [last.generation]
    large.demand_whole(last.generation)
    assert large.generation().base.collection == first
    assert "paid 57 shells" in large.searcher().search("what is seat 8 paid?", 1)[0].passage.text


def test_changes_add_up_until_the_base_is_built_anew_and_then_the_graph(large: Workshop) -> None:
    counted = []
    for seat in range(7):
        raise_pay(large, seat)
        assert large.sync().embedded == 1
        base = Base.load(large.live_folder())
        counted.append((base.changes, base.gone, len(base.tail)))
    assert counted == [(0, 1, 1), (0, 2, 2), (6, 0, 0), (6, 1, 1), (6, 2, 2), (0, 0, 0), (0, 1, 1)]
    generation = large.generation()
    assert generation.vectors.count() == generation.base.size == len(generation.passages)


def test_what_came_back_is_found_once(large: Workshop) -> None:
    text = (large.corpus / "bosun.md").read_text()
    raise_pay(large, 7)
    large.sync()
    large.write("bosun.md", text)
    assert large.sync().embedded == 1
    generation = large.generation()
    assert len(generation.base.tail) == 1
    row = int(generation.base.tail[0])
    assert "paid 49 shells" in generation.passages[row].text
    assert generation.nearest(generation.pooled[row], 3)[row] == pytest.approx(1, abs=1e-3)


def test_what_is_gone_takes_no_place_of_what_is_there(large: Workshop) -> None:
    generation = large.generation()
    asked = generation.pooled[next(row for row, one in enumerate(generation.passages) if "seat 7 " in one.text)]
    raise_pay(large, 7)
    raise_pay(large, 8)
    large.sync()
    changed = large.generation()
    for k in (1, 2, 5, len(changed.passages)):
        within = [row for row in changed.nearest(asked, k) if changed.base.rows[row] >= 0]
        assert len(within) >= min(k, changed.base.size - changed.base.gone)


@pytest.mark.parametrize("name", SHARED)
def test_what_is_damaged_is_not_shared(large: Workshop, name: str) -> None:
    path = large.live_folder() / name
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"#" + content[len(content) // 2 + 1 :])
    raise_pay(large, 7)
    report = large.sync()
    assert report.embedded == report.passages
    large.demand_whole(report.generation)
    assert shared_files(large, path.parents[len(Path(name).parts) - 1]) == []


def test_a_file_system_without_links_has_copies(large: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(*_: object) -> None:
        raise PermissionError("no links here")

    first = large.live_folder()
    monkeypatch.setattr("os.link", unable)
    raise_pay(large, 7)
    report = large.sync()
    assert report.embedded == 1
    large.demand_whole(report.generation)
    assert shared_files(large, first) == []
    assert (first / SHARED[0]).stat().st_size == (large.live_folder() / SHARED[0]).stat().st_size


def test_room_that_chroma_has_freed_is_given_back(large: Workshop) -> None:
    path = large.live_folder() / "chroma" / "chroma.sqlite3"
    assert path.stat().st_size < 400_000
    assert not list(Path(path.parent).glob("*-wal"))
