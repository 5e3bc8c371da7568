"""Chroma, embedded and on a server, against brute force."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import chromadb
import numpy as np
import pytest
from chromadb.api.models.Collection import Collection
from chromadb.errors import InternalError

from index.encode import normalised
from index.errors import StoreError
from index.generation import whole_generations
from index.manifest import sealed_files
from index.scratch import private_copy
from index.types import Vectors
from index.vectors import VectorStores, WritableStore
from tests.index.conftest import Workshop

COUNT, DIMENSION = 300, 32


def ids(count: int) -> list[str]:
    return [f"{row:04}" for row in range(count)]


def rows(seed: int, count: int) -> Vectors:
    return normalised(np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Chroma server on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(Path(sys.executable).with_name("chroma")), "run", "--host", "127.0.0.1"]
    folder = tmp_path_factory.mktemp("chroma")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--path", str(folder / "data"), "--port", str(port)], stdout=log, stderr=log, cwd=folder
        )
        try:
            deadline = time.monotonic() + 60
            while True:
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, (folder / "log").read_text()
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(30)


def test_nearest_against_brute_force(tmp_path: Path) -> None:
    vectors = rows(1, COUNT)
    store = VectorStores().create(tmp_path, "one")
    store.add(ids(COUNT), vectors)
    assert store.count() == COUNT
    for question in rows(2, 20):
        cosines = vectors @ question
        expected = [(ids(COUNT)[i], float(cosines[i])) for i in np.argsort(-cosines)[:10]]
        found = store.nearest(question, 10)
        assert [id_ for id_, _ in found] == [id_ for id_, _ in expected]
        np.testing.assert_allclose([c for _, c in found], [c for _, c in expected], atol=1e-5)


def test_what_is_read_without_chromas_client_is_what_its_client_reads(tmp_path: Path) -> None:
    written = VectorStores().create(tmp_path, "one")
    written.add(ids(COUNT), rows(1, COUNT))
    some = ["0002", "nope", "0000"]
    asked = [(written.nearest(question, 10), written.vectors_of(some)) for question in rows(2, 20)]
    written.close()
    read = VectorStores().open(tmp_path, "one")
    assert read.count() == COUNT
    for question, (nearest, vectors) in zip(rows(2, 20), asked, strict=True):
        assert read.nearest(question, 10) == nearest
        assert {id_: list(row) for id_, row in read.vectors_of(some).items()} == {
            id_: list(row) for id_, row in vectors.items()
        }
    read.close()


def test_more_than_there_are_gives_all(tmp_path: Path) -> None:
    store = VectorStores().create(tmp_path, "one")
    store.add(ids(3), rows(1, 3))
    assert len(store.nearest(rows(2, 1)[0], 50)) == 3


def test_stored_vectors_come_back_and_unknown_ids_are_left_out(tmp_path: Path) -> None:
    vectors = rows(1, 3)
    store = VectorStores().create(tmp_path, "one")
    store.add(ids(3), vectors)
    found = store.vectors_of(["0002", "nope", "0000"])
    assert set(found) == {"0000", "0002"}
    np.testing.assert_allclose(found["0002"], vectors[2], atol=1e-6)
    assert store.vectors_of([]) == {}


def test_a_server_serves_a_whole_index_and_old_collections_go(workshop: Workshop, server: str) -> None:
    workshop.stores = VectorStores(server)
    workshop.sync(keep=1)
    live = workshop.live()
    assert live.searcher is not None
    assert "Three to six" in live.searcher.search("How many managers report to a Director?")[0].passage.text
    workshop.edit("director.md", "Three to six", "Four to seven")
    workshop.sync(keep=1)
    assert len(whole_generations(workshop.index)) == 2  # the first one is being read
    live.close()
    workshop.edit("director.md", "Four to seven", "Five to eight")
    report = workshop.sync(keep=1)
    assert report.embedded == 1
    assert "Five to eight" in workshop.searcher().search("How many managers report to a Director?")[0].passage.text
    address = server.removeprefix("http://").split(":")
    names = [c.name for c in chromadb.HttpClient(host=address[0], port=int(address[1])).list_collections()]
    assert names == [f"guides-{name}" for name in whole_generations(workshop.index)] == [f"guides-{report.generation}"]
    assert not (workshop.live_folder() / "chroma").exists()


def test_reading_never_creates_a_store(tmp_path: Path, server: str) -> None:
    with pytest.raises(StoreError, match="not there"):
        VectorStores(server).open(tmp_path, "never-written")
    VectorStores().create(tmp_path, "one").close()
    with pytest.raises(StoreError, match="not there"):
        VectorStores().open(tmp_path, "another")


def test_reading_writes_nothing_and_closing_deletes_the_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "copies").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    stores = VectorStores()
    store = stores.create(tmp_path, "one")
    store.add(ids(1100), rows(1, 1100))
    store.close()
    written = sealed_files(tmp_path / "chroma")
    read = stores.open(tmp_path, "one")
    assert read.nearest(rows(1, 1)[0], 1)[0][0] == "0000"
    assert sealed_files(tmp_path / "chroma") == written
    assert len(list((tmp_path / "copies").iterdir())) == 1
    read.close()
    assert list((tmp_path / "copies").iterdir()) == []
    with pytest.raises(StoreError, match="closed"):
        read.count()


def test_the_copy_of_a_killed_process_is_deleted_and_that_of_a_living_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "copies").mkdir()
    (tmp_path / "source").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "copies"))
    left = Path(tempfile.mkdtemp(prefix="guides-vectors-"))
    living, delete = private_copy(tmp_path / "source")
    for folder in (left, living.parent):
        os.utime(folder, (0, 0))
    private_copy(tmp_path / "source")[1]()
    assert living.is_dir()
    assert not left.exists()
    delete()


def test_that_there_is_no_room_for_a_copy_is_said_of_the_folder_for_temporary_files(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "file").write_bytes(bytes(2_000_000))
    with pytest.raises(OSError, match=r"folder for temporary files needs 2\.3 MB of room"):
        private_copy(tmp_path / "source", free=lambda _: 2_200_000)
    private_copy(tmp_path / "source", free=lambda _: 2_300_000)[1]()


class Full:
    """A collection that says what Chroma does where the disk is full."""

    def add(self, **_: object) -> None:
        raise InternalError("Error updating collection: Database error: (code: 13) database or disk is full")


def test_a_full_disk_is_called_so_however_chroma_puts_it() -> None:
    store = WritableStore(cast(Collection, Full()), "one", lambda: None)
    with pytest.raises(StoreError, match=r"can't be written, what was published stays \(No space left on device\)"):
        store.add(ids(1), rows(1, 1))


def test_an_unreachable_server_is_named() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
        with pytest.raises(StoreError, match="GUIDES_CHROMA_URL"):
            VectorStores(url)
