"""Train the reader for other languages: python -m qa.training.other_reader READER_TRAIN_DIR SAID_DIR --out FILE.pt.

The same network as `qa.training.reader`, on the packaged multilingual encoder. First it learns in English what it is
to answer, where there is most to learn from; then (`--start`) in the other languages, in `--passes` over the questions
of `SAID_DIR/{az,en,ru,tr}`. The articles of one half can be left out (`--without`): the weights on top are fitted to
what a reader that has not seen an article says of it. The `said` articles asked about in `en/` are in no first step.
"""

from __future__ import annotations

import argparse
import random
import zlib
from pathlib import Path

import torch

from index import packed, packed_file
from qa.multilingual.reader import MARKS
from qa.training.examples import Example, read_other, read_said, read_shifts
from qa.training.fitting import SAID_HELD_OUT, SEED, SHIFTS_HELD_OUT, held_out, read_records
from qa.training.network import multilingual
from qa.training.reader import batches_of, figures, train
from qa.window import Windower

HALVES = 2


def main() -> None:
    """Train, print figures of the half left out, and save the network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shifts", type=Path)
    parser.add_argument("said", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shifts-share", type=float, default=0.25, help="the share of the English questions of fact")
    parser.add_argument(
        "--said-share", type=float, default=0.12, help="the share of the English windows of who said what"
    )
    parser.add_argument("--start", type=Path, help="weights to go on from, in the other languages")
    parser.add_argument("--passes", type=int, default=2)
    parser.add_argument(
        "--remembered", type=int, default=1500, help="English windows read beside, so that what they taught stays"
    )
    parser.add_argument("--no-dropout", action="store_true", help="faster, where weights of before are gone on from")
    parser.add_argument("--without", type=int, choices=range(HALVES), help="the half that is left out")
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - nothing secret depends on it
    torch.manual_seed(args.seed)
    file = packed_file.load(packed.weights())
    words = Windower(file.tokenizer, MARKS)
    own = _english(args, words, chance)
    left: list[Example] = []
    network = multilingual(file)
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True))
        others = read_other(args.said, words, chance)
        left = [e for e in others if half(e.group) == args.without]
        own = chance.sample(own, min(args.remembered, len(own)))
        own += [e for e in others if half(e.group) != args.without] * args.passes
    for module in network.modules():
        if args.no_dropout and isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    print(len(own), "windows to train on,", len(left), "left out", flush=True)
    train(network, batches_of(own, chance), args.out, rate=args.rate)
    if left:
        print("left out:", figures(network, left), flush=True)


def half(article: str) -> int:
    """Return which half an article belongs to."""
    return zlib.crc32(article.encode()) % HALVES


def _english(args: argparse.Namespace, words: Windower, chance: random.Random) -> list[Example]:
    """Return a share of what is to be learned from in English."""
    kept = {record["article"] for record in read_records(args.said / "en" / "questions.jsonl")}
    shifts = [e for e in read_shifts(args.shifts, words, chance) if not held_out(e.group, SHIFTS_HELD_OUT)]
    said = [
        e for e in read_said(args.said, words, chance) if not held_out(e.group, SAID_HELD_OUT) and e.group not in kept
    ]
    return [
        e
        for part, share in ((shifts, args.shifts_share), (said, args.said_share))
        for e in chance.sample(part, round(share * len(part)))
    ]


if __name__ == "__main__":
    main()
