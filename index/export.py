"""A sentence-transformers model as an ONNX file: token vectors and the sentence's vector of a batch of texts."""

from __future__ import annotations

from pathlib import Path


def write_onnx(loaded: object, path: Path) -> None:
    """Write ``loaded`` to ``path``; torch is imported only here, because that takes seconds."""
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
