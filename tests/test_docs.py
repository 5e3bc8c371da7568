"""What README and docs name exists: commands, options, targets, settings, packages, links."""

from __future__ import annotations

import importlib
import json
import re
import shlex
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel

from api.schemas.chat import ChatRequest
from api.schemas.guides import SearchRequest
from api.terminal import cli
from assistant.settings import SHIPPED_GUIDES, Settings

ROOT = Path(__file__).parent.parent
MAIN = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
PAGES = sorted([*(ROOT / name for name in MAIN), *(ROOT / "docs").rglob("*.md")])
PREFIX = "GUIDES_"
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHELLS = {"bash", "console", "ini"}
COMMAND = re.compile(r"(?:^|(?<=[\s/]))guides +(?P<rest>[a-z-].*)$")
MAKE = re.compile(r"(?:^|(?<=\s))make +(?P<rest>[a-z].*)$")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def fenced(page: Path, languages: set[str]) -> list[str]:
    return [body for language, body in FENCED.findall(page.read_text(encoding="utf-8")) if language in languages]


def prose(page: Path) -> str:
    return FENCED.sub("", page.read_text(encoding="utf-8"))


def command_lines(page: Path) -> Iterator[str]:
    """Every line of a shell block, continued lines joined, and every piece of inline code."""
    for body in fenced(page, SHELLS):
        yield from body.replace("\\\n", " ").splitlines()
    yield from (code.replace("\n", " ") for code in re.findall(r"`([^`]+)`", prose(page)))


def calls(page: Path, pattern: re.Pattern[str]) -> list[list[str]]:
    found = (pattern.search(line) for line in command_lines(page))
    return [shlex.split(match["rest"], comments=True) for match in found if match]


def commands() -> dict[str, set[str]]:
    """The options of every command of ``guides``, those of a group by both names ("questions check")."""
    named: dict[str, set[str]] = {}
    todo = list(vars(typer.main.get_command(cli.app))["commands"].items())
    for name, command in todo:
        if "commands" in vars(command):
            todo += [(f"{name} {inner}", one) for inner, one in vars(command)["commands"].items()]
            continue
        options = (vars(parameter) for parameter in command.params)
        named[name] = {text for option in options for text in (*option["opts"], *option["secondary_opts"])} | {"--help"}
    return named


def guides_calls(page: Path) -> list[tuple[str, list[str]]]:
    """The commands of ``guides`` that a page calls, and their arguments."""
    groups = {name.split()[0] for name in commands() if " " in name}
    found = calls(page, COMMAND)
    return [(" ".join(call[: 1 + (call[0] in groups)]), call[1 + (call[0] in groups) :]) for call in found]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def packages() -> set[str]:
    table = project()
    required = table["dependencies"]
    extras = table["optional-dependencies"]
    assert isinstance(required, list)
    assert isinstance(extras, dict)
    every = [*required, *(line for lines in extras.values() for line in lines)]
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0] for line in every}


def rows(page: str) -> dict[str, list[str]]:
    """The rows of a page's tables whose first cell is code, by that code."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:3] == "| `"]
    return {row[0].strip("`"): row[1:] for row in cells}


@each_page
def test_commands_and_their_options_exist(page: Path) -> None:
    known = commands()
    for name, arguments in guides_calls(page):
        assert name in known, f"guides {name}"
        for argument in arguments:
            if argument.startswith("-"):
                assert argument.split("=")[0] in known[name], f"guides {name} {argument}"


def test_readme_names_every_command() -> None:
    assert {name for name, _ in guides_calls(ROOT / "README.md")} == set(commands())


@each_page
def test_make_targets_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    variables = set(re.findall(r"^([A-Z]+) [?:]?=", makefile, re.MULTILINE))
    for arguments in calls(page, MAKE):
        for argument in arguments:
            variable, equals, _ = argument.partition("=")
            assert variable in (variables if equals else targets()), f"make {argument}"


@each_page
def test_settings_that_are_named_exist(page: Path) -> None:
    named = set(re.findall(rf"\b{PREFIX}(\w+)", page.read_text(encoding="utf-8")))
    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_every_setting_is_documented_with_its_default() -> None:
    documented = {name.removeprefix(PREFIX).lower(): cells[0].strip("`") for name, cells in rows("settings.md").items()}
    written: dict[object, str] = {SHIPPED_GUIDES: "the shipped guides", "": "empty", (): "empty", None: "unset"}
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    assert documented == {name: written.get(default, str(default)) for name, default in defaults.items()}


def test_every_dependency_says_why_it_is_here() -> None:
    reasons = rows("dependencies.md")
    assert set(reasons) == packages()
    assert all(cells[0] for cells in reasons.values())


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@each_page
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        address, _, anchor = link.partition("#")
        target = (page.parent / address).resolve() if address else page
        assert target.is_relative_to(ROOT), link
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@each_page
def test_files_that_are_named_exist(page: Path) -> None:
    rooms = r"(?:api|assistant|corpus|docs|evals|index|tests)"
    for name in re.findall(rf"`({rooms}/[\w./-]*)`", prose(page)):
        assert (ROOT / name).exists(), name


def requests(page: Path) -> list[list[str]]:
    blocks = ("\n".join(fenced(page, {"bash"})).replace("\\\n", " ")).split("curl ")[1:]
    return [shlex.split(block, comments=True) for block in blocks]


def test_curl_examples_send_what_the_api_takes() -> None:
    takes: dict[str, type[BaseModel]] = {"/v1/chat": ChatRequest, "/v1/search": SearchRequest}
    sent = [words for words in requests(ROOT / "README.md") if "-d" in words]
    assert sent
    for words in sent:
        (address,) = (word for word in words if word.startswith("http://127.0.0.1:8000"))
        body = json.loads(words[words.index("-d") + 1])
        takes[address.removeprefix("http://127.0.0.1:8000")].model_validate(body)


def test_what_python_examples_import_exists() -> None:
    blocks = [block for page in PAGES for block in fenced(page, {"python"})]
    assert blocks
    for block in blocks:
        compile(block, "example", "exec")
        for module, names in re.findall(r"^from (\S+) import (.+)$", block, re.MULTILINE):
            for name in names.split(","):
                assert hasattr(importlib.import_module(module), name.strip()), f"{module}.{name.strip()}"


@each_page
def test_dotted_names_exist(page: Path) -> None:
    for module, name in re.findall(r"`((?:assistant|corpus|index)\.\w+)\.(\w+)`", prose(page)):
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"


@each_page
def test_no_path_of_a_machine_is_mentioned(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"/(?:home|Users|var/folders)/", text)
    for folder in (ROOT, Path.home(), Path(tempfile.gettempdir())):
        if len(folder.parts) > 1 and folder.parts[1] != "srv":  # the place that docs/deployment.md installs to
            assert not re.search(rf"{re.escape(str(folder))}\b", text), folder
