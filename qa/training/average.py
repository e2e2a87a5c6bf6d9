"""Average the weights of two readers: python -m qa.training.average BEFORE AFTER --out FILE.

A reader trained further on new questions forgets some of what it knew; halfway between its weights before and after it
keeps what it knew and most of what it learnt. After Wortsman et al., "Robust fine-tuning of zero-shot models", CVPR
2022.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch


def main() -> None:
    """Write the mean of two files of weights of one network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    before, after = (torch.load(path, map_location="cpu", weights_only=True) for path in (args.before, args.after))
    torch.save({name: (weight + after[name]) / 2 for name, weight in before.items()}, args.out)


if __name__ == "__main__":
    main()
