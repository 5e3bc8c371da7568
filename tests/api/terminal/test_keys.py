"""``guides key``: made, listed, revoked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.terminal import cli
from assistant.bootstrap import open_coaches
from assistant.desk.coaches import Coach
from assistant.settings import load_settings
from tests.api.fakes import FakeWiring


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["key", *arguments], obj=FakeWiring().wiring())


def admitted(key: str) -> Coach | None:
    with open_coaches(load_settings()) as coaches:
        return coaches.admitted(key)


def test_a_new_key_is_all_that_standard_output_holds() -> None:
    made = run("new", "Ada")
    assert made.exit_code == 0
    assert re.fullmatch(r"rgk_[\w-]{43}\n", made.stdout)
    assert admitted(made.stdout.strip()) == Coach("Ada")


def test_keys_are_listed_without_anything_that_opens_the_desk() -> None:
    key = run("new", "Ada").stdout.strip()
    listed = run("list").stdout
    assert re.fullmatch(r"Ada: since \d{4}-\d\d-\d\d\n", listed)
    assert key[4:12] not in listed


def test_a_revoked_key_is_listed_so_and_opens_nothing() -> None:
    key = run("new", "Ada").stdout.strip()
    assert run("revoke", "Ada").exit_code == 0
    assert ", revoked " in run("list").stdout
    assert admitted(key) is None


def test_where_there_are_no_keys_the_list_says_how_one_is_made() -> None:
    listed = run("list")
    assert (listed.exit_code, listed.stdout) == (0, "")
    assert "guides key new NAME" in listed.stderr


def test_a_key_that_is_not_stored_is_let_in_by_the_line_that_was_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("new", "Ada", "--unstored")
    assert "Ada" not in run("list").stdout
    found = re.search(r"GUIDES_COACH_KEYS=(\S+)", made.stderr)
    assert found is not None
    monkeypatch.setenv("GUIDES_COACH_KEYS", found[1])
    assert admitted(made.stdout.strip()) == Coach("Ada")
    assert run("list").stdout == "Ada: of GUIDES_COACH_KEYS\n"


@pytest.mark.parametrize(
    ("arguments", "said"), [(("new", "Ada"), "in use"), (("new", "a=b"), "up to 60"), (("revoke", "Bea"), "no key")]
)
def test_what_can_not_be_done_is_one_line_and_exit_code_2(arguments: tuple[str, ...], said: str) -> None:
    run("new", "Ada")
    refused = run(*arguments)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr.startswith("guides: name: ")
    assert said in refused.stderr
