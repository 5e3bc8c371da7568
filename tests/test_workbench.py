"""What an editor's container and Git's hooks run is what the Makefile runs; the first hour leads nowhere else."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parent.parent
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
HOOKS = ROOT / ".pre-commit-config.yaml"


def container() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    return found


def hooks() -> list[dict[str, Any]]:
    (local,) = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))["repos"]
    assert local["repo"] == "local", "a hook from elsewhere would need a network"
    found: list[dict[str, Any]] = local["hooks"]
    return found


def recipe(target: str) -> list[str]:
    lines = MAKEFILE.partition(f"\n{target}:")[2].splitlines()[1:]
    return [line.strip() for line in lines[: next(i for i, line in enumerate(lines) if not line.startswith("\t"))]]


def test_the_container_installs_as_the_makefile_does_and_forwards_its_port() -> None:
    made = container()
    program, target = shlex.split(made["postCreateCommand"])
    assert program == "make"
    assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE)
    (port,) = re.findall(r"^PORT \?= (\d+)$", MAKEFILE, re.MULTILINE)
    assert made["forwardPorts"] == [int(port)]
    assert made["portsAttributes"].keys() == {port}


def test_the_containers_python_is_one_that_the_project_takes_and_its_interpreter_that_of_the_makefile() -> None:
    made = container()
    (version,) = re.findall(r"/python:[\w.]*-?(3\.\d+)-\w+$", made["image"])
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert SpecifierSet(needed).contains(version)
    interpreter = made["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert interpreter == "${containerWorkspaceFolder}/.venv/bin/python"
    assert "VENV := .venv\n" in MAKEFILE


def test_gits_hooks_run_what_make_check_runs() -> None:
    checks = {line.replace("$(BIN)", ".venv/bin").removesuffix(" .") for line in recipe("check")}
    run = {hook["entry"] for hook in hooks()}
    assert {entry.removesuffix(" --force-exclude") for entry in run} == checks


def test_gits_hooks_name_commands_that_are_installed_and_fetch_nothing() -> None:
    for hook in hooks():
        program = shlex.split(hook["entry"])[0]
        assert program.startswith(".venv/bin/")
        assert (Path(sys.executable).parent / Path(program).name).is_file(), program
        assert hook["language"] == "unsupported"
        assert "additional_dependencies" not in hook


def test_the_hooks_are_in_the_form_that_pre_commit_reads() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", str(HOOKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
