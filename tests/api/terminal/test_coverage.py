"""``guides coverage`` over a map that is made up."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import cast

import pytest
from typer.testing import CliRunner, Result

from api.terminal import cli
from assistant.desk.coverage import ELSE, Coverage, Covered, RoleLine
from assistant.desk.desk import Desk
from tests.api.fakes import FakeAssistant, FakeWiring, Nobody

MAP = Coverage(
    "g1",
    ("pay", ELSE),
    (
        RoleLine("CTO", ("cto",), "2026-09-01", 2, (Covered("pay", 3, 1200, 4, 3), Covered(ELSE, 0, 0, 0, 0))),
        RoleLine(ELSE, (), "", None, (Covered("pay", 0, 0, 2, 0), Covered(ELSE, 0, 0, 0, 0))),
    ),
)


@dataclass
class Drawn:
    asked: list[int | None] = field(default_factory=list)

    def drawn(self, days: int | None = None) -> Coverage:
        self.asked.append(days)
        return MAP


@dataclass
class CoverageDesk:
    coverage: Drawn = field(default_factory=Drawn)
    coaches: Nobody = field(default_factory=Nobody)


def run(*arguments: str) -> Result:
    parts = FakeWiring(FakeAssistant(desk=cast(Desk, CoverageDesk())))
    return CliRunner().invoke(cli.app, ["coverage", *arguments], obj=parts.wiring())


@pytest.mark.parametrize(
    ("measure", "lines"),
    [
        ("passages", ["        Pay  Anything else", "CTO       3              0"]),
        ("words", ["        Pay  Anything else", "CTO   1,200              0"]),
        ("age", ["        Pay  Anything else", "CTO       2              –"]),
    ],
)
def test_a_measure_is_printed_as_a_table(measure: str, lines: list[str]) -> None:
    result = run("--measure", measure)
    assert (result.exit_code, result.stdout.splitlines()) == (0, lines)


def test_what_names_no_role_is_told_of_questions() -> None:
    lines = run("--measure", "answered").stdout.splitlines()
    assert [line.split()[-2] for line in lines[1:]] == ["75%", "0%"]
    assert lines[2].startswith("No role named")


def test_json_and_csv() -> None:
    told = json.loads(run("--json", "--since", "7").stdout)
    assert told["lines"][0]["cells"][0] == {
        "topic": "pay",
        "passages": 3,
        "words": 1200,
        "asked": 4,
        "answered": 3,
        "share": 0.75,
    }
    rows = run("--csv").stdout.splitlines()
    assert rows[:2] == [
        "role,topic,passages,words,updated,months,asked,answered,share",
        "CTO,pay,3,1200,2026-09-01,2,4,3,0.75",
    ]


def test_an_unknown_measure_is_one_clear_line() -> None:
    result = run("--measure", "x")
    told = "guides: measure: 'x' is none of passages, words, asked, answered, age\n"
    assert (result.exit_code, result.stderr) == (2, told)
