"""The encoder's graph, written around its weights without torch: six layers, mean of the tokens."""

from __future__ import annotations

import json
import struct
from typing import Any, Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from apps.guidelines.embedding.model import DIMENSIONS

LAYERS: Final = 6
HEADS: Final = 12
EPSILON: Final = 1e-12
_FUSED: Final = "com.microsoft"
_TYPES: Final = {"F32": "<f4", "I64": "<i8"}

Weights = dict[str, Any]


def read_safetensors(content: bytes) -> Weights:
    """The arrays by name: a length, a JSON header with offsets, then the numbers."""
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    arrays: Weights = {}
    for name, entry in header.items():
        if name != "__metadata__":
            start, end = (8 + length + offset for offset in entry["data_offsets"])
            numbers = np.frombuffer(content[start:end], _TYPES[entry["dtype"]])
            arrays[name] = numbers.reshape(entry["shape"])
    return arrays


def write_graph(weights: Weights) -> onnx.ModelProto:
    """The model: word pieces and their mask in, one unit vector for each text out (`vector`)."""
    return _Graph(weights).model()


class _Graph:
    """Nodes and constants as they are added; each method returns the name of its output."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._constants: list[onnx.TensorProto] = []
        self._nodes: list[onnx.NodeProto] = []

    def model(self) -> onnx.ModelProto:
        tokens = self._embed()
        for layer in range(LAYERS):
            tokens = self._layer(layer, tokens)
        self._pool(tokens)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "pieces"])
            for name in ("pieces", "mask")
        ]
        output = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", DIMENSIONS])
        graph = helper.make_graph(self._nodes, "encoder", inputs, [output], self._constants)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=versions, ir_version=8)

    def _constant(self, name: str, numbers: Any) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(numbers), name))
        return name

    def _weight(self, name: str, *, turned: bool = False) -> str:
        numbers = self._weights[name]
        return self._constant(name, numbers.T if turned else numbers)

    def _node(self, operator: str, inputs: list[str], output: str, **facts: Any) -> str:
        self._nodes.append(helper.make_node(operator, inputs, [output], name=output, **facts))
        return output

    def _embed(self) -> str:
        pieces = self._node("Cast", ["pieces"], "pieces32", to=TensorProto.INT32)
        self._node("Cast", ["mask"], "mask32", to=TensorProto.INT32)
        types = self._node("Sub", [pieces, pieces], "types")
        tables = [
            self._weight(f"embeddings.{name}.weight")
            for name in ("word_embeddings", "position_embeddings", "token_type_embeddings")
        ]
        norm = [self._weight(f"embeddings.LayerNorm.{name}") for name in ("weight", "bias")]
        outputs = ["embedded", "lengths"]
        self._nodes.append(
            helper.make_node(
                "EmbedLayerNormalization",
                [pieces, types, *tables, *norm],
                outputs,
                name="embedded",
                domain=_FUSED,
                epsilon=EPSILON,
            )
        )
        return "embedded"

    def _layer(self, number: int, tokens: str) -> str:
        place = f"encoder.layer.{number}"
        attended = self._attend(place, tokens)
        dense = self._weight(f"{place}.attention.output.dense.weight", turned=True)
        mixed = self._node("MatMul", [attended, dense], f"{place}.mixed")
        seen = self._add(f"{place}.attention.output", mixed, tokens)
        dense = self._weight(f"{place}.intermediate.dense.weight", turned=True)
        wide = self._node("MatMul", [seen, dense], f"{place}.wide")
        bias = self._weight(f"{place}.intermediate.dense.bias")
        bent = self._node("BiasGelu", [wide, bias], f"{place}.bent", domain=_FUSED)
        dense = self._weight(f"{place}.output.dense.weight", turned=True)
        narrow = self._node("MatMul", [bent, dense], f"{place}.narrow")
        return self._add(f"{place}.output", narrow, seen)

    def _attend(self, place: str, tokens: str) -> str:
        parts = [f"{place}.attention.self.{name}" for name in ("query", "key", "value")]
        weight = np.concatenate([self._weights[f"{part}.weight"].T for part in parts], axis=1)
        bias = np.concatenate([self._weights[f"{part}.bias"] for part in parts])
        inputs = [
            tokens,
            self._constant(f"{place}.qkv.weight", weight),
            self._constant(f"{place}.qkv.bias", bias),
            "mask32",
        ]
        return self._node("Attention", inputs, f"{place}.attended", domain=_FUSED, num_heads=HEADS)

    def _add(self, place: str, tokens: str, before: str) -> str:
        names = ("LayerNorm.weight", "LayerNorm.bias", "dense.bias")
        inputs = [tokens, before, *(self._weight(f"{place}.{name}") for name in names)]
        return self._node(
            "SkipLayerNormalization", inputs, f"{place}.added", domain=_FUSED, epsilon=EPSILON
        )

    def _pool(self, tokens: str) -> None:
        """The sum over the text's own pieces as a unit vector, as the mean would be."""
        mask = self._node("Cast", ["mask"], "mask_float", to=TensorProto.FLOAT)
        axis = self._constant("last_axis", np.array([2], "i8"))
        mask = self._node("Unsqueeze", [mask, axis], "mask_wide")
        masked = self._node("Mul", [tokens, mask], "masked")
        axis = self._constant("piece_axis", np.array([1], "i8"))
        summed = self._node("ReduceSum", [masked, axis], "summed", keepdims=0)
        self._node("LpNormalization", [summed], "vector", axis=-1, p=2)
