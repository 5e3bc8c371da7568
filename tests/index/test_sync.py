"""Only what changed is embedded; nothing half-built is ever seen."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from corpus.read import read_corpus
from corpus.split import Fits, split
from corpus.types import Corpus, Guide, Passage
from index import building as buildings
from index import generation as generations
from index import manifest as manifests
from index.encode import normalised
from index.errors import EmptyCorpus, StoreError
from index.generation import live_name, publish, whole_generations
from index.naming import new_name
from index.rollback import roll_back
from index.sync import sync
from index.vectors import VectorStores
from tests.index.conftest import DIRECTOR, Workshop


def test_a_first_sync_embeds_everything(workshop: Workshop) -> None:
    report = workshop.sync()
    generation = workshop.generation()
    assert report.published
    assert (report.guides, report.passages) == (2, len(generation.passages))
    assert report.added == report.embedded == report.passages == len(workshop.encoder.texts)
    assert report.changed == report.removed == 0
    assert workshop.encoder.texts == [passage.embedded for passage in generation.passages]


def test_rows_of_all_parts_correspond(workshop: Workshop) -> None:
    workshop.sync()
    workshop.edit("lead.md", "every day", "most days")  # rows carried over and new ones together
    workshop.sync()
    generation = workshop.generation()
    texts = [passage.embedded for passage in generation.passages]
    encoded = workshop.encoder.encoder.encode(texts)
    stored = generation.vectors.vectors_of([passage.id for passage in generation.passages])
    for row, passage in enumerate(generation.passages):
        np.testing.assert_allclose(stored[passage.id], encoded.pooled[row], atol=2e-4)  # float16
        reduced = generation.tokens.form.reduced(encoded.tokens[row])
        cosines = (normalised(generation.tokens.vectors(row)) * normalised(reduced)).sum(axis=1)
        assert cosines.min() > 0.9
        assert generation.tokens.stored(slice(row, row + 1)).parts == 1 + len(passage.sentences)
        assert generation.lexical.scores(passage.text).argmax() == row


def test_what_is_carried_over_is_as_if_it_were_built_anew(workshop: Workshop) -> None:
    workshop.sync()
    workshop.edit("lead.md", "every day", "most days, and on Sundays")
    workshop.edit("director.md", "## Red flags", "## Warning signs")
    workshop.write("cto.md", "# CTO\n\n## Pay\n\nA CTO is paid in shares. Base salary moves little.\n")
    assert 0 < workshop.sync().embedded < len(workshop.generation().passages)
    changed = workshop.live_folder()
    workshop.index = workshop.index.with_name("anew")
    workshop.index.mkdir()
    (workshop.index / "encoders").symlink_to(changed.parents[1] / "encoders")
    assert workshop.sync().embedded == len(workshop.generation().passages)
    anew = workshop.live_folder()
    paths = [path.relative_to(anew) for path in anew.rglob("*") if path.is_file()]
    # What is encoded beside other texts may differ in its last bit; two files bear the generation's name.
    encoded = {"manifest.json", "base.json", "pooled.npy", "blocks.bin", "sums.npy", "lengths.npy"}
    same = [path for path in paths if path.parts[0] != "chroma" and path.name not in encoded]
    assert len(same) > 15
    for path in same:
        assert (changed / path).read_bytes() == (anew / path).read_bytes(), path


def test_a_guide_that_is_the_same_is_not_cut_again_unless_the_code_that_cuts_is_another(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut: list[str] = []

    def noted(guide: Guide, fits: Fits) -> tuple[Passage, ...]:
        cut.append(guide.slug)
        return split(guide, fits)

    monkeypatch.setattr("index.sync.split", noted)
    workshop.sync()
    assert cut == ["director", "lead"]
    workshop.edit("lead.md", "every day", "most days")
    workshop.sync()
    assert cut == ["director", "lead", "lead"]
    monkeypatch.setattr("index.sync.reading_code", lambda: "another")
    report = workshop.sync()
    assert cut[3:] == ["director", "lead"]
    assert (report.published, report.embedded) == (True, 0)


def test_sentences_that_are_told_apart_otherwise_are_embedded_again(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.sync()

    def whole(guide: Guide, fits: Fits) -> tuple[Passage, ...]:
        return tuple(replace(one, sentences=((one.start, one.end),)) for one in split(guide, fits))

    monkeypatch.setattr("index.sync.split", whole)
    monkeypatch.setattr("index.sync.reading_code", lambda: "another")
    report = workshop.sync()
    tokens = workshop.generation().tokens
    assert 0 < report.embedded < report.passages
    assert {int(tokens.stored(slice(row, row + 1)).parts[0]) for row in range(report.passages)} == {2}


def test_an_unchanged_corpus_embeds_and_publishes_nothing(workshop: Workshop) -> None:
    first = workshop.sync()
    again = workshop.sync()
    assert not again.published
    assert again.generation == first.generation
    assert (again.added, again.changed, again.removed, again.embedded) == (0, 0, 0, 0)
    assert workshop.encoder.texts == []
    assert whole_generations(workshop.index) == [first.generation]


def test_an_edited_paragraph_embeds_that_passage_only(workshop: Workshop) -> None:
    workshop.sync()
    workshop.edit("director.md", "Equity is the largest part", "Equity is the smallest part")
    report = workshop.sync()
    assert (report.added, report.changed, report.removed, report.embedded) == (0, 1, 0, 1)
    assert len(workshop.encoder.texts) == 1
    assert "smallest part" in workshop.encoder.texts[0]
    texts = [hit.passage.text for hit in workshop.searcher().search("equity", k=50)]
    assert any("smallest part" in text for text in texts)
    assert not any("largest part" in text for text in texts)


def test_a_new_guide_embeds_its_own_passages_only(workshop: Workshop) -> None:
    workshop.sync()
    workshop.write("cto.md", "# CTO\n\n## Pay\n\nA CTO is paid in shares.\n")
    report = workshop.sync()
    assert (report.guides, report.added, report.changed, report.removed, report.embedded) == (3, 1, 0, 0, 1)


def test_a_deleted_guide_is_gone(workshop: Workshop) -> None:
    before = workshop.sync()
    slug = workshop.searcher().search("coding round and system design round", 1)[0].guide.slug
    (workshop.corpus / "lead.md").unlink()
    report = workshop.sync()
    assert report.embedded == report.added == report.changed == 0
    assert report.removed == before.passages - report.passages > 0
    searcher = workshop.searcher()
    assert slug not in searcher.guides
    assert {hit.guide.slug for hit in searcher.search("coding round and system design round", 50)} == {"director"}


def test_a_changed_address_embeds_nothing_and_is_shown(workshop: Workshop) -> None:
    workshop.sync()
    workshop.edit("director.md", "example.com/director", "example.com/elsewhere")
    report = workshop.sync()
    assert report.published
    assert report.embedded == 0
    assert workshop.searcher().guides["director"].url == "https://example.com/elsewhere"


def test_a_changed_title_embeds_that_guide_again(workshop: Workshop) -> None:
    workshop.sync()
    workshop.edit("director.md", "title: Director of Engineering", "title: Engineering Director")
    report = workshop.sync()
    passages = [passage for passage in workshop.generation().passages if passage.guide == "director"]
    assert report.embedded == len(passages) < report.passages
    assert {passage.title for passage in passages} == {"Engineering Director"}


@pytest.mark.parametrize("name", ["passages/rows.npy", "guides.jsonl", "tokens/blocks.bin", "lexical", "manifest.json"])
@pytest.mark.parametrize("deleted", [True, False])
def test_a_damaged_live_generation_is_built_again(workshop: Workshop, name: str, deleted: bool) -> None:
    first = workshop.sync()
    damage(workshop.live_folder() / name, deleted)
    with pytest.raises(StoreError):
        workshop.demand_whole(first.generation)
    report = workshop.sync()
    assert report.published
    assert report.embedded == report.passages
    workshop.demand_whole(report.generation)
    assert workshop.searcher().search("equity", 1)[0].passage.topic == "pay"


def test_blocks_that_are_mapped_are_compared_before_any_is_carried_over(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop.sync()
    monkeypatch.setattr("index.late_interaction.MAPPED_FROM", 1)
    damage(workshop.live_folder() / "tokens" / "blocks.bin", deleted=False)
    workshop.edit("lead.md", "every day", "most days")
    report = workshop.sync()
    assert report.embedded == report.passages
    workshop.demand_whole(report.generation)


def damage(path: Path, deleted: bool) -> None:
    if path.is_dir():
        path = max(path.iterdir(), key=lambda file: file.stat().st_size)
    if deleted:
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] + b"#" + content[len(content) // 2 + 1 :])


@pytest.mark.parametrize("what", ["generation", "chroma", "current"])
def test_missing_folders_are_built_again(workshop: Workshop, what: str) -> None:
    workshop.sync()
    if what == "current":
        (workshop.index / "current").write_text("20000101T000000-nothere", encoding="utf-8")
    else:
        # Chroma keeps an open client for a path, as a process that was started anew would not.
        moved = workshop.index.with_name("moved")
        shutil.copytree(workshop.index, moved, symlinks=True)
        workshop.index = moved
        shutil.rmtree(workshop.live_folder() / "chroma" if what == "chroma" else workshop.live_folder())
    report = workshop.sync()
    assert report.published
    assert report.embedded == report.passages
    assert workshop.searcher().search("equity", 1)[0].passage.topic == "pay"


def test_another_encoder_embeds_everything_again(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    first = workshop.sync()
    monkeypatch.setattr(type(workshop.encoder), "name", "another")
    report = workshop.sync()
    assert report.embedded == first.passages
    assert workshop.generation().manifest.encoder == "another"


def test_a_failing_encoder_leaves_the_live_generation_serving(workshop: Workshop) -> None:
    first = workshop.sync()
    live = workshop.live()
    workshop.edit("director.md", "Equity", "Cash")
    workshop.encoder.fails_after = 0
    with pytest.raises(RuntimeError, match="the encoder broke"):
        workshop.sync()
    assert live_name(workshop.index) == first.generation
    assert whole_generations(workshop.index) == [first.generation]
    assert not live.refresh()
    workshop.encoder.fails_after = None
    assert workshop.sync().embedded == 1


@pytest.mark.parametrize("failing", ["sealed_files", "check", "open_generation"])
def test_a_failure_while_writing_leaves_no_folder(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def broken(*_: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(buildings, failing, broken)
        with pytest.raises(StoreError, match="the disk is full"):
            workshop.sync()
    assert live_name(workshop.index) is None
    assert whole_generations(workshop.index) == []
    assert workshop.sync().published


@pytest.mark.parametrize("texts", [{}, {"a.md": "# Title only\n\n## Pay\n"}])
def test_an_empty_corpus_keeps_the_published_generation(workshop: Workshop, texts: dict[str, str]) -> None:
    first = workshop.sync()
    for path in workshop.corpus.iterdir():
        path.unlink()
    for name, text in texts.items():
        workshop.write(name, text)
    corpus = read_corpus(workshop.corpus, workshop.lexicon) if texts else Corpus((), ())
    with pytest.raises(EmptyCorpus):
        sync(corpus, workshop.index, workshop.encoder, workshop.stores, workshop.lexicon)
    assert live_name(workshop.index) == first.generation
    assert workshop.searcher().search("equity", 1)


def publish_versions(workshop: Workshop, count: int, keep: int) -> list[str]:
    names = []
    for n in range(count):
        workshop.write("cto.md", f"# CTO\n\nVersion number {n} of this guide.\n")
        names.append(workshop.sync(keep=keep).generation)
    return names


def test_the_last_few_generations_are_kept(workshop: Workshop) -> None:
    names = publish_versions(workshop, 4, keep=2)
    assert names == sorted(names)
    assert whole_generations(workshop.index) == names[-2:]
    assert live_name(workshop.index) == names[-1]


def test_rolling_back_publishes_the_one_before(workshop: Workshop) -> None:
    names = publish_versions(workshop, 3, keep=3)
    live = workshop.live()
    assert roll_back(workshop.index) == names[1]
    assert live.refresh()
    assert live.searcher is not None
    assert "number 1" in live.searcher.guides["cto"].text
    assert roll_back(workshop.index) == names[0]
    with pytest.raises(StoreError, match="no earlier generation"):
        roll_back(workshop.index)
    assert live_name(workshop.index) == names[0]
    assert workshop.sync().published  # the corpus is still at version 2


def test_a_damaged_generation_is_not_rolled_back_to(workshop: Workshop) -> None:
    names = publish_versions(workshop, 2, keep=3)
    damage(workshop.index / "generations" / names[0] / "passages/rows.npy", deleted=False)
    with pytest.raises(StoreError, match=r"passages/rows\.npy"):
        roll_back(workshop.index)
    assert live_name(workshop.index) == names[1]


def test_pruning_never_deletes_the_live_generation(workshop: Workshop) -> None:
    names = publish_versions(workshop, 3, keep=3)
    publish(workshop.index, names[0])
    generations.prune(workshop.index, 1, workshop.stores)
    assert whole_generations(workshop.index) == [names[0], names[2]]


def test_a_name_is_always_read_whole_while_another_is_published(tmp_path: Path) -> None:
    names = {"a" * 40, "b" * 40}
    publish(tmp_path, "a" * 40)
    done = threading.Event()

    def alternate() -> None:
        for _ in range(300):
            for name in names:
                publish(tmp_path, name)
        done.set()

    thread = threading.Thread(target=alternate)
    thread.start()
    seen = set()
    while not done.is_set():
        seen.add(live_name(tmp_path))
    thread.join()
    assert seen <= names
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current"]


def test_two_processes_worth_of_syncs_at_once_make_one_generation(workshop: Workshop) -> None:
    reports = []
    threads = [threading.Thread(target=lambda: reports.append(workshop.sync())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(report.published for report in reports) == [False, False, True]
    assert len(whole_generations(workshop.index)) == 1


def test_no_generation_is_no_searcher(workshop: Workshop) -> None:
    live = workshop.live()
    assert live.searcher is None
    assert not live.refresh()


def test_a_generation_of_another_format_says_what_to_do(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    report = workshop.sync()
    monkeypatch.setattr(manifests, "FORMAT", manifests.FORMAT + 1)
    with pytest.raises(StoreError, match="run `guides index`"):
        generations.open_generation(workshop.index, report.generation, VectorStores())
    assert workshop.sync().embedded == report.passages


def test_a_repeated_paragraph_is_indexed_twice(workshop: Workshop) -> None:
    again = "The same words stand here twice. Nobody knows why."
    workshop.write("director.md", DIRECTOR.replace("## Pay\n", f"## Pay\n\n{again}\n\n{again}\n"))
    workshop.sync()
    found = [hit.passage for hit in workshop.searcher().search(again, 50) if hit.passage.text == again]
    assert len({passage.id for passage in found}) == len({passage.start for passage in found}) == 2


def test_a_generation_keeps_the_words_that_it_was_read_with(workshop: Workshop) -> None:
    first = workshop.sync()
    workshop.lexicon = replace(workshop.lexicon, roles={**workshop.lexicon.roles, "Bosun": ("mate",)})
    second = workshop.sync()
    assert (second.published, second.embedded) == (True, 0)
    assert first.generation != second.generation
    assert workshop.generation().lexicon == workshop.searcher().lexicon == workshop.lexicon
    (workshop.live_folder() / "lexicon.json").write_text("{}")
    with pytest.raises(StoreError, match=r"lexicon\.json"):
        workshop.demand_whole(second.generation)


def test_a_generation_comes_after_those_that_were_made_while_the_clock_was_ahead(tmp_path: Path) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    assert new_name(tmp_path, "0123456789", now) == "20260102T030405000006-01234567"
    for there, name in (
        ("20250101T000000000000-ffffffff", "20260102T030405000006-01234567"),
        ("20991231T235959999999-ffffffff", "21000101T000000000000-01234567"),
        ("by-hand", "20260102T030405000006-01234567"),
    ):
        (tmp_path / "generations" / there).mkdir(parents=True)
        assert new_name(tmp_path, "0123456789", now) == name
        (tmp_path / "generations" / there).rmdir()
