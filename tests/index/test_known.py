"""A file that hasn't changed isn't read again, and what is then indexed is the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.lexicon import Lexicon, lexicon_for
from corpus.read import read_corpus
from corpus.types import Corpus, Guide
from index.known import known_guides
from tests.index.conftest import DIRECTOR, Workshop

FOOTER = "\n\nThis page is kept by the crew office; write to us about any mistake.\n"


def read(workshop: Workshop, lexicon: Lexicon | None = None) -> tuple[Corpus, list[str]]:
    """The corpus, with the guides that were known."""
    known, taken = known_guides(workshop.index), list[str]()

    def noted(digest: str) -> Guide | None:
        guide = known(digest)
        if guide is not None:
            taken.append(guide.slug)
        return guide

    return read_corpus(workshop.corpus, lexicon or workshop.lexicon, known=noted), taken


def anew(workshop: Workshop) -> Corpus:
    return read_corpus(workshop.corpus, workshop.lexicon)


def test_files_that_have_not_changed_are_known(workshop: Workshop) -> None:
    assert read(workshop) == (anew(workshop), [])
    workshop.sync()
    assert read(workshop) == (anew(workshop), ["director", "lead"])
    workshop.edit("lead.md", "every day", "most days")
    assert read(workshop) == (anew(workshop), ["director"])
    (workshop.corpus / "director.md").rename(workshop.corpus / "head.md")
    assert read(workshop) == (anew(workshop), [])


def test_what_many_files_repeat_is_found_anew(workshop: Workshop) -> None:
    for number in range(6):
        workshop.write(f"mate-{number}.md", f"# Mate {number}\n\nMate {number} keeps watch {number}.{FOOTER}")
    workshop.sync()
    corpus, taken = read(workshop)
    assert corpus == anew(workshop)
    assert len(taken) == 8
    assert sum(block.repeated for guide in corpus.guides for block in guide.blocks) == 6
    for number in range(4):
        (workshop.corpus / f"mate-{number}.md").unlink()
    corpus, taken = read(workshop)
    assert corpus == anew(workshop)
    assert taken == ["director", "lead", "mate-4", "mate-5"]
    assert not any(block.aside for guide in corpus.guides for block in guide.blocks)
    workshop.sync()
    assert "mistake" in workshop.searcher().search("write about a mistake to the crew office", 1)[0].passage.text


def test_a_file_with_something_wrong_is_read_each_time_and_said(workshop: Workshop) -> None:
    workshop.edit("lead.md", "role: Tech Lead", "role: [Tech Lead")
    workshop.sync()
    corpus, taken = read(workshop)
    assert taken == ["director"]
    assert corpus.findings == anew(workshop).findings != ()


def test_other_code_or_another_lexicon_reads_all_again(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    workshop.sync()
    words = workshop.lexicon
    (workshop.corpus / "lexicon.yaml").write_text("roles:\n  Boatswain: [bosun]\n", encoding="utf-8")

    assert read(workshop, lexicon_for(workshop.corpus)[0])[1] == []
    assert read(workshop, words)[1] == ["director", "lead"]
    monkeypatch.setattr("corpus.known.reading_code", lambda: "another")
    assert read(workshop)[1] == []


@pytest.mark.parametrize("name", ["guides.jsonl", "guide_facts.json", "manifest.json"])
def test_nothing_is_taken_from_damaged_files(workshop: Workshop, name: str) -> None:
    workshop.sync()
    path = workshop.live_folder() / name
    content = path.read_bytes()
    path.write_bytes(content.replace(b"director", b"erectord"))
    assert path.read_bytes() != content or name == "manifest.json"
    path.write_bytes(path.read_bytes() if name != "manifest.json" else json.dumps({}).encode())
    assert read(workshop)[1] == []
    workshop.sync()
    assert workshop.searcher().guides["director"].text == anew(workshop).guides[0].text


def test_no_index_knows_nothing(tmp_path: Path) -> None:
    assert known_guides(tmp_path / "nowhere")("") is None
    assert DIRECTOR
