"""Growth: the large archives of the benchmarks are whole ones, and hold what the files beside them say."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from benchmarks import growth, scale

from index import Index, Settings, doctor

ARTICLES = 30
_SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve".split()


def word(chance: random.Random) -> str:
    return "".join(chance.choices(_SYLLABLES, k=4))


def article(number: int) -> dict[str, str]:
    chance = random.Random(number)
    names = f"{word(chance).title()} {word(chance).title()}"
    said = f"“We will see the {word(chance)} and the {word(chance)} before the autumn,” Mayor {names} said."
    rest = f"Later the {word(chance)} of the council went home with {names} and all the {word(chance)} of the town."
    return {"title": f"The {word(chance)} of Delta", "text": f"{said} {rest}", "date": f"2024-05-{number + 1:02}"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "articles").mkdir()
    for number in range(ARTICLES):
        (folder / "articles" / f"{number}.json").write_text(json.dumps(article(number)), "utf-8")
    Index.refresh(folder / "articles", at=folder / "archive", settings=Settings(workers=1))
    return folder / "archive"


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, small: Path) -> Path:
    folder = tmp_path_factory.mktemp("grown")
    growth.grow(small, folder / "archive", folder / "articles", 3 * ARTICLES)
    return folder / "archive"


def test_a_grown_archive_is_whole_and_its_files_hold_its_articles(grown: Path, tmp_path: Path) -> None:
    index = Index.open(grown)
    counts = index.snapshot().manifest.counts
    assert not doctor.examine(grown, Settings(archive=grown))
    assert counts["files"] == counts["articles"] == counts["passages"] == 3 * ARTICLES
    again = Index.refresh(at=grown, settings=Settings(archive=grown))
    assert (again.changed, again.unchanged) == (False, counts["files"])
    Index.refresh(grown.parent / "articles", at=tmp_path / "archive", settings=Settings(workers=1))
    read = Index.open(tmp_path / "archive")
    assert {article.id for article in read.articles()} == {article.id for article in index.articles()}
    assert read.speakers() == index.speakers()  # what is read from the files is what was stored without reading them


def test_in_a_copy_rare_words_are_others_and_all_places_stay(small: Path, grown: Path) -> None:
    real = {one.article.text for one in growth.stored(Index.open(small).snapshot())}
    all_ = list(growth.stored(Index.open(grown).snapshot()))
    copies = [one for one in all_ if one.article.text not in real]
    assert (len(all_), len(copies)) == (3 * ARTICLES, 2 * ARTICLES)
    assert len({one.article.text for one in all_}) == 3 * ARTICLES
    for one in copies:
        (statement,) = one.statements
        text = one.article.text
        assert text[: statement.end + 8].startswith("“We will see the ")
        assert text[statement.end :].startswith((" Mayor", "” Mayor", ",” Mayor"))
        assert statement.speaker
        assert text.count(statement.speaker) == 2


def test_the_vectors_of_copies_are_units_around_those_of_their_passages(small: Path, grown: Path) -> None:
    _, rows = Index.open(grown).snapshot().vectors.index.rows()
    _, real = Index.open(small).snapshot().vectors.index.rows()
    assert len(rows) == 3 * ARTICLES
    assert np.linalg.norm(rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert 0.8 < np.median((rows @ real.T).max(axis=1)) < 0.9999


def test_the_questions_are_asked_of_what_the_archive_says(small: Path) -> None:
    asked = scale.questions(growth.stored(Index.open(small).snapshot()))
    kinds = [kind for _, kind in asked]
    assert [kinds.count(kind) for kind in ("said", "said in a year", "fact")] == [ARTICLES] * 3
    assert all(question.endswith("?") for question, _ in asked)
