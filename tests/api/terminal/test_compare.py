"""``guides compare`` over the shipped guides."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from typer.testing import CliRunner, Result

from api.ports import AssistantPort
from api.terminal import cli
from assistant.service import Assistant
from assistant.settings import Settings
from tests.api.fakes import FakeWiring

Run = Callable[..., Result]


@pytest.fixture
def run(shipped_assistant: Assistant) -> Run:
    @contextmanager
    def opened(settings: Settings) -> Iterator[AssistantPort]:
        yield shipped_assistant

    wiring = replace(FakeWiring().wiring(), open_assistant=opened)

    def invoke(*arguments: str) -> Result:
        return CliRunner().invoke(cli.app, ["compare", *arguments], obj=wiring, env={"COLUMNS": "120"})

    return invoke


def test_roles_stand_side_by_side_with_sources_below(run: Run) -> None:
    done = run("director", "vp", "--topics", "pay,parental leave")
    assert done.exit_code == 0
    head = done.stdout.splitlines()[1]
    assert "Director of Engineering" in head
    assert "VP of Engineering" in head
    assert "Not said (searched " in done.stdout
    assert "\npay, Director of Engineering [1] Director of Engineering › Pay: https://" in done.stdout


def test_json_is_the_http_response_and_csv_has_the_same_statements(run: Run) -> None:
    view = json.loads(run("director", "vp", "--topics", "pay", "--json").stdout)
    said = [one["text"] for row in view["rows"] for cell in row["cells"] for one in cell["statements"]]
    table = csv.DictReader(io.StringIO(run("director", "vp", "--topics", "pay", "--csv").stdout, newline=""))
    assert [row["statement"] for row in table] == said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(("director",), "roles: name 2 to 4"), (("director", "wizard"), "no guide is about 'wizard'")],
)
def test_what_can_not_be_compared_is_one_line(run: Run, arguments: tuple[str, ...], said: str) -> None:
    refused = run(*arguments, "--topics", "pay")
    assert refused.exit_code == 2
    assert said in refused.stderr
