"""Questions of fact to fit on: the Wikipedia part of SQuADShifts that the reader was not trained on.

Every question is put to two archives that hold one passage an article: one has the passage that answers, the
other has not, but has those around it. Licence and source stand in `TRAINING.md`.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from typing import Any

from index import Filter, Index, Snapshot
from qa import evidence, question
from qa.candidates import Evidence
from qa.training.fitting import SEED, SHIFTS_HELD_OUT, Asked, held_out, read_records

_DOMAIN = "new_wiki"
_OTHERS = 500
"""How many passages of other articles each archive holds."""


def consider(folder: Path) -> list[Asked]:
    """Return what is considered for each question on the articles held out, with and without its passage."""
    chance = random.Random(SEED)  # noqa: S311 - nothing secret depends on it
    passages = read_records(folder / f"{_DOMAIN}_passages.jsonl")
    asked = [q for q in read_records(folder / f"{_DOMAIN}_questions.jsonl") if held_out(q["article"], SHIFTS_HELD_OUT)]
    own = [p for p in passages if held_out(p["article"], SHIFTS_HELD_OUT)]
    rest = [p for p in passages if not held_out(p["article"], SHIFTS_HELD_OUT)]
    others = chance.sample(rest, min(_OTHERS, len(rest)))
    chance.shuffle(own)
    found: list[Asked] = []
    for half in (own[::2], own[1::2]):
        with tempfile.TemporaryDirectory() as files, tempfile.TemporaryDirectory() as at:
            for p in (*half, *others):
                title = str(p["title"]).replace("_", " ")
                (Path(files) / f"{p['id']}.txt").write_text(f"{title}\n\n{p['text']}\n", "utf-8", newline="\n")
            Index.refresh(Path(files), at=at)
            snapshot = Index.open(at).snapshot()
            held = {p["id"]: len(str(p["title"])) + 2 for p in half}
            found += [a for q in asked if (a := _consider(snapshot, q, held))]
    return found


def _consider(snapshot: Snapshot, record: dict[str, Any], held: dict[str, int]) -> Asked | None:
    asked = question.read(record["question"], (), snapshot.speaks)
    if not asked.asks_fact:
        return None
    at = held.get(record["passage"])
    starts = [at + a["answer_start"] for a in record["answers"]] if at is not None else []
    spans = [(start, start + len(a["text"])) for start, a in zip(starts, record["answers"], strict=False)]

    def shares(found: Evidence) -> int:
        here = Path(found.article.path).stem == record["passage"]
        return sum(here and found.sentence.overlap(span) > 0 for span in spans)

    gathered = evidence.gather(snapshot, asked, Filter()).evidence
    judged = [e for e in gathered if not 0 < 2 * shares(e) <= len(spans)]  # what only some hold for it is open
    right = [shares(e) > 0 for e in judged]
    return Asked(record["passage"], at is not None, [e.parts for e in judged], right, [False] * len(judged))
