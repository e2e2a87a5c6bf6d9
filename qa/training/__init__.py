"""Trains the reader and fits the weights of the evidence; nothing here is needed to answer a question.

In this order, from a checkout, with `pip install '.[train]'`:

    python -m qa.training.reader READER_TRAIN_DIR tests/said --out reader.pt
    python -m qa.training.export reader.pt qa/reader.onnx
    python -m qa.training.said tests/said --write
    python -m qa.training.facts READER_TRAIN_DIR --write
"""
