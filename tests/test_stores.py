"""Both stores of vectors, FAISS here and a real Milvus server there, find the same under the same restrictions."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from index import Filter, Index, Settings, Snapshot, migration, names
from index.encoder import Vectors
from index.engine import Engine
from index.errors import ArchiveDamagedError, ArchiveMismatchError, ArchiveMovedError
from qa import Assistant

QUESTIONS = ("What did the mayor say about the tram line?", "Will the ferry sail?", "Who pays for school meals?")
RESTRICTIONS = {
    "none": Filter(),
    "since": Filter(since=date(2024, 9, 1)),
    "until": Filter(until=date(2024, 3, 2)),
    "period": Filter(since=date(2024, 3, 1), until=date(2024, 3, 31)),
    "outlet": Filter(outlets=("delta herald",)),
    "outlets": Filter(outlets=("Coast Wire", "صحيفة الدلتا", "no such")),
    "speakers": Filter(speakers=("kerr", "brandt")),
    "language": Filter(languages=("ar",)),
    "all": Filter(date(2024, 2, 1), date(2024, 8, 1), ("Northern Post", "Coast Wire"), ("poe", "vale"), ("en",)),
    "nobody": Filter(speakers=("nobody",)),
    "hostile": Filter(outlets=('" or day > 0 or outlet in ["', "\\", "]) or (day > 0"), languages=("'",)),
}

Made = Callable[[Path, str], Settings]


@pytest.fixture(scope="session", params=["faiss", "milvus"])
def made(request: pytest.FixtureRequest) -> Made:
    """Gives the settings of an archive at a place, under a name that no other test uses."""
    if request.param == "faiss":
        return lambda at, name: Settings(archive=at, workers=1)
    address = request.getfixturevalue("engine").address
    return lambda at, name: Settings(archive=at, workers=1, store="milvus", milvus=address, milvus_archive=name)


@pytest.fixture(scope="session")
def snapshot(made: Made, newsroom_archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The newsroom's archive, in each of the stores; in the server it is a copy."""
    settings = made(newsroom_archive, "newsroom")
    if settings.store == "milvus":
        settings = settings.model_copy(update={"archive": tmp_path_factory.mktemp("store") / "archive"})
        compared = migration.migrate(Settings(archive=newsroom_archive), settings)
        assert compared.differences == ()
        assert compared.same == compared.found > 500
    return Index.open(settings.archive, settings).snapshot()


def vectors_of(snapshot: Snapshot) -> dict[int, Vectors]:
    return {int(key): row for ids, rows in snapshot.vectors.blocks() for key, row in zip(ids, rows, strict=True)}


def admits(restriction: Filter, snapshot: Snapshot, key: str, span: tuple[int, int]) -> bool:
    """Tell, passage by passage and from the article itself, whether a restriction admits it."""
    article = snapshot.article(key)
    day = article.published
    spoken = {
        word
        for s in snapshot.db.statements(key)
        if s.speaker and s.start < span[1] and span[0] < s.end
        for word in names.words(s.speaker)
    }
    return (
        (not restriction.since or (day is not None and day >= restriction.since))
        and (not restriction.until or (day is not None and day <= restriction.until))
        and (
            not restriction.outlets
            or names.fold(article.outlet or "") in {names.fold(outlet) for outlet in restriction.outlets}
        )
        and (not restriction.languages or article.language in restriction.languages)
        and (not restriction.speakers or not spoken.isdisjoint(restriction.speakers))
    )


@pytest.mark.parametrize("name", RESTRICTIONS)
def test_the_nearest_that_a_restriction_admits_are_found_with_their_cosines(snapshot: Snapshot, name: str) -> None:
    vectors = vectors_of(snapshot)
    passages = [p for article in snapshot.db.article_ids() for p in snapshot.db.passages_of(article)]
    admitted = [p for p in passages if admits(RESTRICTIONS[name], snapshot, p.article, p.span)]
    assert bool(admitted) == (name not in {"nobody", "hostile"})
    for question in QUESTIONS:
        asked = snapshot.encoder.encode_query(question)
        cosines = {p.key: float(vectors[p.vector] @ asked) for p in admitted}
        found = snapshot.nearest(asked, 30, RESTRICTIONS[name])
        assert [score for _, score in found] == pytest.approx(sorted(cosines.values(), reverse=True)[:30], abs=1e-6)
        assert [score for _, score in found] == pytest.approx([cosines[p.key] for p, _ in found], abs=1e-6)
        assert len({p.key for p, _ in found}) == len(found)


def test_questions_are_answered_with_the_same_quotes(snapshot: Snapshot, newsroom_archive: Path) -> None:
    here, there = Assistant.open(newsroom_archive), Assistant.open(snapshot.settings.archive, snapshot.settings)
    for question in (
        "What did Ida Kerr say about school meals?",
        "What did Olga Brandt say?",
        "What did Bo Lindt say?",
    ):
        quotes = [
            [(citation.quote, citation.speaker, citation.article, citation.start) for citation in answer.citations]
            for answer in (assistant.answer(question) for assistant in (here, there))
        ]
        assert quotes[0] == quotes[1] != []


def test_the_vectors_are_those_of_the_passages_each_once(snapshot: Snapshot) -> None:
    vectors = vectors_of(snapshot)
    assert len(snapshot.vectors) == len(vectors) == snapshot.manifest.counts["vectors"]
    assert sorted(snapshot.vectors.ids().tolist()) == sorted(vectors) == snapshot.db.vector_ids().tolist()
    assert sum(len(ids) for ids, _ in snapshot.vectors.blocks()) == len(vectors)


def test_what_is_added_edited_and_deleted_counts_and_the_old_state_gives_no_wrong_answer(
    made: Made, tmp_path: Path
) -> None:
    articles, settings = tmp_path / "articles", made(tmp_path / "archive", "changing")
    articles.mkdir()
    (articles / "mill.txt").write_text("The old mill burned down. Mayor Ann Poe said it will be built anew.", "utf-8")
    for outlet in ("Herald", "Post"):  # of the same text, so of the same vector
        told = {"text": "A ferry sank. Nobody was hurt.", "outlet": outlet}
        (articles / f"{outlet}.json").write_text(json.dumps(told), "utf-8")
    assert Index.refresh(articles, at=settings.archive, settings=settings).embedded == 2
    reader = Index.open(settings.archive, settings)
    old = reader.snapshot()
    asked = old.encoder.encode_query("What happened to the mill?")

    def found(snapshot: Snapshot, restriction: Filter = RESTRICTIONS["none"]) -> list[str]:
        articles = [snapshot.article(p.article) for p, _ in snapshot.nearest(asked, 9, restriction)]
        return [f"{article.outlet}: {article.text.partition('.')[0]}" for article in articles]

    before = ["None: The old mill burned down", "Herald: A ferry sank", "Post: A ferry sank"]
    assert found(old)[0] == before[0]
    assert sorted(found(old)) == sorted(before)
    (articles / "mill.txt").write_text("The mill stands again.", "utf-8")
    (articles / "Herald.json").unlink()
    (articles / "tram.txt").write_text("The tram runs.", "utf-8")
    report = Index.refresh(at=settings.archive, settings=settings)
    assert (report.added, report.updated, report.removed, report.embedded) == (1, 1, 1, 2)
    new = reader.snapshot()
    assert found(new)[0] == "None: The mill stands again"
    assert sorted(found(new)[1:]) == ["None: The tram runs", "Post: A ferry sank"]
    assert found(new, Filter(outlets=("Herald",))) == []
    try:
        assert found(old)[0] == before[0]
    except ArchiveMovedError as moved:
        assert settings.store == "milvus"
        assert "ask again" in str(moved)
    Index.refresh(at=settings.archive, remove=[article.id for article in reader.articles()], settings=settings)
    assert (len(reader), found(reader.snapshot())) == (0, [])


def test_an_archive_of_the_other_store_is_refused_with_the_setting(snapshot: Snapshot) -> None:
    at, other = snapshot.settings.archive, "faiss" if snapshot.settings.store == "milvus" else "milvus"
    with pytest.raises(ArchiveMismatchError, match=r"set ONRECORD_STORE=milvus|onrecord migrate"):
        Snapshot.open(at, snapshot.settings.model_copy(update={"store": other}))


# Migration ------------------------------------------------------------------------------------


def test_an_archive_comes_back_from_the_server_as_it_was_and_never_over_another(
    snapshot: Snapshot, newsroom_archive: Path, tmp_path: Path
) -> None:
    place = "milvus" if snapshot.settings.store == "milvus" else str(newsroom_archive)
    env = os.environ | {"ONRECORD_MILVUS": snapshot.settings.milvus, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    env["ONRECORD_MILVUS_ARCHIVE"] = "newsroom"
    onrecord = [sys.executable, "-c", "from ui.cli import main; main()", "migrate", place]
    done = subprocess.run([*onrecord, str(tmp_path / "copy")], env=env, capture_output=True, text=True, check=False)
    assert (done.stderr, done.returncode) == ("", 0)
    assert re.search(r"copied 324 articles, 324 passages, 32\d vectors, each the same; of (\d+) .* \1 are", done.stdout)
    first, copy = Index.open(newsroom_archive).snapshot(), Index.open(tmp_path / "copy").snapshot()
    assert copy.manifest.counts == first.manifest.counts
    assert copy.manifest.files.keys() == first.manifest.files.keys()
    again = subprocess.run([*onrecord, str(tmp_path / "copy")], env=env, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert again.stderr.endswith("an archive already; name another place, or ONRECORD_MILVUS_ARCHIVE\n")


def test_a_copy_that_finds_something_else_is_told(
    snapshot: Snapshot, seed_archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ArchiveDamagedError, match="not those of the original"):
        migration.compare(snapshot, Index.open(seed_archive).snapshot())
    copy = Snapshot.open(snapshot.settings.archive, snapshot.settings)
    nearest = type(copy.vectors).nearest
    monkeypatch.setattr(copy.vectors, "nearest", lambda *given: nearest(copy.vectors, *given)[1:], raising=True)
    compared = migration.compare(snapshot, copy)
    assert not compared.alike
    assert len(compared.differences) == 5


def test_an_index_is_waited_for_and_not_what_the_server_parts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter(
        {"total_rows": 20, "indexed_rows": indexed, "pending_index_rows": pending}
        for indexed, pending in ((10, 10), (20, 12))
    )
    done: list[str] = []

    def call(_: Engine, what: str, *__: object, **___: object) -> object:
        done.append(what)
        return next(told) if what == "describe_index" else None

    monkeypatch.setattr(Engine, "call", call)
    Engine("http://127.0.0.1:1", "", 1).finish("parts")
    assert done == ["flush", "describe_index", "describe_index", "load_collection"]
