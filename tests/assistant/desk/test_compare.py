"""Roles side by side: cells of exact quotes, what isn't said, what contradicts itself; the same cell every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.bootstrap import build_index, open_assistant
from assistant.desk.compare import Cell, CellState, RoleComparison, Table
from assistant.service import Assistant
from assistant.settings import Settings, load_settings
from assistant.types import InvalidRequest

ASKED = (("director", "vp"), ("pay", "hiring", "parental leave", "remote work"))
DIGEST = """
import hashlib, sys
from assistant.bootstrap import open_assistant
from assistant.settings import load_settings
settings = load_settings(corpus=sys.argv[1], index=sys.argv[2], database_url="sqlite://")
with open_assistant(settings) as assistant:
    table = assistant.desk.roles.compare(("director", "vp"), ("pay", "hiring", "parental leave", "remote work"))
print(hashlib.sha256(repr(table.rows).encode()).hexdigest())
"""

ONE = """---
title: Harbour Pilot
role: Harbour Pilot
---

# Harbour Pilot

A Harbour Pilot brings ships into port.

## Pay

The base pay of a Harbour Pilot is €70,000 to €80,000 a year. Night duty is paid extra.

## Hiring process

The panel of a Harbour Pilot has three people. References are always checked.
"""
OTHER = ONE.replace("€70,000 to €80,000", "€90,000 to €95,000").replace("three people", "three members")
MATE = ONE.replace("Harbour Pilot", "Chief Mate")


@pytest.fixture(scope="module")
def roles(shipped_assistant: Assistant) -> RoleComparison:
    return shipped_assistant.desk.roles


@pytest.fixture(scope="module")
def table(roles: RoleComparison) -> Table:
    return roles.compare(*ASKED)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory, encoders: Path) -> Iterator[RoleComparison]:
    """Two guides about one role that disagree, in two collections, and one about another."""
    folder = tmp_path_factory.mktemp("harbour")
    for name, text in (("north/pilot.md", ONE), ("south/pilot.md", OTHER), ("mate.md", MATE)):
        path = folder / "guides" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = load_settings(corpus=folder / "guides", index=folder / "index", database_url="sqlite://")
    settings.index.mkdir()
    (settings.index / "encoders").symlink_to(encoders)
    build_index(settings)
    with open_assistant(settings) as assistant:
        yield assistant.desk.roles


def cell(table: Table, topic: str, role: str) -> Cell:
    (found,) = (one for row in table.rows for one in row if (one.topic, one.role) == (topic, role))
    return found


def test_every_quote_is_exact_text_of_a_guide_of_its_role(table: Table, shipped_assistant: Assistant) -> None:
    for row in table.rows:
        for one in row:
            for citation in (*one.citations, *filter(None, [one.nearest])):
                guide = shipped_assistant.guide(citation.guide).guide
                assert citation.quote == guide.text[citation.start : citation.end]
                assert (citation.version, guide.role) == (guide.version, one.role)
            assert [said.text for said in one.statements] == [citation.quote for citation in one.citations]
            assert one.searched.passages > 0


def test_what_the_guides_say_is_quoted(table: Table) -> None:
    pay = cell(table, "pay", "Director of Engineering")
    assert pay.state is CellState.QUOTED
    assert any("$" in said.text or "€" in said.text for said in pay.statements)
    assert cell(table, "hiring", "VP of Engineering").state is CellState.QUOTED


def test_a_list_on_the_topic_is_quoted_whole_and_no_other_one(roles: RoleComparison) -> None:
    compared = roles.compare(("director", "vp"), ("red flags", "flags"))
    red = [said.text for said in cell(compared, "red flags", "VP of Engineering").statements]
    assert len(red) == 4
    assert red[0] == "The founder or CTO keeps the authority to redirect teams without telling the VP."
    assert red[-1] == "The title is VP and the team is one team."
    both = [said.text for said in cell(compared, "flags", "VP of Engineering").statements]
    assert both[:5] == ["Red flags in a VP of Engineering role:", *red]
    assert both[5] == "Green flags in a VP of Engineering role:"
    assert both[6].startswith("CEO, CTO and board")


def test_what_they_do_not_say_names_what_was_searched_and_the_nearest_sentence(table: Table) -> None:
    leave = cell(table, "parental leave", "VP of Engineering")
    assert (leave.state, leave.statements, leave.citations) == (CellState.NOT_SAID, (), ())
    assert leave.searched.question == "parental leave"
    assert leave.searched.guides == ("vp-of-engineering",)
    assert leave.nearest is not None


def test_a_cell_does_not_depend_on_what_it_stands_beside(roles: RoleComparison, table: Table) -> None:
    other = roles.compare(("cto", "vp-of-engineering", "em", "director"), ("remote work", "pay"))
    for topic in ("pay", "remote work"):
        for role in ("Director of Engineering", "VP of Engineering"):
            assert repr(cell(other, topic, role)) == repr(cell(table, topic, role))


def test_the_same_question_gives_the_same_cells_byte_for_byte_in_any_process(shipped: Settings, table: Table) -> None:
    command = [sys.executable, "-c", DIGEST, str(shipped.corpus), str(shipped.index)]
    environment = os.environ | {"PYTHONHASHSEED": "1"}  # sets come in another order than here
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(repr(table.rows).encode()).hexdigest()


@pytest.mark.parametrize(
    "name",
    ["director", "Director of Engineering", "DOE", "director-of-engineering", " directors ", "director-of engineering"],
)
def test_a_role_is_known_by_slug_role_and_alias(roles: RoleComparison, name: str) -> None:
    found = roles.compare((name, "vp"), ("pay",))
    assert [side.role for side in found.sides] == ["Director of Engineering", "VP of Engineering"]


def test_a_name_of_a_topic_is_that_topic(roles: RoleComparison, table: Table) -> None:
    salary = roles.compare(("director", "vp"), ("salary",))
    assert (salary.topics[0].name, salary.topics[0].known) == ("salary", "pay")
    assert salary.rows[0][0].state is CellState.QUOTED


@pytest.mark.parametrize(
    ("roles_", "topics", "field", "said"),
    [
        (("director",), ("pay",), "roles", "2 to 4"),
        (("director", "vp", "em", "cto", "tl"), ("pay",), "roles", "2 to 4"),
        (("director", "DoE"), ("pay",), "roles", "twice"),
        (("director", "chief wizard"), ("pay",), "roles", "there are guides about: CTO, "),
        (("director", "director of nothing"), ("pay",), "roles", "no guide is about"),
        (("director", "nurse"), ("pay",), "roles", "no guide is about 'nurse'"),
        (("director", "vp"), (), "topics", "1 to 24"),
        (("director", "vp"), ("?!",), "topics", "1 to 100"),
        (("director", "vp"), ("x" * 101,), "topics", "1 to 100"),
    ],
)
def test_what_can_not_be_compared_is_refused_by_field(
    roles: RoleComparison, roles_: tuple[str, ...], topics: tuple[str, ...], field: str, said: str
) -> None:
    with pytest.raises(InvalidRequest, match=said) as refused:
        roles.compare(roles_, topics)
    assert refused.value.field == field


def test_guides_of_one_role_that_disagree_are_both_quoted(harbour: RoleComparison) -> None:
    compared = harbour.compare(("harbour pilot", "chief mate"), ("pay", "hiring"))
    pay = cell(compared, "pay", "Harbour Pilot")
    assert pay.state is CellState.CONFLICTING
    ((one, other),) = pay.conflicts
    quotes = {citation.n: citation for citation in pay.citations}
    assert {quotes[one].guide, quotes[other].guide} == set(pay.searched.guides)
    assert "€70,000" in quotes[one].quote + quotes[other].quote
    assert "€90,000" in quotes[one].quote + quotes[other].quote
    assert cell(compared, "hiring", "Harbour Pilot").state is CellState.QUOTED
    assert cell(compared, "pay", "Chief Mate").state is CellState.QUOTED


def test_the_shipped_guides_contradict_themselves_nowhere(roles: RoleComparison) -> None:
    offered = roles.offer()
    for pair in zip(offered.roles[::2], offered.roles[1::2], strict=True):
        compared = roles.compare(pair, offered.topics)
        assert {one.state for row in compared.rows for one in row} <= {CellState.QUOTED, CellState.NOT_SAID}


def test_what_is_offered_can_be_compared(roles: RoleComparison, shipped_assistant: Assistant) -> None:
    offered = roles.offer()
    assert offered.generation == shipped_assistant.generation
    assert len(offered.roles) == 8
    assert {"pay", "hiring"} <= set(offered.topics)
