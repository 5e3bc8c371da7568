"""Who waits for the index says for whom and gives up; a full disk and a read-only folder are no catastrophe."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.encode import open_encoder
from index.errors import Busy, EncoderError, StoreError
from index.generation import live_name, whole_generations
from index.lock import writing
from index.rollback import generation_states, roll_back
from tests.index.conftest import Workshop

# In a process of its own, because a limit that is lowered can't be raised again.
_SYNC = """
import resource, sys
from pathlib import Path
from corpus.lexicon import load_lexicon
from corpus.read import read_corpus
from index.encode import open_encoder
from index.errors import StoreError
from index.sync import sync
from index.vectors import VectorStores
corpus, index, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
encoder = open_encoder("", index / "encoders")
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    sync(read_corpus(corpus, load_lexicon()), index, encoder, VectorStores(), load_lexicon())
except StoreError as error:
    print(error)
"""

_READ = """
import os, resource, sys  # what Chroma imports later may stand where another user can't read
from pathlib import Path
from index.live import LiveIndex
from index.vectors import VectorStores
if os.getuid() == 0:  # who may write everywhere
    os.setgid(65534)
    os.setuid(65534)
index = Path(sys.argv[1])
live = LiveIndex(index, "", VectorStores())
live.refresh()
with live.leased() as searcher:
    print(searcher.search("equity", 1)[0].passage.topic, os.access(index, os.W_OK))
live.close()
"""


def test_who_waits_in_vain_says_for_whom_and_gives_up(workshop: Workshop, caplog: pytest.LogCaptureFixture) -> None:
    waiting = f"process {os.getpid()} on "
    with writing(workshop.index), pytest.raises(Busy, match=waiting) as caught:
        roll_back(workshop.index, patience=0.1)
    assert "0.1 seconds" in str(caught.value)
    assert waiting in caplog.text
    assert workshop.sync().published


def test_a_sync_waits_its_turn(workshop: Workshop) -> None:
    with writing(workshop.index), pytest.raises(Busy):
        workshop.sync(patience=0.1)
    assert live_name(workshop.index) is None


@pytest.mark.parametrize("most", [10, 60_000, 300_000])
def test_what_cannot_be_written_is_one_clear_line_and_the_published_one_stays(workshop: Workshop, most: int) -> None:
    first = workshop.sync().generation
    workshop.write("bosun.md", "# Bosun\n\n" + "\n\n".join(f"Seat {n} is paid {n} shells." for n in range(60)))
    command = [sys.executable, "-c", _SYNC, str(workshop.corpus), str(workshop.index), str(most)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    assert "what was published stays" in done.stdout
    assert "Traceback" not in done.stderr
    assert (live_name(workshop.index), whole_generations(workshop.index)) == (first, [first])
    assert [path.name for path in (workshop.index / "generations").iterdir()] == [first]
    assert not [fault for one in generation_states(workshop.index) for fault in one.faults]


def test_that_a_generation_cannot_be_published_is_one_clear_line(workshop: Workshop) -> None:
    (workshop.index / "current").mkdir(parents=True)
    with pytest.raises(StoreError, match=r"can't be written \(.*\); what was published stays"):
        workshop.sync()
    assert not list(workshop.index.glob(".current-*"))


def test_a_disk_with_too_little_room_is_told_before_anything_is_written(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = workshop.sync().generation
    workshop.edit("lead.md", "every day", "most days")
    usage = shutil.disk_usage(workshop.index)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=10_000))
        with pytest.raises(StoreError, match=r"MB are needed.*what was published stays"):
            workshop.sync()
    assert whole_generations(workshop.index) == [first]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may look into."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    shutil.rmtree(folder)


def test_an_index_that_may_not_be_written_is_served(workshop: Workshop, open_folder: Path) -> None:
    workshop.sync()
    index = open_folder / "index"
    shutil.copytree(workshop.index, index)
    for path in (*index.rglob("*"), index):
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run([sys.executable, "-c", _READ, str(index)], capture_output=True, text=True, check=False)
    assert done.stdout == "pay False\n", done.stderr


@pytest.mark.parametrize("name", ["encoder.json", "tokenizer.json"])
def test_a_changed_encoder_is_refused_and_exported_again_when_indexing(
    tmp_path: Path, encoders: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "encoders" / "all-minilm-l6-v2"
    shutil.copytree(encoders / "all-minilm-l6-v2", folder)
    text = (folder / name).read_text(encoding="utf-8")
    changed = json.dumps(json.loads(text) | {"max_tokens": 20}) if name == "encoder.json" else text + " "
    (folder / name).write_text(changed, encoding="utf-8")
    with pytest.raises(EncoderError, match=rf"{name}.*guides index"):
        open_encoder("", tmp_path / "encoders")
    monkeypatch.setattr(
        "index.encode.export", lambda model, target: shutil.copytree(encoders / "all-minilm-l6-v2", target)
    )
    assert open_encoder("", tmp_path / "encoders", mend=True).fingerprint
