"""The Makefile, the pins and the checks' script say the same."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    environment = {name: value for name, value in clean.items() if name not in {"HOST", "PORT", "ARGS"}}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


def requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


def pins() -> dict[str, list[Requirement]]:
    found: dict[str, list[Requirement]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            pin = Requirement(line)
            found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


@pytest.mark.parametrize("required", requirements(), ids=str)
def test_every_dependency_is_pinned_within_its_range(required: Requirement) -> None:
    for pin in pins()[canonicalize_name(required.name)]:
        version = str(pin.specifier).removeprefix("==")
        assert required.specifier.contains(version), pin


def test_every_pin_is_exact() -> None:
    for pinned in pins().values():
        assert all(re.fullmatch(r"==[\w.]+", str(pin.specifier)) for pin in pinned), pinned


@needs_make
def test_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split()
    listed = re.findall(r"^  make ([\w-]+) +\S", make("help").stdout, re.MULTILINE)
    assert sorted(listed) == sorted(phony)


@needs_make
def test_help_groups_the_targets_by_what_they_are_for() -> None:
    said = make("help").stdout
    assert re.findall(r"^(\w+)$", said, re.MULTILINE) == ["Use", "Develop", "Evaluate"]
    groups = re.split(r"^\w+$", said, flags=re.MULTILINE)[1:]
    for group, target in zip(groups, ("run", "check", "answers-diff"), strict=True):
        assert re.search(rf"^  make {target} +\S", group, re.MULTILINE), target


@needs_make
def test_the_commit_that_answers_are_compared_with_finds_the_public_texts_beside_it() -> None:
    said = make("-n", "answers-diff").stdout
    assert f'ln -s "{ROOT.parent / "shared"}" "$scratch/shared"' in said
    assert said.index("ln -s") < said.index("evals record")


@needs_make
def test_run_serves_on_host_and_port_with_further_options() -> None:
    said = make("-n", "run", "HOST=0.0.0.0", "PORT=9000", "ARGS=--corpus elsewhere").stdout
    assert ".venv/bin/guides serve --host 0.0.0.0 --port 9000 --corpus elsewhere" in said


@needs_make
def test_install_takes_torch_first_in_the_pinned_version() -> None:
    said = make("-n", "-B", "install").stdout
    (torch,) = pins()["torch"]
    assert f'"{torch}"' in said
    assert said.index(f'"{torch}"') < said.index("--editable")


@needs_make
def test_install_is_done_again_only_when_dependencies_change(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
        os.utime(tmp_path / name, (1_000_000_000, 1_000_000_000))
    assert make("-q", "install", folder=tmp_path).returncode == 1
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / ".installed").touch()
    assert make("-q", "install", folder=tmp_path).returncode == 0
    os.utime(tmp_path / "constraints.txt", (5_000_000_000, 5_000_000_000))
    assert make("-q", "install", folder=tmp_path).returncode == 1


@needs_make
def test_clean_leaves_the_conversations() -> None:
    removed = re.findall(r"^rm -rf (.*)$", make("-n", "clean").stdout, re.MULTILINE)[0].split()
    assert ".venv" in removed
    assert ".guides/index" in removed
    assert ".guides" not in removed


@needs_make
def test_an_old_python_is_refused_with_a_clear_line(tmp_path: Path) -> None:
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, tmp_path)
    done = make("install", "PYTHON=false", folder=tmp_path)
    assert done.returncode == 2
    assert "Python 3.11 or newer is needed" in done.stderr


def test_checks_script_is_executable_and_parses() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], check=False, timeout=60).returncode == 0
