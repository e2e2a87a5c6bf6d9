"""The topics of the training set that are put in several languages."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer

from index import sentences
from qa import languages
from qa.training.fitting import read_records
from qa.training.topics_abroad import WHO, read_topics_abroad, read_topics_elsewhere

SAID = Path(__file__).parent / "said"
BLIND = Path(__file__).parent / "languages"


def text_of(code: str, article: str) -> str:
    at = SAID if code == languages.DEFAULT else SAID / code
    return (at / "articles" / article).read_bytes().decode()


@pytest.mark.parametrize("code", languages.codes())
def test_what_answers_are_whole_sentences_of_the_article(code: str) -> None:
    asked = read_topics_abroad(SAID, code, random.Random(1))
    assert len(asked) > 2000
    assert len({one["id"] for one in asked}) == len(asked)
    known: dict[str, set[tuple[int, int]]] = {}
    for one in asked:
        if one["article"] not in known:
            spans = sentences.split(text_of(code, one["article"]), code)
            known[one["article"]] = {(span.start, span.end) for span in spans}
        told = [{tuple(span) for span in one[key]} for key in ("gold", "wrong", "ok")]
        assert set().union(*told) <= known[one["article"]], one["id"]
        assert not told[0] & (told[1] | told[2]), one["id"]


@pytest.mark.parametrize("code", languages.codes())
def test_each_topic_is_put_in_every_language_and_to_some_who_do_not_speak_on_it(code: str) -> None:
    asked = read_topics_abroad(SAID, code, random.Random(1))
    told = {one["language"] for one in asked}
    assert told == (set(languages.others()) if code == languages.DEFAULT else set(languages.codes()))
    for language in told:
        own = [one for one in asked if one["language"] == language]
        assert 0.2 < sum(not one["gold"] for one in own) / len(own) < 0.6
        assert all(one["question"] and WHO not in one["question"].split() for one in own)


def by_letters(texts: list[str], code: str) -> NDArray[np.float32]:
    assert code in languages.codes()
    letters = HashingVectorizer(analyzer="char_wb", ngram_range=(3, 3), n_features=512)
    return np.asarray(letters.transform(texts).toarray(), dtype=np.float32)


@pytest.fixture(scope="module")
def elsewhere() -> dict[str, list[dict[str, Any]]]:
    return read_topics_elsewhere(SAID, random.Random(1), 5, by_letters)


@pytest.mark.parametrize("code", languages.codes())
def test_topics_of_other_articles_have_no_answer(code: str, elsewhere: dict[str, list[dict[str, Any]]]) -> None:
    asked = elsewhere[code]
    told = languages.others() if code == languages.DEFAULT else languages.codes()
    articles = {one["article"] for one in read_topics_abroad(SAID, code, random.Random(1))}
    assert {one["article"] for one in asked} == articles
    assert len(asked) == 5 * len(told) * len(articles)
    assert len({one["id"] for one in asked}) == len(asked)
    assert {one["language"] for one in asked} == set(told)
    assert not any(one["gold"] or one["wrong"] or one["ok"] for one in asked)


def test_topics_of_other_articles_are_none_of_the_article_but_near_to_it(
    elsewhere: dict[str, list[dict[str, Any]]],
) -> None:
    own: dict[str, set[str]] = {}
    for article in read_records(SAID / "tr" / "topics.jsonl"):
        own[article["article"]] = {way for topic in article["topics"] for way in topic["about"]["tr"]}
    asked = [one for one in elsewhere["tr"] if one["language"] == "tr"]
    assert not any(f"{way} hakkında" in one["question"] for one in asked for way in own[one["article"]])

    def nearness(question: str, article: str) -> float:
        spans = sentences.split(text := text_of("tr", article), "tr")
        return float((by_letters([span.of(text) for span in spans], "tr") @ by_letters([question], "tr")[0]).max())

    articles = list(own)
    near = [nearness(one["question"], one["article"]) for one in asked[:100]]
    far = [nearness(one["question"], articles[i % len(articles)]) for i, one in enumerate(asked[:100], 13)]
    assert sum(near) > 1.1 * sum(far)


def test_whom_a_topic_is_put_to_is_as_the_draw_has_it() -> None:
    first, again, other = (read_topics_abroad(SAID, "tr", random.Random(seed)) for seed in (1, 1, 2))
    assert first == again != other


def test_none_is_of_an_article_that_figures_are_reported_on() -> None:
    reported = {
        record["article"] for code in languages.others() for record in read_records(BLIND / code / "across.jsonl")
    }
    told = {one["article"] for code in languages.codes() for one in read_topics_abroad(SAID, code, random.Random(1))}
    assert reported.isdisjoint(told)
