"""The encoder: questions and passages go into one space, and asking does without torch."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import numpy as np
import pytest

from index import encoder, pipeline

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
    assert np.abs(vector - packaged.encode([question])[0]).max() < 1e-5


def test_the_packaged_model_is_described_alike_with_and_without_torch() -> None:
    packaged = encoder.load(encoder.DEFAULT)
    other = encoder.Encoder("folder", encoder._folder(encoder.DEFAULT), packaged.weights_sha256)
    assert (other.dimension, other.max_tokens) == (packaged.dimension, packaged.max_tokens)
    assert np.abs(other.encode_query(QUESTIONS[0]) - packaged.encode_query(QUESTIONS[0])).max() < 1e-5


def test_asking_loads_no_torch(seed_archive: Path) -> None:
    program = """
        import sys
        from qa import Assistant
        assistant = Assistant.open(sys.argv[1])
        for question in ("What did Aliyev say about COP29?", "Who said it?", "How many countries?", "When was COP29?"):
            assistant.answer(question)
        loaded = [name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules]
        assert not loaded, loaded
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program), seed_archive], check=True)


def test_torch_is_there_for_others_after_and_while_the_pipeline_is_loaded() -> None:
    program = """
        import sys, threading
        from index import encoder, pipeline
        loaded = []
        threads = [
            threading.Thread(target=lambda: loaded.append(pipeline.load(exclude=["ner"]))),
            threading.Thread(target=lambda: loaded.append(encoder.load(encoder.DEFAULT).encode(["a text"]))),
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
