"""Questions of one aspect (tests/said): what answers them are sentences, and half of them nothing answers."""

from pathlib import Path

import pytest

from index import sentences
from qa import languages
from qa.training.examples import ASPECTS, read_aspects_in
from qa.training.fitting import read_records
from qa.training.topics_abroad import folder_of

SAID = Path(__file__).parent / "said"
BLIND = Path(__file__).parent / "languages"


def spans_of(path: Path, code: str) -> set[tuple[int, int]]:
    return {(s.start, s.end) for s in sentences.split(path.read_bytes().decode(), code)}


@pytest.mark.parametrize("code", languages.codes())
def test_what_answers_are_sentences_of_the_article(code: str) -> None:
    told = read_records(folder_of(SAID, code) / ASPECTS)
    assert len({one["id"] for one in told}) == len(told)
    known = {
        name: spans_of(folder_of(SAID, code) / "articles" / name, code) for name in {one["article"] for one in told}
    }
    for one in told:
        spans = [tuple(span) for key in ("gold", "wrong", "ok", "near") for span in one.get(key, ())]
        assert known[one["article"]].issuperset(spans), one["id"]
        assert (one["kind"] == "said_none") is not bool(one["gold"]), one["id"]
        assert not {tuple(span) for span in one["gold"]} & {tuple(span) for span in one["wrong"]}, one["id"]


@pytest.mark.parametrize("code", languages.codes())
def test_half_have_no_answer(code: str) -> None:
    told = read_records(folder_of(SAID, code) / ASPECTS)
    assert sum(not one["gold"] for one in told) * 2 == len(told)


@pytest.mark.parametrize("code", languages.codes())
def test_they_are_put_in_every_other_language(code: str) -> None:
    told = read_aspects_in(SAID, code)
    asked_in = {one["language"] for one in told}
    assert asked_in == set(languages.codes()) - ({languages.DEFAULT} if code == languages.DEFAULT else set())
    assert len({(one["id"], one["language"]) for one in told}) == len(told)


def test_none_across_languages_is_of_an_article_that_figures_are_reported_on() -> None:
    reported = {one["article"] for code in languages.others() for one in read_records(BLIND / code / "across.jsonl")}
    assert reported.isdisjoint(one["article"] for code in languages.codes() for one in read_aspects_in(SAID, code))
