"""Questions put to every speaker of an article about every topic, from `topics.jsonl` as `tests/said` holds it.

Most of them have no answer, although the speaker says something and the topic is spoken of: what a tool
that looks for likeness gets wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from index import sentences
from index.encoder import Vectors
from qa.training.fitting import read_records

FILE = "topics.jsonl"
KIND = "said_topic"

_ASKS = (
    *("What did {who} say about {topic}?",) * 6,
    *("What has {who} said about {topic}?",) * 2,
    "What did {who} say on {topic}?",
    "What does {who} say about {topic}?",
    "What does {who} think about {topic}?",
    "What does {who} think of {topic}?",
    "Has {who} commented on {topic}?",
    "Did {who} say anything about {topic}?",
    "How did {who} comment on {topic}?",
    "{who} on {topic}",
    "What is {who}'s view of {topic}?",
    "What did {who} tell reporters about {topic}?",
)
_CLAIMS = (
    "Did {who} say that {claim}?",
    "Did {who} say {claim}?",
    "Does {who} believe that {claim}?",
    "Has {who} claimed that {claim}?",
)
_OTHER_NAME = 0.6
"""How often a speaker is asked for by another name or a role, where there is one."""
_PRESENT = 2
"""How many questions of each topic are put to one who speaks on it."""

_TOO_NEAR = 0.58
"""The cosine of a topic and a sentence from which the sentence may well be on the topic."""
_AMONG = 2
"""Of how many times as many topics those asked are drawn."""


def read_topics(folder: Path, chance: random.Random, absent: int) -> list[dict[str, Any]]:
    """Return questions like those of `questions.jsonl`, with up to `absent` a topic that have no answer."""
    asked: list[dict[str, Any]] = []
    for article in read_records(folder / FILE):
        for number, topic in enumerate(article["topics"], 1):
            found = list(_about(article, topic, chance, absent))
            name = Path(article["article"]).stem
            asked += [{"id": f"{name}-topic-{number:02d}-{i:02d}"} | record for i, record in enumerate(found, 1)]
    return asked


def read_elsewhere(
    folder: Path, chance: random.Random, count: int, encode: Callable[[list[str]], Vectors]
) -> list[dict[str, Any]]:
    """Return for each article `count` questions on topics of other articles that come near to it.

    Nobody in it speaks on them, though some sentence sounds like it. `encode` turns texts into unit vectors.
    """
    articles = read_records(folder / FILE)
    topics = [way for a in articles for topic in a["topics"] for way in topic["about"]]
    vectors = encode(topics)
    asked: list[dict[str, Any]] = []
    for article in articles:
        text = (folder / "articles" / article["article"]).read_bytes().decode()
        near = (vectors @ encode([span.of(text) for span in sentences.split(text)]).T).max(axis=1)
        own = {way for topic in article["topics"] for way in topic["about"]}
        order = [i for i in np.argsort(-near).tolist() if near[i] < _TOO_NEAR and topics[i] not in own]
        ways = chance.sample([topics[i] for i in order[: _AMONG * count]], count)
        for number, way in enumerate(ways, 1):
            speaker = chance.choice(list(article["speakers"]))
            text = chance.choice(_ASKS).format(who=_named(article, speaker, chance), topic=way)
            topic: dict[str, Any] = {"said": {}, "ok": []}
            name = f"{Path(article['article']).stem}-elsewhere-{number:02d}"
            asked.append({"id": name} | _record(article, topic, speaker, text, [], []))
    return asked


def _about(
    article: dict[str, Any], topic: dict[str, Any], chance: random.Random, absent: int
) -> Iterator[dict[str, Any]]:
    said, claims = topic["said"], topic["that"]
    for speaker in said:
        ways = chance.sample(topic["about"], min(_PRESENT, len(topic["about"])))
        for way in ways:
            text = chance.choice(_ASKS).format(who=_named(article, speaker, chance), topic=way)
            yield _record(article, topic, speaker, text, said[speaker], [])
    for speaker, (claim, gold) in claims.items():
        text = chance.choice(_CLAIMS).format(who=_named(article, speaker, chance), claim=claim)
        rest = [span for span in said[speaker] if span not in gold]
        yield _record(article, topic, speaker, text, gold, rest)
    others = [name for name in article["speakers"] if name not in said]
    for speaker in chance.sample(others, min(absent, len(others))):
        text = chance.choice(_ASKS).format(who=_named(article, speaker, chance), topic=chance.choice(topic["about"]))
        yield _record(article, topic, speaker, text, [], [])


def _record(
    article: dict[str, Any],
    topic: dict[str, Any],
    speaker: str,
    text: str,
    gold: list[list[int]],
    open_: list[list[int]],
) -> dict[str, Any]:
    wrong = [span for name, spans in topic["said"].items() if name != speaker for span in spans if span not in gold]
    ok = [span for span in (*topic["ok"], *open_) if span not in wrong]
    return {
        "kind": KIND,
        "question": text,
        "article": article["article"],
        "speaker": speaker,
        "gold": gold,
        "wrong": wrong,
        "ok": ok,
    }


def _named(article: dict[str, Any], speaker: str, chance: random.Random) -> str:
    others = article["speakers"][speaker]
    name: str = chance.choice(others) if others and chance.random() < _OTHER_NAME else speaker
    return name
