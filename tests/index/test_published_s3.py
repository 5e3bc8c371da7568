"""The same at an object store: a server that speaks S3, on the loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.download import Follower
from index.errors import SourceError
from index.generation import live_name
from index.place import RemotePlace
from index.upload import upload
from index.vectors import VectorStores
from tests.index.conftest import Workshop

BUCKET = "guides-bucket"
pytest.importorskip("s3fs", reason="the extra s3 is not installed")
moto = pytest.importorskip("moto.server", reason="moto is not installed")


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of an S3 server without a bucket."""
    server = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{server.get_host_and_port()[1]}"
    server.stop()


@pytest.fixture
def bucket(store: str, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, value in (
        ("AWS_ENDPOINT_URL", store),
        ("AWS_ACCESS_KEY_ID", "test"),
        ("AWS_SECRET_ACCESS_KEY", "test"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ):
        monkeypatch.setenv(name, value)
    return f"s3://{BUCKET}/role-guides"


def test_a_generation_goes_through_an_object_store(workshop: Workshop, bucket: str, tmp_path: Path) -> None:
    import s3fs

    workshop.sync()
    follower = Follower(bucket, tmp_path / "replica", "", VectorStores(), every=0)
    assert not follower.look()
    assert "no generation is published" in str(follower.fault)
    with pytest.raises(SourceError, match="can't be written"):
        upload(workshop.index, bucket, "")  # no bucket is made of a mistyped name
    s3fs.S3FileSystem().mkdir(BUCKET)
    first = upload(workshop.index, bucket, "")
    assert follower.look()
    assert live_name(follower.index) == first
    workshop.write("cto.md", "# CTO\n\nAnother guide.\n")
    workshop.sync()
    second = upload(workshop.index, bucket, "", keep=1)
    assert RemotePlace(bucket).names() == [first, second], "the first is young"
    assert 0 <= (RemotePlace(bucket).age(f"generations/{first}") or -1) < 600
    assert follower.look()
    assert live_name(follower.index) == second


def test_a_store_that_does_not_answer_is_a_fault_not_a_crash(
    workshop: Workshop, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    follower = Follower(bucket, tmp_path / "replica", "", VectorStores(), every=0)
    assert not follower.look()
    assert "can't be reached" in str(follower.fault)
    assert BUCKET not in str(follower.fault)
