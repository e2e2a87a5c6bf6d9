"""The encoder: questions and passages go into one space, and asking does without torch."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from index import Index, encoder, inference, pipeline

QUESTIONS = (
    "What did Kerr say about the bridge?",
    "",
    "one word " * 1000,  # more than the model takes
    "Əliyev nə dedi? 😀 \u202e\x00",
)


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_gets_the_vector_that_the_same_text_has_as_a_passage(question: str) -> None:
    packaged = encoder.load(encoder.DEFAULT)
    vector = packaged.encode_query(question)
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert np.abs(vector - packaged.encode([question], exact=True)[0]).max() < 1e-5


def test_the_packaged_model_gives_the_vectors_that_sentence_transformers_gives() -> None:
    packaged = encoder.load(encoder.DEFAULT)
    other = encoder.Encoder("folder", encoder._folder(encoder.DEFAULT), packaged.weights_sha256)
    texts = [question for question in QUESTIONS if "\x00" not in question]
    assert np.abs(packaged.encode(texts, threads=2, exact=True) - other.encode(texts)).max() < 1e-5
    assert packaged.count_tokens(list(QUESTIONS)) == other.count_tokens(list(QUESTIONS))
    assert packaged.token_starts(QUESTIONS[0]) == other.token_starts(QUESTIONS[0])


def test_weights_of_8_bits_give_nearly_the_same_vectors(newsroom_archive: Path) -> None:
    packaged = encoder.load(encoder.DEFAULT)
    texts = [article.text for article in islice(Index.open(newsroom_archive).articles(), 40)]
    exact, rounded = packaged.encode(texts, exact=True), packaged.encode(texts, threads=2)
    alike = (exact * rounded).sum(axis=1)
    assert packaged._inference is not None
    assert alike.min() > 0.97
    assert (alike.max() < 0.9999) == packaged._inference.quantises


def test_where_8_bits_lose_too_much_the_weights_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inference, "_ALIKE", 1.1)  # as on a processor whose sums of products overflow
    careful = inference.Inference(encoder._folder(encoder.DEFAULT))
    texts = list(QUESTIONS)
    assert np.array_equal(careful.encode_all(texts), careful.encode_all(texts, exact=True))


def test_no_texts_have_no_vectors() -> None:
    packaged = encoder.load(encoder.DEFAULT)
    assert packaged.encode([]).shape == (0, packaged.dimension)
    assert packaged.count_tokens([]) == []


def test_the_packaged_model_is_described_alike_with_and_without_torch() -> None:
    packaged = encoder.load(encoder.DEFAULT)
    other = encoder.Encoder("folder", encoder._folder(encoder.DEFAULT), packaged.weights_sha256)
    assert (other.dimension, other.max_tokens) == (packaged.dimension, packaged.max_tokens)
    assert np.abs(other.encode_query(QUESTIONS[0]) - packaged.encode_query(QUESTIONS[0])).max() < 1e-5


def test_neither_asking_nor_indexing_loads_torch(seed_archive: Path, tmp_path: Path) -> None:
    program = """
        import sys
        from index import Index
        from qa import Assistant
        assistant = Assistant.open(sys.argv[1])
        Index.refresh(sys.argv[2], at=sys.argv[3])
        for question in ("What did Aliyev say about COP29?", "Who said it?", "How many countries?", "When was COP29?"):
            assistant.answer(question)
        loaded = [name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules]
        assert not loaded, loaded
    """
    article = Path(__file__).parent.parent / "seeds"
    subprocess.run([sys.executable, "-c", textwrap.dedent(program), seed_archive, article, tmp_path / "at"], check=True)


def test_torch_is_there_for_others_after_and_while_the_pipeline_is_loaded() -> None:
    program = """
        import sys, threading
        from index import Index, encoder, inference, pipeline
        loaded = []
        threads = [
            threading.Thread(target=lambda: loaded.append(pipeline.load(exclude=["ner"]))),
            threading.Thread(target=lambda: loaded.append(encoder._read(encoder._folder(encoder.DEFAULT)))),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(loaded) == 2
        import torch
        assert torch.ones(2).sum() == 2
        assert [word.text for word in pipeline.load(exclude=["ner"])("He said no.")] == ["He", "said", "no", "."]
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)


def test_many_threads_may_ask_at_once() -> None:
    packaged = encoder.load(encoder.DEFAULT)
    expected = [packaged.encode_query(question) for question in QUESTIONS]
    found: list[bool] = []

    def ask() -> None:
        found.extend(np.array_equal(packaged.encode_query(q), v) for q, v in zip(QUESTIONS, expected, strict=True))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 8 * len(QUESTIONS)


def test_a_pipeline_that_is_loaded_leaves_no_trace_of_hiding() -> None:
    pipeline.load(exclude=["ner"])
    assert sys.modules.get("torch", True) is not None
