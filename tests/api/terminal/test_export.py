"""``guides export`` over a fake assistant and a real desk of packets."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from typer.testing import CliRunner, Result

from api.terminal import cli
from assistant.desk.desk import Desk
from assistant.desk.packets.collect import WantedSpan
from assistant.desk.packets.desk import Packets
from assistant.desk.packets.formats import read_file
from assistant.storage.database import Database
from tests.api.fakes import DIRECTOR, QUOTE, START, TEXT, FakeAssistant, FakeWiring, Nobody
from tests.assistant.desk.packets.examples import no_comparison


@dataclass
class PacketDesk:
    packets: Packets
    coaches: Nobody = field(default_factory=Nobody)


@pytest.fixture
def packets() -> Iterator[Packets]:
    database = Database("sqlite://")
    yield Packets(database, lambda: (DIRECTOR,), no_comparison, lambda: date(2026, 11, 29))
    database.close()


@pytest.fixture
def parts(packets: Packets) -> FakeWiring:
    return FakeWiring(FakeAssistant(desk=cast(Desk, PacketDesk(packets))))


def run(parts: FakeWiring, *arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["export", *arguments], obj=parts.wiring())


@pytest.mark.parametrize("named", [["passages"], []])
def test_passages_for_queries_are_printed_as_markdown(parts: FakeWiring, named: list[str]) -> None:
    result = run(parts, *named, "the span", "team", "-k", "1")
    assert result.exit_code == 0
    assert result.stdout.startswith("# the span, team\n\n*Made on 29 November 2026*\n\n## the span\n\n> Most Directors")
    assert "\n## team\n" in result.stdout
    (quote,) = read_file(result.stdout.encode()).manifest.quotes
    assert (quote.quote, quote.start) == (QUOTE, START)


def test_a_file_is_written_in_the_format_of_its_ending(parts: FakeWiring, tmp_path: Path) -> None:
    for ending, begins in (("docx", b"PK"), ("pdf", b"%PDF"), ("md", b"# Panels")):
        file = tmp_path / f"p.{ending}"
        result = run(parts, "passages", "team", "--title", "Panels", "-o", str(file))
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", f"Wrote {file}\n")
        assert file.read_bytes().startswith(begins)
    other = run(parts, "passages", "team", "--format", "pdf", "-o", str(tmp_path / "p.txt"))
    assert other.exit_code == 0
    assert (tmp_path / "p.txt").read_bytes().startswith(b"%PDF")


def test_without_a_file_name_a_document_is_named_for_its_title(
    parts: FakeWiring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(parts, "passages", "Team & span", "--format", "docx")
    assert result.stderr == "Wrote team-span.docx\n"
    assert (tmp_path / "team-span.docx").exists()


def test_answers_are_exported_with_their_questions(parts: FakeWiring) -> None:
    result = run(parts, "answers", "How many EMs?")
    assert result.exit_code == 0
    assert "\n## How many EMs?\n\n> Most Directors manage three to six EMs.\n" in result.stdout


def test_citations_can_be_left_out(parts: FakeWiring) -> None:
    result = run(parts, "team", "-k", "1", "--no-citations")
    assert QUOTE in result.stdout
    for part in ("[1]", "Sources", "SHA-256", "role-guide-packet"):
        assert part not in result.stdout


def test_a_packet_of_the_desk_is_listed_and_exported(parts: FakeWiring, packets: Packets) -> None:
    made = packets.create("For Ana")
    packets.add_passage(made.id, WantedSpan(DIRECTOR.slug, "v1", START, len(TEXT)), "Ask.")
    listed = run(parts, "packet")
    assert (made.id in listed.stdout, "1 items  For Ana" in listed.stdout) == (True, True)
    assert "**Note:** Ask." in run(parts, "packet", made.id).stdout
    unknown = run(parts, "packet", "nope")
    assert (unknown.exit_code, unknown.stderr) == (2, "guides: packet_id: no such packet\n")


def test_an_unknown_format_is_one_clear_line(parts: FakeWiring) -> None:
    result = run(parts, "team", "--format", "odt")
    assert (result.exit_code, result.stderr) == (2, "guides: format: 'odt' is none of md, docx, pdf\n")


def guides_at(folder: Path, text: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "director-of-engineering.md").write_text(text)
    return str(folder)


def test_check_exits_with_1_where_a_quote_is_not_as_it_was(parts: FakeWiring, tmp_path: Path) -> None:
    file = tmp_path / "old.pdf"
    run(parts, "team", "-k", "1", "-o", str(file))
    same = guides_at(tmp_path / "same", f"# Director of Engineering\n\n## Scope\n\n{QUOTE}\n")
    as_it_was = run(parts, "check", str(file), "--corpus", same)
    assert (as_it_was.exit_code, as_it_was.stdout.splitlines()[0]) == (0, "team, made on 2026-11-29: 1 unchanged")
    new = QUOTE.replace("six", "seven")
    edited = guides_at(tmp_path / "edited", f"# Director of Engineering\n\n## Scope\n\n{new}\n")
    changed = run(parts, "check", str(file), "--corpus", edited)
    assert changed.exit_code == 1
    assert f"was:   {QUOTE}" in changed.stdout
    assert f"today: {new}" in changed.stdout
    told = json.loads(run(parts, "check", str(file), "--corpus", edited, "--json").stdout)
    assert (told["as_it_was"], told["counts"]["changed"], told["quotes"][0]["now"]) == (False, 1, new)


def test_check_of_what_is_no_packet_is_bad_input(parts: FakeWiring, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text("# Notes\n")
    result = run(parts, "check", str(tmp_path / "x.md"))
    assert (result.exit_code, result.stderr.startswith("guides: file: the file is no packet")) == (2, True)
    assert run(parts, "check", str(tmp_path / "gone.md")).exit_code == 2
