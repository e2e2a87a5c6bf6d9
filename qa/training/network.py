"""The reader's network: a sentence encoder that reads question and sentences together, with two heads.

One head tells for each sentence whether it answers the question, from the means of the question's and of
the sentence's vectors; the other tells for each token whether a short answer starts or ends there.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import AutoModel

_HIDDEN = 128


class Network(nn.Module):
    """Reads windows. Sizes: B windows, T tokens, S sentences, H the encoder's width."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(folder), local_files_only=True, add_pooling_layer=False)
        self.encoder.embeddings.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.answers = nn.Sequential(nn.Linear(4 * width, _HIDDEN), nn.GELU(), nn.Linear(_HIDDEN, 1))
        self.ends = nn.Linear(2 * width, 2)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor, lines: Tensor, pools: Tensor) -> tuple[Tensor, Tensor]:
        """Return the logits of the sentences, (B, S), and of starts and ends of answers, (B, T, 2).

        `ids`, `types`, `mask`, `lines` are (B, T) as in `qa.window`; `pools` is (B, S + 1, T): rows that take
        the mean over the question's tokens, then over each sentence's.
        """
        hidden = self.encoder(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        means = pools @ hidden
        asked, said = means[:, :1], means[:, 1:]
        asked = asked.expand_as(said)
        told = torch.cat([said, asked * said, (asked - said).abs(), asked], dim=-1)
        whole = means.gather(1, lines.clamp(min=0).unsqueeze(-1).expand(-1, -1, hidden.shape[-1]))
        return self.answers(told).squeeze(-1), self.ends(torch.cat([hidden, whole * hidden], dim=-1))
