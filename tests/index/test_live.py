"""Switching generations: nothing of the old one stays, questions under way keep theirs, a bad one isn't served."""

from __future__ import annotations

import ctypes
import gc
import os
import re
import threading
import weakref
from pathlib import Path

import pytest

from index.errors import Damaged, OtherEncoder, StoreError
from index.generation import compare_mapped, publish, whole_generations
from index.live import LiveIndex, give_back_freed
from index.rollback import roll_back
from tests.index.conftest import Workshop


def version(workshop: Workshop, number: int, keep: int = 3) -> str:
    workshop.write("cto.md", f"# CTO\n\nVersion number {number} of this guide.\n")
    return workshop.sync(keep=keep).generation


def said(live: LiveIndex) -> str:
    with live.leased() as searcher:
        assert searcher is not None
        return searcher.search("version number of the CTO guide", 1, ("cto",))[0].passage.text


def descriptors() -> int:
    gc.collect()
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts descriptors in /proc")
def test_publishing_again_and_again_leaves_no_descriptor_open(workshop: Workshop) -> None:
    version(workshop, 0)
    live = workshop.live()
    version(workshop, 1)
    assert live.refresh()
    before = descriptors()
    for number in range(2, 10):
        version(workshop, number)
        assert live.refresh()
        assert f"number {number}" in said(live)
    assert abs(descriptors() - before) <= 5


def test_a_question_under_way_keeps_its_generation_until_it_is_answered(workshop: Workshop) -> None:
    version(workshop, 0)
    live = workshop.live()
    with live.leased() as searcher:
        assert searcher is not None
        version(workshop, 1)
        assert live.refresh()
        assert "number 1" in said(live)
        assert "number 0" in searcher.search("version number of the CTO guide", 1, ("cto",))[0].passage.text
    with pytest.raises(StoreError, match="closed"):
        searcher.search("version number of the CTO guide", 1, ("cto",))


def test_a_closed_index_answers_nothing_and_holds_nothing(workshop: Workshop) -> None:
    version(workshop, 0)
    before = descriptors()
    live = workshop.live()
    live.close()
    with live.leased() as searcher:
        assert searcher is None
    assert abs(descriptors() - before) <= 1


def test_a_damaged_generation_is_refused_and_the_one_before_it_served(workshop: Workshop) -> None:
    version(workshop, 0)
    damaged = version(workshop, 1)
    (workshop.live_folder() / "passages/rows.npy").write_text("[]")
    live = workshop.live()
    assert "number 0" in said(live)
    assert live.fault is not None
    assert damaged in str(live.fault)
    assert "passages/rows.npy" in str(live.fault)
    assert str(workshop.index) not in str(live.fault)
    version(workshop, 2)
    assert live.refresh()
    assert "number 2" in said(live)
    assert live.fault is None


def test_what_is_mapped_is_compared_as_it_is_read_and_the_generation_before_takes_over(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.late_interaction.MAPPED_FROM", 1)
    monkeypatch.setattr("index.live.compare_mapped", lambda *_: None)  # which would be in time or not
    version(workshop, 0)
    damaged = version(workshop, 1)
    path = workshop.live_folder() / "tokens" / "blocks.bin"
    content = path.read_bytes()
    path.write_bytes(bytes(byte ^ 1 for byte in content))
    live = workshop.live()  # the question that warms it up is the first to read
    assert "number 0" in said(live)
    assert f"{damaged}: tokens/blocks.bin is not what was written" in str(live.fault)
    path.write_bytes(content)
    live = workshop.live()
    assert "number 1" in said(live)
    assert live.fault is None


def test_mapped_blocks_are_compared_together_besides(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.late_interaction.MAPPED_FROM", 1)
    monkeypatch.setattr("index.live.compare_mapped", lambda *_: None)
    version(workshop, 0)
    damaged = version(workshop, 1)
    live = workshop.live()
    assert "number 1" in said(live)
    path = workshop.live_folder() / "tokens" / "blocks.bin"
    path.write_bytes(path.read_bytes()[:-1] + b"#")
    assert live.searcher is not None
    compare_mapped(workshop.index, live.searcher.generation)
    for _ in range(2):
        with pytest.raises(Damaged, match="is not what was written"):
            live.refresh()
        assert "number 0" in said(live)
        assert damaged in str(live.fault)
        live._refused = None  # as a minute later
    assert roll_back(workshop.index) == whole_generations(workshop.index)[0]
    live.refresh()
    assert live.fault is None


def test_a_running_reader_keeps_what_it_has_when_a_damaged_generation_is_published(workshop: Workshop) -> None:
    version(workshop, 0)
    live = workshop.live()
    version(workshop, 1)
    (workshop.live_folder() / "guides.jsonl").unlink()
    for _ in range(2):
        with pytest.raises(Damaged, match=r"guides\.jsonl is missing"):
            live.refresh()
    assert "number 0" in said(live)
    assert live.fault is not None


def test_with_nothing_to_fall_back_to_the_fault_is_raised(workshop: Workshop) -> None:
    version(workshop, 0)
    (workshop.live_folder() / "manifest.json").write_text("{}")
    with pytest.raises(Damaged, match="manifest"):
        workshop.live()


def test_a_generation_of_another_encoder_is_refused_naming_both(workshop: Workshop) -> None:
    version(workshop, 0)
    live = LiveIndex(workshop.index, "somewhere/another-model", workshop.stores)
    with pytest.raises(OtherEncoder, match=r"all-MiniLM-L6-v2.*another-model.*guides index"):
        live.refresh()
    assert not (workshop.index / "encoders" / "another-model").exists()


def test_vectors_of_other_weights_of_the_same_name_are_refused(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(type(workshop.encoder), "fingerprint", "of other weights")
        first = version(workshop, 0)
    with pytest.raises(OtherEncoder, match="all-MiniLM-L6-v2"):
        workshop.live()
    assert workshop.sync().embedded == len(workshop.generation().passages)
    assert whole_generations(workshop.index)[0] == first


def test_a_pipe_in_place_of_a_file_is_not_waited_for(workshop: Workshop) -> None:
    version(workshop, 0)
    version(workshop, 1)
    for path in (workshop.live_folder() / "manifest.json", workshop.index / "current"):
        path.unlink()
        os.mkfifo(path)
        live = workshop.live()
        assert "number 0" in said(live)
        assert "no regular file" in str(live.fault)
    assert workshop.sync().published
    assert live.refresh()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"../../etc", b"no such\ngeneration", b"20990101T0-none"])
def test_a_senseless_name_of_the_live_generation_is_a_fault_not_a_crash(workshop: Workshop, content: bytes) -> None:
    version(workshop, 0)
    (workshop.index / "current").write_bytes(content)
    live = workshop.live()
    assert "number 0" in said(live)
    assert live.fault is not None
    assert "guides index" in str(live.fault)
    assert workshop.sync().published
    assert live.refresh()
    assert live.fault is None


def test_after_rolling_back_a_damaged_generation_is_not_replaced_by_a_later_one(workshop: Workshop) -> None:
    names = [version(workshop, number) for number in range(3)]
    publish(workshop.index, names[1])
    (workshop.live_folder() / "guides.jsonl").unlink()
    assert "number 0" in said(workshop.live())


def test_questions_are_answered_while_generations_are_switched(workshop: Workshop) -> None:
    version(workshop, 0, keep=1)
    live = workshop.live()
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                assert "number" in said(live)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)
                return

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in (1, 2, 3):
            version(workshop, number, keep=1)
            assert live.refresh()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    assert "number 3" in said(live)


def test_that_what_is_served_could_not_be_opened_again_is_a_fault(workshop: Workshop) -> None:
    name = workshop.sync().generation
    live = workshop.live()
    for path, fault in (("current", "`current` is gone"), ("generations", f"generation {name}: its files are gone")):
        away = workshop.index / path
        away.rename(workshop.index / "away")
        assert not live.refresh()
        assert fault in str(live.fault)
        (workshop.index / "away").rename(away)
        live.refresh()
        assert live.fault is None
    assert live.searcher is not None


def test_what_a_closed_generation_took_is_given_back_at_the_next_look(workshop: Workshop) -> None:
    version(workshop, 0)
    given: list[int] = []
    live = LiveIndex(workshop.index, "", workshop.stores, give_back=lambda: given.append(1))
    live.refresh()
    version(workshop, 1)
    with live.leased():
        live.refresh()
        live.refresh()
        assert given == [], "the old one is still read"
    live.refresh()
    live.refresh()
    assert given == [1]


def test_what_refers_to_itself_goes_with_its_generation(workshop: Workshop) -> None:
    version(workshop, 0)
    live = workshop.live()
    assert live.searcher is not None
    kept_texts = weakref.ref(live.searcher.lexicon)
    said(live)
    version(workshop, 1)
    gc.disable()
    try:
        assert live.refresh()
        live.refresh()
        assert kept_texts() is None
    finally:
        gc.enable()


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="glibc's way")
def test_freed_memory_between_what_is_in_use_is_given_back() -> None:
    blocks = [bytes(2000) for _ in range(30_000)]
    del blocks[1::2], blocks[1::2], blocks[1::2], blocks[1::2]
    before = resident()
    give_back_freed()
    assert before - resident() > 30
    assert blocks


def resident() -> int:
    """Megabytes."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None
    return int(found[1]) // 1024
