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
from transformers import AutoModel, PreTrainedModel

from index.packed_file import PackedFile
from index.packed_model import bert

_HIDDEN = 128
_KEPT = 4
"""Layers of the multilingual encoder that stay as they are, as its embeddings do: they know the languages."""


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
    encoder = bert(file)
    types = encoder.embeddings.token_type_embeddings.weight.data
    types[1:] = types[:1]  # it has seen one text at a time: what it has for a second one tells nothing
    for part in (encoder.embeddings, *encoder.encoder.layer[:_KEPT]):
        part.requires_grad_(False)
    return Network(encoder, file)
