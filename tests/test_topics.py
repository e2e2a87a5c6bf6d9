"""Questions on topics: who said nothing on a topic is asked too, and everything is a place in its article."""

from __future__ import annotations

import random
import zlib
from pathlib import Path

import numpy as np

from index.encoder import Vectors
from qa.training.examples import CONTRASTS
from qa.training.fitting import read_records
from qa.training.topics import read_elsewhere, read_topics

SAID = Path(__file__).parent / "said"


def test_speakers_who_are_silent_on_a_topic_are_asked_about_it() -> None:
    asked = read_topics(SAID, random.Random(1), 2)
    absent = [record for record in asked if not record["gold"]]
    assert 0.2 < len(absent) / len(asked) < 0.6
    assert any(record["wrong"] for record in absent), "others do speak on the topic"
    assert len({record["id"] for record in asked}) == len(asked)


def test_no_sentence_is_both_right_and_wrong_and_all_lie_in_their_article() -> None:
    texts = {path.name: path.read_bytes().decode() for path in (SAID / "articles").iterdir()}
    written = [record for name in ("questions.jsonl", CONTRASTS) for record in read_records(SAID / name)]
    for record in (*read_topics(SAID, random.Random(1), 2), *written):
        gold, wrong, ok = ({tuple(span) for span in record[key]} for key in ("gold", "wrong", "ok"))
        assert not gold & (wrong | ok), record["id"]
        assert all(0 <= a < b <= len(texts[record["article"]]) for a, b in gold | wrong | ok), record["id"]


def test_of_each_pair_one_question_has_an_answer_and_both_ask_the_same_person() -> None:
    pairs = read_records(SAID / CONTRASTS)
    for none, some in zip(pairs[::2], pairs[1::2], strict=True):
        assert none["kind"] == "said_none" and not none["gold"] and some["gold"], none["id"]
        assert all(none[key] == some[key] for key in ("article", "speaker")), none["id"]
        assert none["question"] != some["question"], none["id"]


def bags(texts: list[str]) -> Vectors:
    """Return unit vectors of the words of texts, each word at a place of its own."""
    vectors = np.full((len(texts), 256), 1e-6, dtype=np.float32)
    for row, text in zip(vectors, texts, strict=True):
        for word in text.lower().split():
            row[zlib.crc32(word.encode()) % 256] += 1
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_topics_of_other_articles_are_asked_about_in_vain() -> None:
    asked = read_elsewhere(SAID, random.Random(1), 3, bags)
    own = {
        a["article"]: {way for topic in a["topics"] for way in topic["about"]}
        for a in read_records(SAID / "topics.jsonl")
    }
    assert len(asked) == 3 * len(own)
    assert len({record["id"] for record in asked}) == len(asked)
    for record in asked:
        assert not record["gold"] and not record["wrong"]
        assert not any(record["question"].endswith(f"about {way}?") for way in own[record["article"]])
