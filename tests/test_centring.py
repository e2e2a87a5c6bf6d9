"""Centred vectors: what texts of one language and kind share is gone, and what they say tells them apart."""

from __future__ import annotations

import numpy as np
import pytest

from index import encoder as encoders
from index.encoder import Encoder
from qa import languages
from qa.multilingual import centring

ASKED = "Körpünün bağlanması"
NEAR, FAR = "Мост закроют до осени, чтобы заменить опоры.", "Команда выиграла последнюю игру сезона."
ALIKE = "Komandanın son oyunu"


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return encoders.load("multilingual-e5-small")


def test_vectors_are_of_length_one(encoder: Encoder) -> None:
    assert np.linalg.norm(centring.question(encoder, ASKED, "az")) == pytest.approx(1.0, abs=1e-5)
    found = centring.sentences(encoder, encoder.encode([NEAR, FAR]), "ru")
    assert found.shape == (2, encoder.dimension)
    assert np.linalg.norm(found, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_a_vector_at_the_mean_stays_finite() -> None:
    mean = np.full(4, 0.5, dtype=np.float32)
    assert np.isfinite(centring.of_one(mean, mean)).all()


def test_a_topic_is_nearer_to_what_is_said_on_it_in_another_language(encoder: Encoder) -> None:
    sentences = centring.sentences(encoder, encoder.encode([NEAR, FAR]), "ru")
    near, far = sentences @ centring.question(encoder, ASKED, "az")
    other_near, other_far = sentences @ centring.question(encoder, ALIKE, "az")
    assert near > far
    assert other_far > other_near


def test_sentences_on_other_subjects_are_no_longer_near_each_other(encoder: Encoder) -> None:
    plain = encoder.encode([NEAR, FAR])
    centred = centring.sentences(encoder, plain, "ru")
    assert float(centred[0] @ centred[1]) < 0.5 < float(plain[0] @ plain[1])


def test_every_language_has_the_same_background() -> None:
    sizes = {
        code: {name: len(told) for name, told in languages.load(code)["background"].items()}
        for code in languages.codes()
    }
    assert set(sizes[languages.DEFAULT]) == {"sentences", *centring.ASKED}
    assert all(one == sizes[languages.DEFAULT] for one in sizes.values())
