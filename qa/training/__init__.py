"""Trains the reader and fits the weights of the evidence, see TRAINING.md; nothing here is needed to answer."""
