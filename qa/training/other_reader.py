"""Train the reader for other languages: python -m qa.training.other_reader READER_TRAIN_DIR SAID_DIR --out FILE.pt.

The same network as `qa.training.reader`, on the packaged multilingual encoder. First it learns in English what it is
to answer, where there is most to learn from; then (`--start`) in the other languages, in `--passes` over questions of
`SAID_DIR/{az,en,ru,tr}`, those of one aspect and the topics there, and over questions of another folder (`--beside`),
and once over topics that an article does not touch (`--elsewhere`). The articles of one half can be left out
(`--without`): the weights on top are fitted to what a reader that has not seen an article says of it. The articles of
`SAID_DIR/en/questions.jsonl` are in no first step.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections.abc import Sequence
from pathlib import Path

import torch

from index import packed, packed_file
from qa.multilingual.reader import MARKS
from qa.training.examples import (
    Example,
    read_abroad,
    read_abroad_elsewhere,
    read_aspects_abroad,
    read_beside,
    read_other,
    read_said,
    read_shifts,
)
from qa.training.fitting import SAID_HELD_OUT, SEED, SHIFTS_HELD_OUT, held_out, read_records
from qa.training.network import multilingual
from qa.training.reader import batches_of, figures, train
from qa.window import Windower

HALVES = 2
_WITHOUT = 1.2
"""How many windows without an answer are read to each with one."""
_LEFT = 1500
"""Of how many windows of each part left out figures are printed."""


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
        "--others-share",
        type=float,
        default=1.0,
        help="of the questions in SAID_DIR, the share of windows with an answer",
    )
    parser.add_argument(
        "--topics-share", type=float, default=0.0, help="of its topics in several languages, the same share"
    )
    parser.add_argument(
        "--aspects-share", type=float, default=0.0, help="of its questions of one aspect, the same share"
    )
    parser.add_argument(
        "--elsewhere", type=int, default=0, help="how many windows of articles that such topics only come near to"
    )
    parser.add_argument("--beside", type=Path, help="another folder of articles and questions, such as tests/weighed")
    parser.add_argument(
        "--remembered", type=int, default=1500, help="English windows read beside, so that what they taught stays"
    )
    parser.add_argument(
        "--without",
        type=int,
        choices=range(HALVES),
        help="the half that is left out; only what FILE.pt of --start has not seen either tells anything",
    )
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - nothing secret depends on it
    torch.manual_seed(args.seed)
    file = packed_file.load(packed.weights())
    words = Windower(file.tokenizer, MARKS)
    own = _english(args, words, chance)
    left: dict[str, list[Example]] = {}
    network = multilingual(file)
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True))
        own = chance.sample(own, min(args.remembered, len(own)))
        parts = {"questions": (read_other(args.said, words, chance), args.others_share)}
        if args.aspects_share:
            parts["aspects"] = read_aspects_abroad(args.said, words, chance), args.aspects_share
        if args.topics_share:
            parts["topics"] = read_abroad(args.said, words, chance), args.topics_share
        if args.beside:
            parts["beside"] = read_beside(args.beside, words, chance), 1.0
        for name, (others, share) in parts.items():
            out = [e for e in others if half(e.group) == args.without]
            left[name] = chance.sample(out, min(len(out), _LEFT))
            kept = [e for e in others if half(e.group) != args.without]
            for _ in range(args.passes):
                own += _thinned(kept, share, chance)
        if args.elsewhere:
            far = [e for e in read_abroad_elsewhere(args.said, words, chance) if half(e.group) != args.without]
            own += chance.sample(far, min(args.elsewhere, len(far)))
    print(len(own), "windows to train on", flush=True)
    train(network, batches_of(own, chance), args.out, rate=args.rate)
    for name, out in left.items():
        if out:
            print(f"{name} left out:", figures(network, out), flush=True)


def _thinned(examples: Sequence[Example], share: float, chance: random.Random) -> list[Example]:
    """Return a share of the windows that hold an answer, and not many more of those that do not."""
    with_answer = [e for e in examples if 1 in e.labels]
    without = [e for e in examples if 1 not in e.labels]
    count = round(share * len(with_answer))
    return chance.sample(with_answer, count) + chance.sample(without, min(len(without), round(_WITHOUT * count)))


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
