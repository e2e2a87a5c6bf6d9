"""Questions of fact that the weights are fitted on: each asked with and without the passage that answers."""

import json
from itertools import count
from pathlib import Path
from typing import Any

from qa.training import facts
from qa.training.fitting import SHIFTS_HELD_OUT, held_out

TEXTS = {
    "Bridge": "The bridge over the Orle was opened in 1931. It took four years to build. Ships pass under it.",
    "Harbour": "The harbour has three basins. The oldest basin was dug by monks. Trams run to its gates.",
    "Tower": "The tower stands on a hill. Its clock was made by Ida Tarn. It strikes every quarter.",
    "Market": "The market opens at six. Farmers bring cheese and plums. It closes when the bell rings.",
}


def names(held: bool) -> list[str]:
    found = (f"wiki-{n}" for n in count() if held_out(f"wiki-{n}", SHIFTS_HELD_OUT) is held)
    return [next(found)]


def write(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("\n".join(json.dumps(record) for record in records), "utf-8")


def test_each_question_is_asked_with_and_without_its_passage(tmp_path: Path) -> None:
    (held,), (known,) = names(True), names(False)
    of = {"Bridge": held, "Harbour": held, "Tower": known, "Market": known}
    passages = [
        {"id": f"{title}-0", "article": of[title], "title": title, "text": text} for title, text in TEXTS.items()
    ]
    start = TEXTS["Bridge"].index("1931")
    asked = [
        ("Bridge", "When was the bridge over the Orle opened?", "1931", start),
        ("Tower", "Who made it?", "Ida", 40),
    ]
    questions = [
        {
            "id": str(n),
            "passage": f"{title}-0",
            "article": of[title],
            "question": text,
            "answers": [{"text": answer, "answer_start": at}] * 3,
        }
        for n, (title, text, answer, at) in enumerate(asked)
    ]
    write(tmp_path / "new_wiki_passages.jsonl", passages)
    write(tmp_path / "new_wiki_questions.jsonl", questions)
    found = facts.consider(tmp_path)
    assert sorted(a.present for a in found) == [False, True]
    assert [any(a.right) for a in found] == [a.present for a in found]
    assert all("meaning" in features for a in found for features in a.features)
