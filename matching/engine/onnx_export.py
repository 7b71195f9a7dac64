"""The published sentence model, written as an ONNX graph from its weights: no torch needed.

The model is all-MiniLM-L6-v2 (six BERT layers of 384, mean of the tokens, unit length). The graph
takes token numbers alone: texts are never padded, so there is no mask to pass.
"""

import logging
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load_file

from matching.engine.model_files import digest

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LAYERS, HEADS, WIDTH = 6, 12, 384
HEAD_WIDTH = WIDTH // HEADS
OPSET = 17


class WeightsDiffer(Exception):
    """The weights file is not the published one, so nothing measured with it would hold."""


class _Graph:
    """Collects nodes and weights; each method adds one step and returns its output's name."""

    def __init__(self, weights: dict[str, NDArray[np.float32]]) -> None:
        self.weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}

    def add(self, operation: str, *inputs: str, **attributes: Any) -> str:
        output = f"{operation}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, inputs, [output], output, **attributes))
        return output

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def weight(self, name: str) -> str:
        return self.constant(name, self.weights[name])

    def number(self, value: float) -> str:
        return self.constant(f"number_{value}", np.array(value, np.float32))

    def integers(self, *values: int) -> str:
        return self.constant("integers_" + "_".join(map(str, values)), np.array(values, np.int64))

    def dense(self, x: str, name: str) -> str:
        weight = self.constant(name + ".weight", self.weights[name + ".weight"].T)
        return self.add("Add", self.add("MatMul", x, weight), self.weight(name + ".bias"))

    def norm(self, x: str, name: str) -> str:
        scale, bias = self.weight(name + ".weight"), self.weight(name + ".bias")
        return self.add("LayerNormalization", x, scale, bias, axis=-1, epsilon=1e-12)

    def gelu(self, x: str) -> str:
        error = self.add("Erf", self.add("Div", x, self.number(2**0.5)))
        half = self.add("Mul", x, self.number(0.5))
        return self.add("Mul", half, self.add("Add", error, self.number(1.0)))

    def heads(self, x: str, order: tuple[int, ...]) -> str:
        split = self.add("Reshape", x, self.integers(0, 0, HEADS, HEAD_WIDTH))
        return self.add("Transpose", split, perm=order)

    def attention(self, x: str, name: str) -> str:
        query = self.heads(self.dense(x, name + ".self.query"), (0, 2, 1, 3))
        key = self.heads(self.dense(x, name + ".self.key"), (0, 2, 3, 1))
        value = self.heads(self.dense(x, name + ".self.value"), (0, 2, 1, 3))
        scores = self.add("Div", self.add("MatMul", query, key), self.number(HEAD_WIDTH**0.5))
        mixed = self.add("MatMul", self.add("Softmax", scores, axis=-1), value)
        joined = self.add("Transpose", mixed, perm=(0, 2, 1, 3))
        return self.add("Reshape", joined, self.integers(0, 0, WIDTH))

    def embeddings(self, tokens: str) -> str:
        count = self.add("Slice", self.add("Shape", tokens), self.integers(1), self.integers(2))
        positions = self.constant(
            "positions", self.weights["embeddings.position_embeddings.weight"]
        )
        place = self.add("Slice", positions, self.integers(0), count)
        kind = self.weights["embeddings.token_type_embeddings.weight"][0]
        words = self.add("Gather", self.weight("embeddings.word_embeddings.weight"), tokens)
        total = self.add("Add", self.add("Add", words, place), self.constant("kind", kind))
        return self.norm(total, "embeddings.LayerNorm")

    def layer(self, x: str, name: str) -> str:
        seen = self.dense(self.attention(x, name + ".attention"), name + ".attention.output.dense")
        x = self.norm(self.add("Add", x, seen), name + ".attention.output.LayerNorm")
        wide = self.gelu(self.dense(x, name + ".intermediate.dense"))
        narrow = self.dense(wide, name + ".output.dense")
        return self.norm(self.add("Add", x, narrow), name + ".output.LayerNorm")


def build_graph(weights: dict[str, NDArray[np.float32]]) -> onnx.ModelProto:
    """Return the float32 model: `tokens`, int64 (texts, length), to `vectors`, (texts, 384)."""
    graph = _Graph(weights)
    x = graph.embeddings("tokens")
    for index in range(LAYERS):
        x = graph.layer(x, f"encoder.layer.{index}")
    mean = graph.add("ReduceMean", x, axes=[1], keepdims=0)
    length = graph.add("ReduceL2", mean, axes=[1], keepdims=1)
    graph.nodes.append(helper.make_node("Div", [mean, length], ["vectors"], "vectors"))
    tokens = helper.make_tensor_value_info("tokens", TensorProto.INT64, ["texts", "length"])
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", WIDTH])
    body = helper.make_graph(
        graph.nodes, "minilm", [tokens], [vectors], list(graph.constants.values())
    )
    # The IR version that opset 17 came with, so that older runtimes read the file as well.
    return helper.make_model(
        body, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8, producer_name="empac"
    )


def export_float32(weights: Path, target: Path) -> None:
    """Write the float32 ONNX model of the weights in a safetensors file (90 MB).

    Raises WeightsDiffer where the file is not the published one.
    """
    found = digest(weights)
    if found != WEIGHTS_SHA256:
        message = f"{weights.name} has SHA-256 {found}, not {WEIGHTS_SHA256}."
        raise WeightsDiffer(message)
    model = build_graph(load_file(weights))
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def export_int8(float32: Path, target: Path, *, reduce_range: bool = False) -> None:
    """Write the model with 8-bit weights, a scale for each channel (23 MB; half the time).

    `reduce_range` gives up one bit, for processors whose 8-bit sums overflow (no VNNI).
    """
    logger = logging.getLogger()
    level = logger.level
    # It advises a pre-processing step that needs another package and changes nothing here.
    logger.setLevel(logging.ERROR)
    try:
        quantize_dynamic(
            str(float32),
            str(target),
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=reduce_range,
        )
    finally:
        logger.setLevel(level)
