"""Text to pooled vector and token vectors: the only place that knows the model.

A model is loaded once through sentence-transformers and written as ONNX beside the index; from then on the same
weights run in ONNX Runtime, without importing torch, for passages and questions alike.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

import numpy as np
import onnxruntime
from filelock import FileLock
from numpy.typing import NDArray
from tokenizers import Tokenizer

from index.digest import sha256
from index.encoder_facts import MODEL, QUESTIONS, TOKENIZER, EncoderFacts, packaged_model, verified
from index.errors import HEAL, EncoderError
from index.export import write_onnx, write_question_form
from index.types import Encoded, Vectors

BATCH = 16
ASKED = 94
"""Tokens of a question that are read: of a longer one as many of its beginning as of its end, because what is asked
stands in either. A forward of all that a model can read takes twenty times as long as that of a short question."""


class OnnxEncoder:
    """A sentence-transformers model run by ONNX Runtime. Thread-safe."""

    def __init__(self, folder: Path, threads: int = 0, *, asking: bool = False) -> None:
        """Load ``folder`` as written by ``export``. Raises ``EncoderError`` where it is missing or damaged.

        A forward takes ``threads`` threads; where that is 0, one, and each core makes forwards of its own. One that is
        ``asking`` encodes questions, by the model's form for these where it has one.
        """
        facts = verified(folder, asking=asking)
        try:
            self._tokenizer = _read_tokenizer(folder / TOKENIZER)
        except (OSError, ValueError) as error:
            raise EncoderError(f"{folder}: not an exported encoder ({error}); {HEAL}") from error
        self._facts = facts
        self._special = self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._alone = asking and bool(facts.questions_sha256)
        self._most = min(ASKED, facts.max_tokens) if self._alone else facts.max_tokens
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._counter = self._tokenizer
        if not self._alone:
            self._tokenizer = Tokenizer.from_str(self._counter.to_str())
            self._tokenizer.enable_truncation(self._most + self._special)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(
            str(folder / (QUESTIONS if self._alone else MODEL)), options, providers=["CPUExecutionProvider"]
        )
        self._each = map if threads else ThreadPoolExecutor(os.cpu_count()).map

    @property
    def name(self) -> str:
        return self._facts.name

    @property
    def fingerprint(self) -> str:
        return self._facts.fingerprint

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
        """One forward per batch of texts of like length, of the same length where it is asking; what is longer than
        ``max_tokens`` is cut, of a question what is between the beginning and the end of ``ASKED`` tokens."""
        encodings = self._tokenizer.encode_batch([_encodable(text) for text in texts])
        order = sorted(range(len(texts)), key=lambda i: len(encodings[i].ids), reverse=True)
        pooled = np.empty((len(texts), self.dimension), dtype=np.float32)
        tokens: list[Vectors] = [np.empty((0, self.dimension), dtype=np.float32)] * len(texts)
        offsets = [np.empty((0, 2), dtype=np.int32)] * len(texts)
        read = [self._read(len(one.ids)) for one in encodings]

        def make(batch: list[int]) -> None:
            token_rows, sentence_rows = self._forward([np.array(encodings[i].ids)[read[i]] for i in batch])
            pooled[batch] = normalised(sentence_rows)
            for row, i in enumerate(batch):
                keep = np.flatnonzero(np.array(encodings[i].special_tokens_mask)[read[i]] == 0)
                tokens[i] = normalised(token_rows[row][keep])
                offsets[i] = np.array(encodings[i].offsets, dtype=np.int32).reshape(-1, 2)[read[i]][keep]

        deque(self._each(make, self._batches(order, [len(read[i]) for i in order])), maxlen=0)
        return Encoded(pooled, tuple(tokens), tuple(offsets))

    def _read(self, length: int) -> NDArray[np.int64]:
        """Which of a text's tokens are read."""
        most = self._most + self._special
        places = np.arange(length)
        return places if length <= most else np.delete(places, slice(most // 2, length - most // 2))

    def _batches(self, order: Sequence[int], lengths: Sequence[int]) -> Iterator[list[int]]:
        """``order`` in batches; the form for questions takes no padding, so there texts of one length are together."""
        runs = groupby(zip(lengths, order, strict=True), key=lambda one: one[0] if self._alone else 0)
        for _, run in runs:
            together = [i for _, i in run]
            yield from (together[first : first + BATCH] for first in range(0, len(together), BATCH))

    def _forward(self, rows: Sequence[NDArray[np.int64]]) -> tuple[Vectors, Vectors]:
        """Token vectors and sentence vectors of texts, each given by its tokens' numbers."""
        if self._alone:
            fed = {"input_ids": np.array(rows, dtype=np.int64)}
        else:
            lengths = np.array([len(numbers) for numbers in rows])[:, np.newaxis]
            mask = (np.arange(lengths.max()) < lengths).astype(np.int64)
            ids = np.zeros_like(mask)
            ids[mask == 1] = np.concatenate(rows)
            fed = {"input_ids": ids, "attention_mask": mask}
        token_rows, sentence_rows = self._session.run(None, fed)
        return token_rows, sentence_rows


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
    lengths = np.sqrt(np.add.reduce(rows * rows, axis=-1, keepdims=True))
    return np.asarray(rows / np.maximum(lengths, 1e-12), dtype=np.float32)


def name_of(model: str) -> str:
    """What the encoder of GUIDES_ENCODER is called."""
    return model or "all-MiniLM-L6-v2"


def check_encoder(model: str, cache: Path) -> str:
    """The fingerprint of the encoder in ``cache``, which must be whole. Raises ``EncoderError``."""
    return OnnxEncoder(encoder_folder(cache, model)).fingerprint


def encoder_folder(cache: Path, model: str) -> Path:
    """Where in ``cache`` the export of GUIDES_ENCODER is."""
    return cache / (hashlib.sha256(model.encode()).hexdigest()[:12] if model else "all-minilm-l6-v2")


def open_encoder(model: str, cache: Path, *, mend: bool = False, threads: int = 0, asking: bool = False) -> OnnxEncoder:
    """The encoder ``model`` (a sentence-transformers name or folder; empty for the packaged one), with ``threads``;
    ``asking`` where it encodes questions.

    It is exported into ``cache`` where it isn't there yet, which takes some seconds and imports torch; with ``mend``
    also where it is damaged or has no form for questions yet. Raises ``EncoderError`` naming the model where it can't
    be loaded or isn't the one it should be.
    """
    folder = encoder_folder(cache, model)
    if (folder / "encoder.json").exists() and not mend:  # no lock: the folder may be read-only
        return OnnxEncoder(folder, threads, asking=asking)
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(cache / ".lock"):
        if mend and folder.exists() and not _is_whole(folder):
            shutil.rmtree(folder)
        if not (folder / "encoder.json").exists():
            export(model, folder)
    return OnnxEncoder(folder, threads, asking=asking)


def _is_whole(folder: Path) -> bool:
    try:
        return verified(folder).questions_sha256 is not None
    except EncoderError:
        return False


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
        tokenizer.save(str(building / TOKENIZER))
        write_onnx(loaded, building / MODEL)
        shorter = write_question_form(loaded, building / QUESTIONS)
        facts = EncoderFacts(
            name=name_of(model),
            dimension=int(loaded.get_embedding_dimension() or 0),
            max_tokens=int(loaded.max_seq_length or 256) - tokenizer.num_special_tokens_to_add(is_pair=False),
            onnx_sha256=sha256(building / MODEL),
            tokenizer_sha256=sha256(building / TOKENIZER),
            questions_sha256=sha256(building / QUESTIONS) if shorter else "",
        ).sealed()
        (building / "encoder.json").write_text(json.dumps(asdict(facts)), encoding="utf-8")
        _check_parity(loaded, OnnxEncoder(building), 0.9999)
        _check_parity(loaded, OnnxEncoder(building, asking=True), 0.99)
        building.replace(folder)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _check_parity(loaded: object, exported: OnnxEncoder, least: float) -> None:
    texts = ["How many managers?", "A longer sentence, so that a batch is padded, which changes nothing.", "pay"]
    expected = normalised(loaded.encode(texts, show_progress_bar=False))  # type: ignore[attr-defined]
    worst = float(np.min(np.sum(expected * exported.encode(texts).pooled, axis=1)))
    if worst < least:
        raise EncoderError(f"the exported encoder differs from sentence-transformers (cosine {worst:.4f})")
