"""A sentence-transformers model as ONNX files: one for passages, and the form that questions are encoded with.

Passages are encoded in full precision when they are indexed, questions while someone waits: theirs are the same weights
in 8 bits, without padding. Weights are int8 with a scale for every ``BLOCK`` of them, and activations are quantised in
the same blocks as they come (``MatMulNBits``), so that one large value spoils its own block only. What such a question
finds is shown in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto


BLOCK = 64
_OURS = "com.microsoft"


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


def write_question_form(loaded: Any, path: Path) -> bool:
    """Write ``loaded``, a sentence-transformers model, to ``path``; whether it could be: a BERT with GELU whose tokens'
    mean is the sentence's vector can, any other model can't, and has its questions encoded as its passages are."""
    bert = loaded[0].auto_model
    config = bert.config
    widths = (config.hidden_size, getattr(config, "intermediate_size", 0))
    if config.model_type != "bert" or config.hidden_act != "gelu" or any(width % BLOCK for width in widths):
        return False
    if getattr(loaded[1], "pooling_mode", "") not in ("mean", ("mean",)):
        return False
    weights = {name: value.detach().numpy().astype(np.float32) for name, value in bert.state_dict().items()}
    _Graph(weights, config.num_attention_heads, config.layer_norm_eps).write(config.num_hidden_layers, path)
    return True


class _Graph:
    """An ONNX graph under construction; every method adds nodes and returns the name of what they give."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]], heads: int, epsilon: float) -> None:
        self._weights, self._heads, self._epsilon = weights, heads, epsilon
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def write(self, layers: int, path: Path) -> None:
        import onnx
        from onnx import TensorProto, helper

        rows = self._embedded()
        for layer in range(layers):
            rows = self._layer(f"encoder.layer.{layer}.", rows)
        self._add("Identity", [rows], output="token_embeddings")
        self._add("ReduceMean", [rows, self._constant(np.array([1]))], output="sentence_embedding", keepdims=0)
        width = len(self._weights["embeddings.LayerNorm.bias"])
        shapes: dict[str, list[str | int | None]] = {
            "token_embeddings": ["batch", "tokens", width],
            "sentence_embedding": ["batch", width],
        }
        graph = helper.make_graph(
            self._nodes,
            "questions",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
            [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()],
            self._constants,
        )
        versions = [helper.make_opsetid("", 18), helper.make_opsetid(_OURS, 1)]
        onnx.save(helper.make_model(graph, opset_imports=versions, ir_version=9), str(path))

    def _embedded(self) -> str:
        from onnx import TensorProto

        weights = self._weights
        words = self._constant(weights["embeddings.word_embeddings.weight"].astype(np.float16))
        places = (
            weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
        )
        length = self._add("Shape", ["input_ids"], start=1, end=2)
        first, axis = self._constant(np.array([0])), self._constant(np.array([0]))
        place = self._add("Slice", [self._constant(places), first, length, axis])
        word = self._add("Cast", [self._add("Gather", [words, "input_ids"])], to=TensorProto.FLOAT)
        return self._normalised("embeddings.LayerNorm", word, place)

    def _layer(self, name: str, rows: str) -> str:
        parts = [f"{name}attention.self.{part}" for part in ("query", "key", "value")]
        together = self._linear(parts, rows)
        halves = self._split(together)
        mixed = self._add("MultiHeadAttention", halves, domain=_OURS, num_heads=self._heads)
        rows = self._normalised(
            f"{name}attention.output.LayerNorm", self._linear([f"{name}attention.output.dense"], mixed), rows
        )
        inner = self._add("Gelu", [self._linear([f"{name}intermediate.dense"], rows)], domain=_OURS)
        return self._normalised(f"{name}output.LayerNorm", self._linear([f"{name}output.dense"], inner), rows)

    def _linear(self, names: Sequence[str], rows: str) -> str:
        """The layers ``names`` of the same input, side by side, in 8 bits."""
        weight = np.concatenate([self._weights[f"{name}.weight"] for name in names])
        bias = np.concatenate([self._weights[f"{name}.bias"] for name in names])
        out, inner = weight.shape
        blocks = weight.reshape(out, inner // BLOCK, BLOCK)
        scales = np.maximum(np.abs(blocks).max(axis=-1), 1e-12) / 127
        codes = (np.rint(blocks / scales[..., None]) + 128).astype(np.uint8)
        inputs = [rows, self._constant(codes), self._constant(scales.astype(np.float32)), "", "", self._constant(bias)]
        size = {"K": inner, "N": out, "bits": 8, "block_size": BLOCK}
        # 4 is int8: the least that activations may be rounded to, and the fastest.
        return self._add("MatMulNBits", inputs, domain=_OURS, accuracy_level=4, **size)

    def _normalised(self, name: str, rows: str, others: str) -> str:
        scale, shift = self._constant(self._weights[f"{name}.weight"]), self._constant(self._weights[f"{name}.bias"])
        together = self._add("Add", [rows, others])
        return self._add("LayerNormalization", [together, scale, shift], axis=-1, epsilon=self._epsilon)

    def _split(self, rows: str) -> list[str]:
        names = [f"{rows}_{part}" for part in ("query", "key", "value")]
        self._add("Split", [rows], outputs=names, axis=-1, num_outputs=3)
        return names

    def _constant(self, value: NDArray[Any]) -> str:
        from onnx import numpy_helper

        name = f"constant{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _add(
        self,
        kind: str,
        inputs: Sequence[str],
        *,
        domain: str = "",
        output: str = "",
        outputs: Sequence[str] = (),
        **attributes: Any,
    ) -> str:
        from onnx import helper

        names = list(outputs) or [output or f"value{len(self._nodes)}"]
        self._nodes.append(helper.make_node(kind, list(inputs), names, domain=domain, **attributes))
        return names[0]
