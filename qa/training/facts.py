"""Fit the weights for questions of fact: python -m qa.training.facts READER_TRAIN_DIR [--write].

READER_TRAIN_DIR holds `new_wiki_passages.jsonl` and `new_wiki_questions.jsonl` of SQuADShifts (Miller,
Krauth, Recht and Schmidt, "The Effect of Natural Distribution Shift on Question Answering Models",
ICML 2020; CC BY 4.0). Asked are the questions on articles that the reader was not trained on; a third of
these articles is left out of the archive, so that their questions have no answer in it. Every sentence
considered is one example: its features, and whether it holds an annotated answer. The figures are of
articles that the fit has not seen, each left out in turn.
"""

from __future__ import annotations

import argparse
import tempfile
import zlib
from collections import defaultdict
from pathlib import Path
from typing import Any

from index import Filter, Index, Snapshot
from qa import evidence, question
from qa.training.fitting import SHIFTS_HELD_OUT, Asked, Rule, figures, fit, held_out, read_records, write


def main() -> None:
    """Fit, print the weights and the figures, and write the weights if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--threshold", type=float, default=0.4, help="written with the weights; see the figures")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        asked = _ask(args.folder, Path(scratch))
    without = {group: fit(a for a in asked if a.group != group) for group in {a.group for a in asked}}
    judged = [(a, without[a.group]) for a in asked]
    weights = fit(asked)
    print({name: round(weight, 3) for name, weight in weights.items()})
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        print(figures(judged, Rule(threshold, 0.97, 2)))
    if args.write:
        write("fact", weights, args.threshold, f"qa.training.facts, {len(asked)} questions")


def _ask(folder: Path, scratch: Path) -> list[Asked]:
    """Make the archive, ask the questions on articles held out, and return what was considered for each."""
    passages = read_records(folder / "new_wiki_passages.jsonl")
    kept_out = sorted({p["article"] for p in passages if held_out(p["article"], SHIFTS_HELD_OUT)}, key=_mixed)
    absent = set(kept_out[::3])
    places = _write_articles(passages, absent, scratch / "articles")
    Index.refresh(scratch / "articles", at=scratch / "archive")
    snapshot = Index.open(scratch / "archive").snapshot()
    asked = [q for q in read_records(folder / "new_wiki_questions.jsonl") if q["article"] in kept_out]
    return [_consider(snapshot, q, places[q["passage"]], q["article"] not in absent) for q in asked]


def _mixed(article: str) -> int:
    return zlib.crc32(article.encode()) // 100


def _write_articles(passages: list[dict[str, Any]], absent: set[str], folder: Path) -> dict[str, tuple[str, int]]:
    """Write each article as one text file; return where each passage went: (file name, offset)."""
    folder.mkdir()
    texts: dict[str, str] = defaultdict(str)
    places = {}
    for passage in passages:
        places[passage["id"]] = (f"{passage['article']}.txt", len(texts[passage["article"]]))
        texts[passage["article"]] += passage["text"] + "\n\n"
    for article, text in texts.items():
        if article not in absent:
            (folder / f"{article}.txt").write_bytes(text.encode())
    return places


def _consider(snapshot: Snapshot, asked: dict[str, Any], place: tuple[str, int], present: bool) -> Asked:
    file, offset = place
    spans = [(offset + a["answer_start"], offset + a["answer_start"] + len(a["text"])) for a in asked["answers"]]
    read = question.read(asked["question"], (), snapshot.speaks)
    found = evidence.gather(snapshot, read, Filter()).evidence
    right = [Path(e.article.path).name == file and any(e.sentence.overlap(span) > 0 for span in spans) for e in found]
    return Asked(asked["article"], present, [e.parts for e in found], right, [False] * len(found))


if __name__ == "__main__":
    main()
