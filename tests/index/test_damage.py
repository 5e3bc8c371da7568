"""Every file of a generation, damaged in every way: never a traceback, never another answer, and indexing heals it."""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.lexicon import Lexicon
from index.encode import OnnxEncoder, normalised
from index.errors import StoreError
from index.generation import folder_of, live_name, whole_generations
from index.live import LiveIndex
from index.rollback import faults_of_index, generation_states, roll_back
from index.types import Encoded
from index.vectors import VectorStores
from tests.index.conftest import DIRECTOR, LEAD, Counting, Workshop

MANY = "\n\n".join(f"Rule {n} is that seat {n} is paid {n * 7} shells." for n in range(1100))
"""More than a thousand passages: from there Chroma keeps its graph in files of its own."""


class Quick(Counting):
    """Vectors by the text's own bytes, which takes no time; said to be the real encoder's."""

    def encode(self, texts: Sequence[str]) -> Encoded:
        generators = [np.random.default_rng(zlib.crc32(text.encode())) for text in texts]
        rows = [normalised(one.normal(size=(3, self.dimension)).astype(np.float32)) for one in generators]
        offsets = tuple(np.zeros((2, 2), dtype=np.int32) for _ in texts)
        return Encoded(np.stack([row[0] for row in rows]), tuple(row[1:] for row in rows), offsets)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[len(content) // 2] ^= 1
    path.write_bytes(content)


def deleted(path: Path) -> None:
    path.unlink()


def lengthened(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


WAYS = (truncated, emptied, flipped, deleted, lengthened)


@pytest.fixture(scope="module")
def indexes(
    tmp_path_factory: pytest.TempPathFactory, encoder: OnnxEncoder, encoders: Path, lexicon: Lexicon
) -> dict[str, Workshop]:
    """An index of a few passages and one of many, each of two generations."""
    made = {}
    for size, guide in (("few", LEAD), ("many", f"# Bosun\n\n{MANY}\n")):
        folder = tmp_path_factory.mktemp(size)
        shop = Workshop(folder / "corpus", folder / "index", Quick(encoder), lexicon, VectorStores())
        shop.corpus.mkdir()
        shop.index.mkdir()
        (shop.index / "encoders").symlink_to(encoders)
        shop.write("director.md", DIRECTOR)
        shop.sync()
        shop.write("other.md", guide)
        assert shop.sync().passages > (1000 if size == "many" else 0)
        made[size] = shop
    return made


def copied(shop: Workshop, folder: Path) -> Workshop:
    shutil.copytree(shop.corpus, folder / "corpus")
    shutil.copytree(shop.index, folder / "index", symlinks=True)
    return Workshop(folder / "corpus", folder / "index", shop.encoder, shop.lexicon, shop.stores)


def files(shop: Workshop) -> list[Path]:
    folder = shop.live_folder()
    return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("size", ["few", "many"])
@pytest.mark.parametrize("damage", WAYS, ids=lambda damage: damage.__name__)
def test_damage_to_any_file_is_named_and_the_generation_before_is_served(
    indexes: dict[str, Workshop], tmp_path: Path, size: str, damage: Callable[[Path], None]
) -> None:
    shop = copied(indexes[size], tmp_path)
    live = LiveIndex(shop.index, "", shop.stores)
    name = str(live_name(shop.index))
    names = files(shop)
    assert any(path.name.startswith("data_level0") for path in names)
    for path in names:
        damaged = shop.live_folder() / path
        before = damaged.read_bytes()
        damage(damaged)
        if damaged.exists() and damaged.read_bytes() == before:
            continue  # an empty file can be neither emptied nor flipped
        with pytest.raises(StoreError, match=name) as caught:
            live._load(name)
        assert path.name in str(caught.value) or path.name == "manifest.json"
        assert str(shop.index) not in str(caught.value)
        (fault, *_) = [fault for kept in generation_states(shop.index) for fault in kept.faults]
        assert name in fault
        damaged.write_bytes(before)
    live._load(name).generation.close()


@pytest.mark.parametrize("damage", WAYS, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("name", ["manifest.json", "passages/rows.npy", "chroma/chroma.sqlite3"])
def test_what_is_damaged_is_not_answered_from_and_indexing_heals_it(
    indexes: dict[str, Workshop], tmp_path: Path, name: str, damage: Callable[[Path], None]
) -> None:
    shop = copied(indexes["few"], tmp_path)
    (before, bad) = whole_generations(shop.index)
    damage(shop.live_folder() / name)
    live = shop.live()
    assert live.searcher is not None
    assert live.searcher.generation.manifest.name == before
    assert set(live.searcher.guides) == {"director"}
    assert bad in str(live.fault)
    assert any(bad in fault for fault in faults_of_index(shop.index, "", shop.stores))
    report = shop.sync()
    assert report.published
    assert live.refresh()
    assert set(live.searcher.guides) == {"director", "other"}
    live.close()
    assert not [fault for kept in generation_states(shop.index) if kept.live for fault in kept.faults]


def test_one_changed_word_is_never_quoted(indexes: dict[str, Workshop], tmp_path: Path) -> None:
    shop = copied(indexes["few"], tmp_path)
    for name in ("guides.jsonl",):
        path = shop.live_folder() / name
        before = path.read_bytes()
        path.write_bytes(before.replace(b"one team", b"two team"))
        assert path.read_bytes() != before
    assert set(shop.searcher().guides) == {"director"}


def test_a_generation_that_was_put_under_another_name_is_refused(indexes: dict[str, Workshop], tmp_path: Path) -> None:
    shop = copied(indexes["few"], tmp_path)
    (first, second) = whole_generations(shop.index)
    shutil.rmtree(folder_of(shop.index, second))
    shutil.copytree(folder_of(shop.index, first), folder_of(shop.index, second))
    assert second in str(shop.live().fault)
    assert whole_generations(shop.index) == [first]


def test_what_a_killed_run_leaves_is_no_generation(indexes: dict[str, Workshop], tmp_path: Path) -> None:
    shop = copied(indexes["few"], tmp_path)
    whole = whole_generations(shop.index)
    for n in range(4):
        half = folder_of(shop.index, f"2099010{n + 1}T000000000000-00000000")
        shutil.copytree(shop.live_folder(), half)
        (half / "manifest.json").unlink()
    (shop.index / "generations" / ".building-20990101T000000-x" / "chroma").mkdir(parents=True)
    (shop.index / ".current-1").write_text("half")
    assert whole_generations(shop.index) == whole
    assert shop.live().fault is None
    shop.edit("other.md", "every day", "most days")
    report = shop.sync(keep=2)
    assert whole_generations(shop.index) == [whole[1], report.generation]
    assert sorted(path.name for path in (shop.index / "generations").iterdir()) == whole_generations(shop.index)
    assert not (shop.index / ".current-1").exists()
    assert roll_back(shop.index) == whole[1]


def test_rolling_back_passes_over_what_is_damaged(indexes: dict[str, Workshop], tmp_path: Path) -> None:
    shop = copied(indexes["few"], tmp_path)
    shop.edit("other.md", "every day", "most days")
    shop.sync()
    (first, second, _) = whole_generations(shop.index)
    flipped(folder_of(shop.index, second) / "tokens" / "blocks.bin")
    assert roll_back(shop.index) == first
    (shop.index / "current").write_bytes(b"\xff")
    assert roll_back(shop.index) == whole_generations(shop.index)[-1]
