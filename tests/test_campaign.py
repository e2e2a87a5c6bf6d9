"""The campaign's articles (tests/campaign): what answers are sentences; the same people speak in many of them."""

from collections import Counter
from pathlib import Path

from index import sentences
from qa.training.fitting import read_records

FOLDER = Path(__file__).parent / "campaign"
ASKED = read_records(FOLDER / "questions.jsonl")


def test_what_answers_are_sentences_of_the_article() -> None:
    files = {path.name: path.read_bytes().decode() for path in (FOLDER / "articles").glob("*.txt")}
    spans = {name: {(s.start, s.end) for s in sentences.split(text)} for name, text in files.items()}
    assert {one["article"] for one in ASKED} == files.keys()
    for one in ASKED:
        told = [tuple(span) for key in ("gold", "wrong", "ok", "near") for span in one.get(key, ())]
        assert spans[one["article"]].issuperset(told), one["id"]
        assert (one["kind"] == "said_none") is not bool(one["gold"]), one["id"]
    assert len({one["id"] for one in ASKED}) == len(ASKED)


def test_half_have_no_answer_and_people_are_asked_about_in_several_articles() -> None:
    assert sum(not one["gold"] for one in ASKED) * 2 == len(ASKED)
    articles = Counter(speaker for speaker, _ in {(one["speaker"], one["article"]) for one in ASKED})
    assert sum(count > 2 for count in articles.values()) > 10
