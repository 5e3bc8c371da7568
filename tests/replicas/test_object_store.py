"""A replica on an object store that isn't there at the start, goes away, and comes back empty."""

from __future__ import annotations

import sys
from pathlib import Path

import httpx
import pytest

from assistant.bootstrap import build_index, publish_index
from assistant.settings import load_settings
from tests.replicas.conftest import GUIDE, QUESTION, replica, until_ready
from tests.replicas.engines import Engine, free_port

pytest.importorskip("moto.server", reason="moto is not installed")
s3fs = pytest.importorskip("s3fs", reason="the extra s3 is not installed")

PLACE = "s3://guides-bucket/role-guides"


def keys(port: int) -> dict[str, str]:
    return {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def test_a_replica_follows_a_bucket_that_comes_goes_and_comes_back(
    tmp_path: Path, encoders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    store = Engine([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port, tmp_path)
    for name, value in keys(port).items():
        monkeypatch.setenv(name, value)
    settings = load_settings(corpus=tmp_path / "corpus", index=tmp_path / "index", database_url="sqlite://")
    settings.corpus.mkdir()
    settings.index.mkdir()
    (settings.index / "encoders").symlink_to(encoders)
    (settings.corpus / "tech-lead.md").write_text(GUIDE.format(number="five"), encoding="utf-8")
    build_index(settings)
    one = replica(
        tmp_path / "replica", encoders, GUIDES_INDEX_SOURCE=PLACE, GUIDES_DATABASE_URL="sqlite://", **keys(port)
    )
    address = f"http://127.0.0.1:{one.port}"
    try:
        one.start()
        assert httpx.get(f"{address}/readyz").status_code == 503
        store.start()
        s3fs.S3FileSystem(skip_instance_cache=True).mkdir("guides-bucket")
        name = publish_index(settings, PLACE)
        until_ready(address, status="ready", generation=name)
        asked = {"message": QUESTION, "history": []}
        assert "five engineers" in httpx.post(f"{address}/v1/chat", json=asked).json()["answer"]
        store.stop()
        assert "source" in until_ready(address, status="degraded", generation=name)["reason"]
        assert "five engineers" in httpx.post(f"{address}/v1/chat", json=asked).json()["answer"]
        store.start()
        s3fs.S3FileSystem(skip_instance_cache=True).mkdir("guides-bucket")
        publish_index(settings, PLACE)
        until_ready(address, status="ready", generation=name)
    finally:
        one.stop()
        store.stop()
