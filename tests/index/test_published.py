"""Generations at an address: published whole or not at all, fetched whole or not at all, the old one until then."""

from __future__ import annotations

import os
import time
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from filelock import FileLock

from index.download import Follower
from index.encode import OnnxEncoder
from index.errors import OtherEncoder, SourceError, StoreError
from index.generation import folder_of, live_name, publish, whole_generations
from index.live import LiveIndex
from index.place import RemotePlace
from index.upload import upload
from index.vectors import VectorStores
from tests.index.conftest import Counting, Workshop

OLD = time.time() - 7200


@dataclass
class Unsealed(Counting):
    """Its generations are held to no export, so that none of its 90 MB is copied in every test."""

    @property
    def fingerprint(self) -> str:
        return ""


@pytest.fixture
def workshop(workshop: Workshop, tmp_path: Path, encoders: Path) -> Workshop:
    for index in (tmp_path / "replica", workshop.index):
        index.mkdir(exist_ok=True)
        if not (index / "encoders").exists():
            (index / "encoders").symlink_to(encoders)
    return replace(workshop, encoder=Unsealed(workshop.encoder.encoder))


@pytest.fixture(params=["folder", "memory"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return f"file://{tmp_path / 'place'}" if request.param == "folder" else f"memory://{uuid.uuid4()}/guides"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "place"


def version(workshop: Workshop, number: int) -> str:
    workshop.write("cto.md", f"# CTO\n\nVersion number {number} of this guide.\n")
    return workshop.sync().generation


def replica(address: str, tmp_path: Path, every: float = 0.0, model: str = "") -> tuple[Follower, LiveIndex]:
    """What follows ``address`` into a folder of its own, and what serves that folder."""
    index = tmp_path / "replica"
    stores = VectorStores()
    return Follower(address, index, model, stores, every=every), LiveIndex(index, model, stores)


def said(live: LiveIndex) -> str:
    with live.leased() as searcher:
        assert searcher is not None
        return searcher.search("version number of the CTO guide", 1, ("cto",))[0].passage.text


def aged(folder: Path) -> None:
    for path in folder.rglob("*"):
        os.utime(path, (OLD, OLD))


def test_what_is_published_is_fetched_whole_and_served(workshop: Workshop, address: str, tmp_path: Path) -> None:
    name = version(workshop, 1)
    assert upload(workshop.index, address, "") == name
    follower, live = replica(address, tmp_path)
    assert follower.look()
    assert live.refresh()
    assert "number 1" in said(live)
    assert live.searcher is not None
    assert live.searcher.generation.manifest.name == name
    assert follower.fault is None
    assert not follower.look(), "there is nothing new"
    second = version(workshop, 2)
    upload(workshop.index, address, "")
    assert follower.look()
    assert "number 1" in said(live), "until it is opened"
    assert live.refresh()
    assert "number 2" in said(live)
    assert live_name(follower.index) == second
    live.close()


def test_an_address_is_looked_at_no_more_often_than_asked(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    version(workshop, 1)
    upload(workshop.index, str(folder), "")
    now = 100.0
    follower = Follower(str(folder), tmp_path / "replica", "", VectorStores(), every=10, clock=lambda: now)
    assert follower.look()
    version(workshop, 2)
    upload(workshop.index, str(folder), "")
    now = 109.9
    assert not follower.look()
    now = 110.0
    assert follower.look()


@pytest.mark.parametrize(
    ("name", "damage"),
    [("passages/rows.npy", "changed"), ("manifest.json", "changed"), ("chroma/chroma.sqlite3", "gone")],
)
def test_a_damaged_copy_is_refused_and_the_old_one_stays(
    workshop: Workshop, folder: Path, tmp_path: Path, name: str, damage: str
) -> None:
    first = version(workshop, 1)
    upload(workshop.index, str(folder), "")
    follower, live = replica(str(folder), tmp_path)
    assert follower.look()
    live.refresh()
    second = version(workshop, 2)
    upload(workshop.index, str(folder), "")
    there = folder / "generations" / second / name
    before = there.read_bytes()
    if damage == "gone":
        there.unlink()
    else:
        there.write_bytes(before[:-9] + b"x" * 9)
    assert not follower.look()
    assert second in str(follower.fault)
    assert str(folder) not in str(follower.fault)
    assert not live.refresh()
    assert "number 1" in said(live)
    assert live_name(follower.index) == first
    assert whole_generations(follower.index) == [first]
    there.write_bytes(before)
    follower.forgive()
    assert follower.look()
    assert follower.fault is None
    live.refresh()
    assert "number 2" in said(live)
    live.close()


def test_a_place_that_is_gone_is_said_so_and_what_was_fetched_is_served(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    version(workshop, 1)
    upload(workshop.index, str(folder), "")
    follower, live = replica(str(folder), tmp_path)
    follower.look()
    live.refresh()
    folder.rename(tmp_path / "elsewhere")
    assert not follower.look()
    assert "no generation is published" in str(follower.fault)
    assert str(folder) not in str(follower.fault)
    again = LiveIndex(follower.index, "", VectorStores())
    assert again.refresh(), "a replica that starts meanwhile"
    again.close()
    (tmp_path / "elsewhere").rename(folder)
    follower.look()
    assert follower.fault is None
    live.close()


def test_a_publish_that_is_cut_short_moves_nothing(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    class CutShort(RemotePlace):
        def put(self, source: Path, path: str) -> None:
            if path.endswith("guides.jsonl"):
                raise KeyboardInterrupt
            super().put(source, path)

    first = version(workshop, 1)
    upload(workshop.index, str(folder), "")
    second = version(workshop, 2)
    with pytest.raises(KeyboardInterrupt):
        upload(workshop.index, str(folder), "", place_of=CutShort)
    assert (folder / "current").read_text() == first
    assert not (folder / "generations" / second / "manifest.json").exists()
    follower, _ = replica(str(folder), tmp_path)
    assert follower.look()
    assert whole_generations(follower.index) == [first]
    assert upload(workshop.index, str(folder), "") == second
    assert follower.look()


def test_a_damaged_generation_is_not_published(workshop: Workshop, folder: Path) -> None:
    first = version(workshop, 1)
    upload(workshop.index, str(folder), "")
    version(workshop, 2)
    path = workshop.live_folder() / "guides.jsonl"
    path.write_bytes(path.read_bytes()[:-9] + b"x" * 9)
    with pytest.raises(StoreError, match=r"guides\.jsonl"):
        upload(workshop.index, str(folder), "")
    assert (folder / "current").read_text() == first


def test_what_arrived_otherwise_than_it_was_sent_is_not_pointed_to(workshop: Workshop, folder: Path) -> None:
    class Garbling(RemotePlace):
        def put(self, source: Path, path: str) -> None:
            super().put(source, path)
            if path.endswith("guides.jsonl"):
                self.write(path, b"garbled")

    version(workshop, 1)
    with pytest.raises(SourceError, match=r"guides\.jsonl"):
        upload(workshop.index, str(folder), "", place_of=Garbling)
    assert not (folder / "current").exists()


def test_old_generations_go_but_neither_young_ones_nor_the_one_before(workshop: Workshop, folder: Path) -> None:
    names = []
    for number in range(4):
        names.append(version(workshop, number))
        upload(workshop.index, str(folder), "", keep=1)
    there = folder / "generations"
    assert sorted(path.name for path in there.iterdir()) == names, "all are young"
    half = there / "20200101T000000000000-half"
    half.mkdir()
    (half / "guides.jsonl").write_bytes(b"[]")
    aged(there)
    names.append(version(workshop, 4))
    upload(workshop.index, str(folder), "", keep=1)
    assert sorted(path.name for path in there.iterdir()) == names[-2:]
    aged(there)
    publish(workshop.index, names[3])
    upload(workshop.index, str(folder), "", keep=1)
    assert (folder / "current").read_text() == names[3]
    assert sorted(path.name for path in there.iterdir()) == names[-2:], "going back keeps what was gone back from"


def test_a_replica_keeps_no_more_generations_than_it_should(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    follower, live = replica(str(folder), tmp_path)
    for number in range(6):
        version(workshop, number)
        upload(workshop.index, str(folder), "")
        assert follower.look()
        live.refresh()
        assert f"number {number}" in said(live)
    assert len(whole_generations(follower.index)) == 3
    live.close()


def test_the_encoder_comes_along_so_that_a_replica_needs_no_torch(
    workshop: Workshop, encoder: OnnxEncoder, folder: Path, tmp_path: Path
) -> None:
    version(replace(workshop, encoder=Counting(encoder)), 1)
    (tmp_path / "replica" / "encoders").unlink()
    upload(workshop.index, str(folder), "")
    (published,) = (folder / "encoders").iterdir()
    assert sorted(path.name for path in published.iterdir()) == [
        "encoder.json",
        "model.onnx",
        "questions.onnx",
        "tokenizer.json",
    ]
    follower, live = replica(str(folder), tmp_path)
    follower.look()
    live.refresh()
    assert (follower.index / "encoders" / "all-minilm-l6-v2" / "encoder.json").exists()
    assert live.encoder.fingerprint == published.name
    live.close()
    (published / "tokenizer.json").write_bytes(b"{}")
    other = Follower(str(folder), tmp_path / "other", "", VectorStores())
    assert not other.look()
    assert "encoder" in str(other.fault)
    assert not whole_generations(other.index)


def test_a_generation_of_another_encoder_is_not_fetched(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    version(workshop, 1)
    upload(workshop.index, str(folder), "")
    follower, _ = replica(str(folder), tmp_path, model="another/model")
    assert not follower.look()
    assert isinstance(follower.fault, OtherEncoder)
    assert not whole_generations(follower.index)


def test_a_manifest_that_names_files_elsewhere_is_refused(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    import hashlib
    import json

    name = version(workshop, 1)
    upload(workshop.index, str(folder), "")
    path = folder / "generations" / name / "manifest.json"
    sealed = json.loads(path.read_bytes())
    sealed["manifest"]["files"][0]["path"] = "../../../outside.json"
    body = json.dumps(sealed["manifest"], separators=(",", ":"), ensure_ascii=False).encode()
    sealed["seal"] = hashlib.sha256(body).hexdigest()
    path.write_text(json.dumps(sealed))
    follower, _ = replica(str(folder), tmp_path)
    assert not follower.look()
    assert "manifest" in str(follower.fault)
    assert not (tmp_path / "outside.json").exists()


def test_a_copy_that_was_damaged_on_the_replicas_disk_is_fetched_again(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    name = version(workshop, 1)
    upload(workshop.index, str(folder), "")
    follower, _ = replica(str(folder), tmp_path)
    follower.look()
    (folder_of(follower.index, name) / "passages.json").write_bytes(b"[]")
    started = Follower(str(folder), follower.index, "", VectorStores())
    assert started.look()
    workshop_live = LiveIndex(follower.index, "", VectorStores())
    assert workshop_live.refresh()
    assert workshop_live.fault is None
    workshop_live.close()


def test_going_back_at_the_address_takes_replicas_back(workshop: Workshop, folder: Path, tmp_path: Path) -> None:
    first = version(workshop, 1)
    upload(workshop.index, str(folder), "")
    version(workshop, 2)
    upload(workshop.index, str(folder), "")
    follower, live = replica(str(folder), tmp_path)
    follower.look()
    live.refresh()
    publish(workshop.index, first)
    upload(workshop.index, str(folder), "")
    assert follower.look()
    live.refresh()
    assert "number 1" in said(live)
    live.close()


def test_a_folder_that_another_process_fills_is_not_waited_for_long(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    version(workshop, 1)
    upload(workshop.index, str(folder), "")
    index = tmp_path / "replica"
    with FileLock(index / ".lock"):
        follower = Follower(str(folder), index, "", VectorStores(), every=0, patience=0.05)
        assert not follower.look()
        assert "written" in str(follower.fault)
    assert follower.look()


@pytest.mark.parametrize("address", ["gopher://somewhere", "/", ""])
def test_an_address_that_is_none_is_named_at_once(address: str) -> None:
    with pytest.raises(SourceError):
        RemotePlace(address)


def test_what_stands_at_the_address_and_is_no_name_is_refused(folder: Path, tmp_path: Path) -> None:
    folder.mkdir()
    (folder / "current").write_text("../../etc")
    follower, _ = replica(str(folder), tmp_path)
    assert not follower.look()
    assert "names no generation" in str(follower.fault)


def test_a_damaged_copy_is_noticed_even_where_the_source_was_away_at_first(
    workshop: Workshop, folder: Path, tmp_path: Path
) -> None:
    name = version(workshop, 1)
    upload(workshop.index, str(folder), "")
    replica(str(folder), tmp_path)[0].look()
    folder.rename(tmp_path / "away")
    (folder_of(tmp_path / "replica", name) / "passages.json").write_bytes(b"[]")
    started, live = replica(str(folder), tmp_path)
    assert not started.look()
    (tmp_path / "away").rename(folder)
    assert started.look()
    assert live.refresh()
    assert live.fault is None
    live.close()
