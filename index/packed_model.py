"""The packaged multilingual model for torch: what the reader for other languages is trained on.

Needs torch and transformers; no command of the package does.
"""

from __future__ import annotations

import torch
from transformers import BertConfig, BertModel

from index.packed_file import PackedFile


def bert(file: PackedFile) -> BertModel:
    """Return the model of a file, without its words."""
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
    model = BertModel(config, add_pooling_layer=False)
    model.set_attn_implementation("eager")  # where it is trained in 16 bits, twice as fast as the fused one
    named = {name: torch.from_numpy(values.copy()) for name, values in file.named().items()}
    model.load_state_dict({**model.state_dict(), **named})
    return model
