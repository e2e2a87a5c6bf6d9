"""Questions in several languages on every topic of an article, from `topics.jsonl` in a folder of `tests/said`.

As `qa.training.topics` puts English topics to the speakers of English articles, each topic is put here in all the
languages in which it can be asked: to those who speak on it, and to some who do not. Topics of other articles that come
near to an article, on which nobody in it speaks, are put to them, too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import encoder as encoders
from index import packed, sentences
from qa import languages
from qa.multilingual import centring
from qa.training.fitting import read_records
from qa.training.topics import FILE, KIND

Vectors = NDArray[np.float32]

WHO = "WHO"
"""What stands for the person in a claim."""
_ASKS = {
    "az": (
        "{who} {topic} haqqında nə dedi?",
        "{who} {topic} haqqında nə deyib?",
        "{topic} haqqında {who} nə söylədi?",
        "{who} {topic} haqqında nə düşünür?",
        "{who} {topic} haqqında danışıbmı?",
        "{who} {topic} haqqında nə bildirdi?",
    ),
    "en": (
        "What did {who} say about {topic}?",
        "What has {who} said about {topic}?",
        "What does {who} think about {topic}?",
        "Has {who} commented on {topic}?",
        "What did {who} tell reporters about {topic}?",
    ),
    "ru": (
        "Что {who} говорит {topic}?",
        "Что утверждает {who} {topic}?",
        "Что думает {who} {topic}?",
        "Как {who} высказывается {topic}?",
        "Что {who} сообщает {topic}?",
    ),
    "tr": (
        "{who} {topic} hakkında ne dedi?",
        "{topic} hakkında {who} ne söyledi?",
        "{who} {topic} hakkında ne düşünüyor?",
        "{who} {topic} hakkında ne açıkladı?",
        "{who} {topic} hakkında yorum yaptı mı?",
        "{topic} hakkında {who} ne diyor?",
    ),
}
_ABSENT = 1
"""How many of those who say nothing on a topic are asked about it, in each language."""
_TOUCHED, _NEAR = 0.01, 0.1
"""Of all topics of other articles, the share that comes so near to one that it may touch them, and what is near."""
_OTHER_NAME = 0.6
"""How often a speaker is asked for by another name or a role, where there is one."""


def read_topics_abroad(folder: Path, code: str, chance: random.Random) -> list[dict[str, Any]]:
    """Return questions on articles in the language `code`, in those languages in which their topics are told."""
    asked: list[dict[str, Any]] = []
    for article in _articles(folder, code):
        name = f"{Path(article['article']).stem}-abroad"
        for number, topic in enumerate(article["topics"], 1):
            asked += _numbered(f"{name}-{number:02d}", article, _about(article, topic, chance))
    return asked


def across_languages(texts: list[str], code: str) -> Vectors:
    """Return vectors of texts in a language that can be compared with those of another, by the packaged encoder."""
    encoder = encoders.load(packed.NAME)
    return centring.sentences(encoder, encoder.encode(texts, threads=1), code)


def read_topics_elsewhere(
    folder: Path, chance: random.Random, count: int, encode: Callable[[list[str], str], Vectors]
) -> dict[str, list[dict[str, Any]]]:
    """Return by language, for each article, `count` questions in each language on topics of others, near to it.

    Nobody in it speaks on them, though some sentence sounds like it. `encode` turns texts in a language into unit
    vectors that can be compared with those of another one.
    """
    articles = {code: _articles(folder, code) for code in languages.codes()}
    topics: dict[str, dict[str, str]] = {code: {} for code in languages.codes()}
    for article in (one for own in articles.values() for one in own):
        for language, ways in (told for topic in article["topics"] for told in topic["about"].items()):
            topics[language] |= dict.fromkeys(ways, article["article"])
    vectors = {language: encode(list(told), language) for language, told in topics.items()}
    asked: dict[str, list[dict[str, Any]]] = {}
    for code, own in articles.items():
        for article in own:
            text = (folder_of(folder, code) / "articles" / article["article"]).read_bytes().decode()
            held = encode([span.of(text) for span in sentences.split(text, code)], code)
            name = f"{Path(article['article']).stem}-elsewhere"
            found: list[dict[str, Any]] = []
            for language in article["topics"][0]["about"]:
                told, owners = list(topics[language]), list(topics[language].values())
                order = np.argsort(-(vectors[language] @ held.T).max(axis=1)).tolist()
                near = [told[i] for i in order if owners[i] != article["article"]]
                found += _elsewhere(article, near, language, chance, count)
            asked.setdefault(code, []).extend(_numbered(name, article, found))
    return asked


def _numbered(name: str, article: dict[str, Any], records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    numbers = enumerate(records, 1)
    return [{"id": f"{name}-{i:02d}", "article": article["article"]} | record for i, record in numbers]


def _elsewhere(
    article: dict[str, Any], topics: Sequence[str], language: str, chance: random.Random, count: int
) -> Iterator[dict[str, Any]]:
    """Yield questions on some of these topics, nearest first, that come near to an article, put to those in it."""
    nothing: dict[str, Any] = {"said": {}, "ok": []}
    among = topics[round(_TOUCHED * len(topics)) : round(_NEAR * len(topics))]
    for topic in chance.sample(among, min(count, len(among))):
        speaker = chance.choice(list(article["who"]))
        who = _named(article, speaker, language, chance)
        yield _record(nothing, speaker, language, chance.choice(_ASKS[language]).format(who=who, topic=topic), [])


def folder_of(folder: Path, code: str) -> Path:
    """Return where the articles in a language lie in `tests/said`."""
    return folder if code == languages.DEFAULT else folder / code


def _articles(folder: Path, code: str) -> list[dict[str, Any]]:
    """Return what is told of the articles; who speaks on the topics of English ones stands in English, beside them."""
    told = read_records(folder / code / FILE)
    if code != languages.DEFAULT:
        return told
    first = {article["article"]: article["topics"] for article in read_records(folder / FILE)}
    for article in told:
        for topic in article["topics"]:
            own = first[article["article"]][topic["number"]]
            topic |= {"said": own["said"], "ok": own["ok"]}
            if claim := topic.get("claim"):
                claim["gold"] = own["that"][claim["who"]][1]
    return told


def _about(article: dict[str, Any], topic: dict[str, Any], chance: random.Random) -> Iterator[dict[str, Any]]:
    said, claim = topic["said"], topic.get("claim")
    for language, ways in topic["about"].items():
        absent = [name for name in article["who"] if name not in said]
        for speaker in (*said, *chance.sample(absent, min(_ABSENT, len(absent)))):
            who = _named(article, speaker, language, chance)
            text = chance.choice(_ASKS[language]).format(who=who, topic=chance.choice(ways))
            yield _record(topic, speaker, language, text, said.get(speaker, []))
        if claim and language in claim:
            text = claim[language].replace(WHO, _named(article, claim["who"], language, chance))
            yield _record(topic, claim["who"], language, text, claim["gold"])


def _record(topic: dict[str, Any], speaker: str, language: str, text: str, gold: list[list[int]]) -> dict[str, Any]:
    others = [span for spans in topic["said"].values() for span in spans if span not in gold]
    wrong = [span for span in others if span not in topic["said"].get(speaker, [])]
    ok = [span for span in (*topic["ok"], *others) if span not in wrong and span not in gold]
    first = "İ" if text[:1] == "i" and language in ("az", "tr") else text[:1].upper()
    return {
        "kind": KIND,
        "language": language,
        "question": first + text[1:],
        "speaker": speaker,
        "gold": gold,
        "wrong": wrong,
        "ok": ok,
    }


def _named(article: dict[str, Any], speaker: str, language: str, chance: random.Random) -> str:
    """Return a name of somebody, or a role that is nobody else's in the article."""
    first, *told = article["who"][speaker][language]
    taken = {name for one, names in article["who"].items() if one != speaker for name in names[language]}
    others = [name for name in told if name not in taken]
    name: str = chance.choice(others) if others and chance.random() < _OTHER_NAME else first
    return name
